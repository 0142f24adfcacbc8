//! Opening a store's database.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, ConnectOptions as _, Connection as _, Executor as _};

use super::StoreError;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Connections are few: every query is short, and a console has few users.
const CONNECTIONS: u32 = 4;

const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// Set on each SQLite connection. With the write-ahead log readers don't wait for writers; a power
/// cut can lose the last commits of `synchronous = NORMAL` but never damages the file.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
    PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;";

/// A pool on the database of the URL, with the newest schema.
pub(super) async fn pool(url: &str) -> Result<AnyPool, StoreError> {
    sqlx::any::install_default_drivers();
    let pool = if let Some(path) = url.strip_prefix("sqlite:") {
        sqlite(path).await?
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        postgres(url).await?
    } else {
        return Err(StoreError::Url(without_secrets(url)));
    };
    MIGRATIONS.run(&pool).await?;
    Ok(pool)
}

async fn sqlite(path: &str) -> Result<AnyPool, StoreError> {
    let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
    let fail = |cause: String| StoreError::File {
        path: path.display().to_string(),
        cause,
    };
    let absolute = std::path::absolute(&path).map_err(|error| fail(error.to_string()))?;
    create_private(&absolute).map_err(|error| fail(why(&absolute, &error)))?;
    // The driver takes a URL, in which `?`, `#` and `%` of a path would mean something else.
    let encoded = percent_encoding::utf8_percent_encode(
        absolute
            .to_str()
            .ok_or_else(|| fail("its name is not UTF-8".to_owned()))?,
        PATH,
    );
    let options = AnyConnectOptions::from_str(&format!("sqlite://{encoded}?mode=rw"))
        .map_err(|error| fail(error.to_string()))?;
    let options = options.disable_statement_logging();
    probe(&options, PRAGMAS)
        .await
        .map_err(|error| fail(words(&error)))?;
    let with_pragmas = pool_options().after_connect(|connection, _| {
        Box::pin(async move { connection.execute(PRAGMAS).await.map(|_| ()) })
    });
    Ok(with_pragmas.connect_lazy_with(options))
}

async fn postgres(url: &str) -> Result<AnyPool, StoreError> {
    let at = without_secrets(url);
    let fail = |error: sqlx::Error| StoreError::Server {
        at: at.clone(),
        cause: words(&error),
    };
    let options = AnyConnectOptions::from_str(url)
        .map_err(fail)?
        .disable_statement_logging();
    probe(&options, "SELECT 1").await.map_err(fail)?;
    Ok(pool_options().connect_lazy_with(options))
}

/// Connects once without the pool, which would try again and again and then say only that it took
/// too long.
async fn probe(options: &AnyConnectOptions, statement: &'static str) -> Result<(), sqlx::Error> {
    let connect = async {
        let mut connection = AnyConnection::connect_with(options).await?;
        connection.execute(statement).await?;
        connection.close().await
    };
    tokio::time::timeout(ACQUIRE_TIMEOUT, connect)
        .await
        .unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

fn pool_options() -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
}

/// The bytes of a path that a URL's path can't hold as they are.
const PATH: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// Creates the file when missing, for its owner alone: it holds password hashes.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map(|_| ())
}

/// Why the file can't be opened; the operating system says the same of a missing folder and of a
/// missing file.
fn why(path: &Path, error: &std::io::Error) -> String {
    match path.parent() {
        Some(folder) if !folder.is_dir() => {
            format!("the folder {} does not exist", folder.display())
        }
        _ => error.to_string(),
    }
}

fn words(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::PoolTimedOut => "it did not answer in time".to_owned(),
        other => other.to_string(),
    }
}

/// The URL from the host on, without user, password and parameters.
fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let rest = rest.split('?').next().unwrap_or_default();
    if scheme.is_empty() {
        rest.to_owned()
    } else {
        format!("{scheme}://{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_errors_hold_no_password() {
        for (url, shown) in [
            (
                "postgres://me:p@ss@db.local/console?sslmode=require",
                "postgres://db.local/console",
            ),
            ("postgres://db.local/console", "postgres://db.local/console"),
            ("mysql://root:secret@db/x", "mysql://db/x"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(without_secrets(url), shown);
        }
    }
}
