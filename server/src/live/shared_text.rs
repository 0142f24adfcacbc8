//! The texts of messages that many sockets send.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::ws::Utf8Bytes;

use super::writer::News;

/// Shorter messages are copied: that costs less than looking for them.
const SHORT_BYTES: usize = 1024;

/// How many are kept: those that sockets are sending now. Sockets that are further behind make their
/// own.
const KEPT: usize = 64;

/// Texts of the newest messages. Pages count their subscriptions from one, so most sockets send the
/// very same text.
#[derive(Debug, Default)]
pub(super) struct SharedTexts(Mutex<VecDeque<(Arc<str>, u32, Utf8Bytes)>>);

impl SharedTexts {
    /// The text of a message, made once for all sockets that send it at about the same time.
    pub(super) fn of(&self, news: &News) -> Utf8Bytes {
        if news.event.len() < SHORT_BYTES {
            return news.encode().into();
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The event is kept with its text, so its address stands for it alone. Newest first.
        let same = |(event, id, _): &&(Arc<str>, u32, Utf8Bytes)| {
            *id == news.id && Arc::ptr_eq(event, &news.event)
        };
        if let Some((_, _, text)) = kept.iter().find(same) {
            return text.clone();
        }
        let text = Utf8Bytes::from(news.encode());
        kept.truncate(KEPT - 1);
        kept.push_front((Arc::clone(&news.event), news.id, text.clone()));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(id: u32, event: &Arc<str>) -> News {
        News {
            id,
            event: Arc::clone(event),
        }
    }

    #[test]
    fn sockets_share_the_text_of_the_same_event_under_the_same_number() {
        let texts = SharedTexts::default();
        let event: Arc<str> = format!("\"{}\"", "x".repeat(SHORT_BYTES)).into();
        let first = texts.of(&news(1, &event));
        assert_eq!(first.as_str(), news(1, &event).encode());
        assert_eq!(texts.of(&news(1, &event)).as_ptr(), first.as_ptr());
        let other = texts.of(&news(2, &event));
        assert_eq!(other.as_str(), news(2, &event).encode());
        let equal: Arc<str> = event.to_string().into();
        assert_ne!(texts.of(&news(1, &equal)).as_ptr(), first.as_ptr());
    }

    #[test]
    fn few_are_kept() {
        let texts = SharedTexts::default();
        for _ in 0..3 * KEPT {
            let event: Arc<str> = "x".repeat(SHORT_BYTES).into();
            texts.of(&news(1, &event));
        }
        assert_eq!(texts.0.lock().map(|kept| kept.len()).ok(), Some(KEPT));
    }

    #[test]
    fn short_ones_are_not_kept() {
        let texts = SharedTexts::default();
        texts.of(&news(1, &"{}".into()));
        assert!(texts.0.lock().is_ok_and(|kept| kept.is_empty()));
    }
}
