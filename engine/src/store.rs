//! The store: users, grants and the audit log, in SQLite or Postgres.

mod audit;
mod error;
mod open;
mod passwords;
mod paused;
mod users;

use std::sync::Arc;

use sqlx::AnyPool;

pub use error::StoreError;

use passwords::Passwords;

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
    passwords: Arc<Passwords>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store of a URL, `sqlite:PATH` or `postgres://…`, and brings its schema up to date.
    /// A SQLite file is created when missing, readable by its owner alone; its folder must exist.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let pool = open::pool(url).await?;
        Ok(Self {
            pool,
            passwords: Arc::new(Passwords::new()),
        })
    }

    /// Whether the store answers.
    pub async fn ready(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }
}

/// The server's own time, which entries of the audit log carry.
pub(crate) fn now() -> model::Timestamp {
    model::Timestamp(now_ms())
}

fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
