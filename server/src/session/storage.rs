//! Where sessions are kept: in the store's database, in a table of their own.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, ExpiredDeletion, SessionStore};
use tower_sessions_sqlx_store::{PostgresStore, SqliteStore};

use crate::config::StoreUrl;

/// Sessions need few connections: every query is short.
const CONNECTIONS: u32 = 2;

const TIMEOUT: Duration = Duration::from_secs(5);

/// How long a deleted session is remembered: longer than any request takes.
const REMEMBER: Duration = Duration::from_mins(2);

/// Sessions in SQLite or Postgres. Clones share the connections.
#[derive(Debug, Clone)]
pub struct Storage {
    database: Database,
    /// Sessions deleted lately. A request that was under way at sign-out must not write its session
    /// back, which the stores' upsert would do.
    deleted: Arc<Mutex<HashMap<Id, Instant>>>,
}

#[derive(Debug, Clone)]
enum Database {
    Sqlite(SqliteStore),
    Postgres(PostgresStore),
}

/// The sessions' table can't be opened.
#[derive(Debug, thiserror::Error)]
#[error("the sessions in the store can't be opened: {0}")]
pub struct StorageError(String);

impl Storage {
    /// Opens the sessions in the database of a store that exists, and creates their table.
    pub async fn open(url: &StoreUrl) -> Result<Self, StorageError> {
        let database = match url.sqlite_path() {
            Some(path) => Database::Sqlite(sqlite(path).await?),
            None => Database::Postgres(postgres(url.as_str()).await?),
        };
        Ok(Self {
            database,
            deleted: Arc::default(),
        })
    }

    pub(super) async fn delete_expired(&self) -> session_store::Result<()> {
        match &self.database {
            Database::Sqlite(store) => store.delete_expired().await,
            Database::Postgres(store) => store.delete_expired().await,
        }
    }

    fn deleted_lately(&self, id: &Id) -> bool {
        self.deleted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains_key(id)
    }

    fn remember_deleted(&self, id: Id) {
        let now = Instant::now();
        let mut deleted = self.deleted.lock().unwrap_or_else(PoisonError::into_inner);
        deleted.retain(|_, at| now.duration_since(*at) < REMEMBER);
        deleted.insert(id, now);
    }
}

async fn sqlite(path: &str) -> Result<SqliteStore, StorageError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(TIMEOUT)
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(TIMEOUT)
        .connect_with(options)
        .await
        .map_err(|error| StorageError(error.to_string()))?;
    let store = SqliteStore::new(pool)
        .with_table_name("sessions")
        .map_err(StorageError)?;
    store
        .migrate()
        .await
        .map_err(|error| StorageError(error.to_string()))?;
    Ok(store)
}

async fn postgres(url: &str) -> Result<PostgresStore, StorageError> {
    // Words of the driver about a URL could repeat its password.
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| StorageError("the URL is not one of Postgres".to_owned()))?
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(TIMEOUT)
        .connect_with(options)
        .await
        .map_err(|error| StorageError(error.to_string()))?;
    let store = PostgresStore::new(pool)
        .with_table_name("sessions")
        .map_err(StorageError)?;
    store
        .migrate()
        .await
        .map_err(|error| StorageError(error.to_string()))?;
    Ok(store)
}

#[async_trait]
impl SessionStore for Storage {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        match &self.database {
            Database::Sqlite(store) => store.create(record).await,
            Database::Postgres(store) => store.create(record).await,
        }
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        if self.deleted_lately(&record.id) {
            return Ok(());
        }
        match &self.database {
            Database::Sqlite(store) => store.save(record).await?,
            Database::Postgres(store) => store.save(record).await?,
        }
        // Deleted while it was being saved: whichever came last in the database, it goes.
        if self.deleted_lately(&record.id) {
            self.delete(&record.id).await?;
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        match &self.database {
            Database::Sqlite(store) => store.load(id).await,
            Database::Postgres(store) => store.load(id).await,
        }
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.remember_deleted(*id);
        match &self.database {
            Database::Sqlite(store) => store.delete(id).await,
            Database::Postgres(store) => store.delete(id).await,
        }
    }
}
