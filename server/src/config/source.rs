//! Reading the configuration from where it is.

use std::net::SocketAddr;
use std::path::PathBuf;

use figment::providers::{Env, Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::error::ConfigError;
use super::keys::{Keys, TOP_LEVEL};

/// The file that is read when none is named.
const DEFAULT_FILE: &str = "ecscope.toml";

/// The prefix of environment variables.
const PREFIX: &str = "ECSCOPE_";

/// Where the configuration comes from.
#[derive(Debug, Default)]
pub struct Source {
    /// The file; `None` means `ecscope.toml` in the working directory, if there is one.
    pub file: Option<PathBuf>,
    /// What the command line says, which wins.
    pub flags: Flags,
}

/// What the command line says.
#[derive(Debug, Default)]
pub struct Flags {
    /// `--listen`
    pub listen: Option<SocketAddr>,
    /// `--metrics-listen`
    pub metrics_listen: Option<SocketAddr>,
    /// `--public-url`
    pub public_url: Option<String>,
    /// `--store`
    pub store: Option<String>,
    /// `--read-only`
    pub read_only: bool,
}

/// The keys, and where each was set.
pub(super) struct Read {
    pub(super) keys: Keys,
    figment: Figment,
}

impl Read {
    /// The error for a wrong value of a key.
    pub(super) fn error(&self, key: &str, expected: impl std::fmt::Display) -> ConfigError {
        let top_level = key.split(['.', '[']).next().unwrap_or(key);
        let metadata = self
            .figment
            .find_metadata(key)
            .or_else(|| self.figment.find_metadata(top_level));
        ConfigError::wrong(metadata, key, expected)
    }
}

impl Source {
    pub(super) fn read(self) -> Result<Read, ConfigError> {
        let default = PathBuf::from(DEFAULT_FILE);
        let mut figment = Figment::new();
        if let Some(file) = self.file.or_else(|| default.exists().then_some(default)) {
            std::fs::metadata(&file).map_err(|why| ConfigError::unreadable(&file, &why))?;
            figment = figment.merge(Toml::file_exact(file));
        }
        let figment = figment
            .merge(Env::prefixed(PREFIX).filter(is_known).split("__"))
            .merge(self.flags);
        let keys = figment.extract()?;
        Ok(Read { keys, figment })
    }
}

/// Whether a variable without its prefix belongs to a key. Others are not errors: platforms set
/// variables of their own that begin with a service's name, as `ECSCOPE_PORT` or
/// `ECSCOPE_SERVICE_HOST`.
fn is_known(name: &figment::value::UncasedStr) -> bool {
    let name = name.as_str().to_lowercase();
    let first = name.split("__").next().unwrap_or(&name);
    TOP_LEVEL.contains(&first)
}

impl Provider for Flags {
    fn metadata(&self) -> Metadata {
        Metadata::named("command line")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let mut values = Dict::new();
        let mut set = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                values.insert(key.to_owned(), value);
            }
        };
        set(
            "listen",
            self.listen.map(|listen| listen.to_string().into()),
        );
        set(
            "metrics_listen",
            self.metrics_listen.map(|listen| listen.to_string().into()),
        );
        set("public_url", self.public_url.clone().map(Value::from));
        set("store", self.store.clone().map(Value::from));
        set("read_only", self.read_only.then(|| Value::from(true)));
        Ok(Map::from([(Profile::Default, values)]))
    }
}
