//! Looks at sessions that many sockets share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use engine::access::Principal;
use tower_sessions::session::Id;

use crate::session::{SessionError, Sessions};

/// Entries from which on those of nobody are thrown away.
const CROWDED: usize = 64;

/// What a session was at the last look, by its id. Tabs of one browser share a session, and each of
/// them looks at it again and again.
///
/// A session that ends by sign-out is told to its sockets at once, without any look; what is kept here
/// only delays the other reasons, and by less than the time between two looks.
#[derive(Debug, Default)]
pub(crate) struct Lookups(Mutex<HashMap<Id, Arc<Entry>>>);

/// The answer of the last look and when it began. Who comes while a look is under way waits for it.
type Entry = tokio::sync::Mutex<Option<(Instant, Option<Principal>)>>;

impl Lookups {
    /// Who owns the session, as it was at most `age` ago; `None` when it is over.
    pub(super) async fn look(
        &self,
        sessions: &Sessions,
        id: Id,
        age: Duration,
    ) -> Result<Option<Principal>, SessionError> {
        let entry = self.entry(id);
        let mut last = entry.lock().await;
        if let Some((at, owner)) = &*last
            && at.elapsed() < age
        {
            return Ok(owner.clone());
        }
        let begin = Instant::now();
        // Nothing of before survives a failure.
        *last = None;
        let owner = sessions.look(id).await?;
        *last = Some((begin, owner.clone()));
        Ok(owner)
    }

    fn entry(&self, id: Id) -> Arc<Entry> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= CROWDED && !entries.contains_key(&id) {
            entries.retain(|_, entry| {
                let last = entry.try_lock();
                Arc::strong_count(entry) > 1
                    || last
                        .is_ok_and(|last| last.as_ref().is_some_and(|(at, _)| at.elapsed() < KEPT))
            });
        }
        Arc::clone(entries.entry(id).or_default())
    }
}

/// How long an answer is kept at all.
const KEPT: Duration = Duration::from_secs(10);
