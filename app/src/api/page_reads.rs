//! What the page that is being rendered has read.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use leptos::prelude::use_context;
use model::Error;

use super::error::ApiError;

/// Answers that one rendering of a page has had; the server provides one for each request.
///
/// While a page is rendered, parts of it are made more than once, each time with a resource of its
/// own. The browser makes them once and takes the first resource's data for the last one's HTML, so
/// all of them must have read the same.
#[derive(Clone, Default)]
pub struct PageReads {
    held: Arc<Mutex<HashMap<String, Arc<dyn Any + Send + Sync>>>>,
}

impl std::fmt::Debug for PageReads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageReads").finish_non_exhaustive()
    }
}

impl PageReads {
    fn held(&self) -> MutexGuard<'_, HashMap<String, Arc<dyn Any + Send + Sync>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get<T: Clone + 'static>(&self, key: &str) -> Option<T> {
        self.held().get(key)?.downcast_ref::<T>().cloned()
    }

    /// Keeps an answer unless there is one by now, and gives the one that is kept.
    fn keep<T: Clone + Send + Sync + 'static>(&self, key: String, fresh: T) -> T {
        let mut held = self.held();
        let kept = held.entry(key).or_insert_with(|| Arc::new(fresh.clone()));
        kept.downcast_ref::<T>().cloned().unwrap_or(fresh)
    }
}

/// Reads what `key` names, or gives what this rendering of a page has read of it before. Outside of
/// rendering, under `/api`, it always reads.
pub(super) async fn once<T>(key: String, read: impl Future<Output = T>) -> T
where
    T: Clone + Send + Sync + 'static,
{
    let Some(reads) = use_context::<PageReads>() else {
        return read.await;
    };
    if let Some(known) = reads.get(&key) {
        return known;
    }
    let fresh = read.await;
    reads.keep(key, fresh)
}

/// Whether a page is being rendered, and not a call under `/api` answered.
pub(super) fn is_rendering() -> bool {
    use_context::<PageReads>().is_some()
}

/// How long a page waits for a part that it can do without.
const PART_WAIT: std::time::Duration = std::time::Duration::from_millis(700);

/// Like [`once`], for a part of a page: while a page is rendered, an answer that takes long is left to
/// the browser, so that one place that does not answer delays no other.
pub(super) async fn soon<T>(
    key: String,
    read: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error>
where
    T: Clone + Send + Sync + 'static,
{
    if !is_rendering() {
        return read.await;
    }
    let bounded = async move {
        let read = tokio::time::timeout(PART_WAIT, read).await;
        read.unwrap_or_else(|_| Err(ApiError::pending()))
    };
    once(key, bounded).await
}

#[cfg(test)]
mod tests {
    use super::PageReads;

    #[test]
    fn the_first_answer_is_kept_for_its_key() {
        let reads = PageReads::default();
        assert_eq!(reads.get::<u8>("a"), None);
        assert_eq!(reads.keep("a".to_owned(), 1_u8), 1);
        assert_eq!(reads.keep("a".to_owned(), 2_u8), 1);
        assert_eq!(reads.keep("b".to_owned(), 3_u8), 3);
        assert_eq!(reads.get::<u8>("a"), Some(1));
    }
}
