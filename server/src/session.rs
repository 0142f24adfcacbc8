//! Sessions: where they are kept, whose they are and when they end.
//!
//! A session holds a name and three numbers, never grants: those are read from the store at each
//! request, so a grant that is taken away is gone at once.

mod identity;
mod storage;

use std::sync::Arc;
use std::time::Duration;

use engine::access::Principal;
use engine::store::{Store, StoreError};
use time::OffsetDateTime;
use tokio::sync::broadcast;
use tower_sessions::session::{self, Id};
use tower_sessions::session_store::{self, SessionStore};
use tower_sessions::{Expiry, Session};

use crate::clock::Clock;
use crate::config::SessionSettings;

use identity::{Identity, State};
pub use storage::{Storage, StorageError};

/// The key of the [`Identity`] in a session.
const IDENTITY: &str = "identity";

/// How often expired sessions are deleted.
const SWEEP: Duration = Duration::from_mins(5);

/// How many ended sessions a socket may be behind before it looks at its session itself.
const ENDED_BUFFER: usize = 64;

/// Sessions, and the users they belong to. Clones share everything.
#[derive(Clone)]
pub struct Sessions {
    inner: Arc<Inner>,
}

struct Inner {
    storage: Storage,
    store: Store,
    clock: Clock,
    settings: SessionSettings,
    ended: broadcast::Sender<Id>,
}

/// Why it can't be said whose session it is.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    #[error(transparent)]
    Session(#[from] session::Error),
    #[error(transparent)]
    Storage(#[from] session_store::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Identity(#[from] serde_json::Error),
}

impl Sessions {
    /// Sessions kept in `storage` of the users in `store`.
    pub fn new(storage: Storage, store: Store, clock: Clock, settings: SessionSettings) -> Self {
        let (ended, _) = broadcast::channel(ENDED_BUFFER);
        Self {
            inner: Arc::new(Inner {
                storage,
                store,
                clock,
                settings,
                ended,
            }),
        }
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.inner.storage
    }

    /// The idle time after which browsers forget the cookie.
    pub(crate) fn expiry(&self) -> Expiry {
        Expiry::OnInactivity(time::Duration::seconds(self.inner.settings.idle_seconds))
    }

    /// The ids of sessions as they end by sign-out.
    pub(crate) fn ended(&self) -> broadcast::Receiver<Id> {
        self.inner.ended.subscribe()
    }

    /// Signs a user in: the session gets a new id, and nothing of it stays.
    pub(crate) async fn start(&self, session: &Session, user: &str) -> Result<(), SessionError> {
        let Some(version) = self.inner.store.credential_version(user).await? else {
            return Err(StoreError::NoUser(user.to_owned()).into());
        };
        let before = session.id();
        session.clear().await;
        session.cycle_id().await?;
        self.announce(before);
        let now = self.inner.clock.now();
        let identity = Identity::new(user.to_owned(), version, now);
        self.touch(session, identity, now).await
    }

    /// Signs out; the name of the user who was signed in.
    pub(crate) async fn end(&self, session: &Session) -> Result<Option<String>, SessionError> {
        let identity: Option<Identity> = session.get(IDENTITY).await?;
        let id = session.id();
        session.flush().await?;
        self.announce(id);
        Ok(identity.map(|identity| identity.user))
    }

    fn announce(&self, id: Option<Id>) {
        if let Some(id) = id {
            // Nobody listening means that no socket is open.
            let _ = self.inner.ended.send(id);
        }
    }

    /// Who makes a request with this session. A session that is over is deleted; one that goes on
    /// is kept alive by the request, unless `counts` says that the request does not count.
    pub(crate) async fn principal(
        &self,
        session: &Session,
        counts: bool,
    ) -> Result<Option<Principal>, SessionError> {
        let Some(identity) = session.get::<Identity>(IDENTITY).await? else {
            return Ok(None);
        };
        let now = self.inner.clock.now();
        let state = identity.state(now, &self.inner.settings);
        let principal = if state == State::Over {
            None
        } else {
            self.owner(&identity).await?
        };
        if principal.is_none() {
            let id = session.id();
            session.flush().await?;
            self.announce(id);
        } else if counts && state == State::Stale {
            self.touch(session, identity, now).await?;
        }
        Ok(principal)
    }

    /// Who owns the session of this id now; it is not kept alive by that. `None` when it is over.
    pub(crate) async fn look(&self, id: Id) -> Result<Option<Principal>, SessionError> {
        let Some(record) = self.inner.storage.load(&id).await? else {
            return Ok(None);
        };
        let Some(identity) = record.data.get(IDENTITY) else {
            return Ok(None);
        };
        let identity: Identity = serde_json::from_value(identity.clone())?;
        if identity.state(self.inner.clock.now(), &self.inner.settings) == State::Over {
            return Ok(None);
        }
        self.owner(&identity).await
    }

    /// The user of an identity with the grants of right now; `None` when the user is gone or has
    /// another password since.
    async fn owner(&self, identity: &Identity) -> Result<Option<Principal>, SessionError> {
        let store = &self.inner.store;
        if store.credential_version(&identity.user).await?.as_ref() != Some(&identity.version) {
            return Ok(None);
        }
        let grants = store.grants(&identity.user).await?;
        Ok(grants.map(|grants| Principal {
            user: identity.user.clone(),
            grants,
        }))
    }

    async fn touch(
        &self,
        session: &Session,
        mut identity: Identity,
        now: i64,
    ) -> Result<(), SessionError> {
        identity.touched_at = now;
        let rest = identity.rest_seconds(now, &self.inner.settings);
        let until = OffsetDateTime::now_utc() + time::Duration::seconds(rest);
        session.set_expiry(Some(Expiry::AtDateTime(until)));
        session.insert(IDENTITY, identity).await?;
        Ok(())
    }

    /// Deletes expired sessions for ever.
    pub(crate) async fn sweep(self) {
        let mut interval = tokio::time::interval(SWEEP);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            interval.tick().await;
            if let Err(error) = self.inner.storage.delete_expired().await {
                tracing::warn!("expired sessions could not be deleted: {error}");
            }
        }
    }
}
