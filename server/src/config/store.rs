//! Where the store is.

use super::error::ConfigError;
use super::source::Read;

/// A store URL: `sqlite:PATH` or `postgres://…`. It may hold a password and is never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreUrl(String);

impl StoreUrl {
    pub(super) fn from_keys(read: &Read) -> Result<Self, ConfigError> {
        let Some(url) = &read.keys.store else {
            return Ok(Self("sqlite:ecscope.sqlite".to_owned()));
        };
        Self::parse(url).map_err(|expected| read.error("store", expected))
    }

    /// A store URL; the error says what was expected.
    pub fn parse(url: &str) -> Result<Self, &'static str> {
        let sqlite = url
            .strip_prefix("sqlite:")
            .is_some_and(|path| !path.is_empty());
        let postgres = ["postgres://", "postgresql://"].iter().any(|scheme| {
            url.strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty())
        });
        if sqlite || postgres {
            Ok(Self(url.to_owned()))
        } else {
            Err("expected sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE")
        }
    }

    /// The URL as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of a SQLite store, `None` for Postgres.
    pub fn sqlite_path(&self) -> Option<&str> {
        self.0
            .strip_prefix("sqlite:")
            .map(|path| path.strip_prefix("//").unwrap_or(path))
    }
}

impl std::fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.sqlite_path().is_some() {
            &self.0
        } else {
            "postgres://…"
        })
    }
}

impl std::fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}
