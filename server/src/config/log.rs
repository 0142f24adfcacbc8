//! What is logged, and how.

use tracing_subscriber::EnvFilter;

use super::error::ConfigError;
use super::source::Read;

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSettings {
    /// The form of a line.
    pub format: LogFormat,
    /// Which lines, in the syntax of tracing's `EnvFilter`.
    pub filter: String,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            format: LogFormat::Text,
            filter: "info".to_owned(),
        }
    }
}

impl LogSettings {
    pub(super) fn from_keys(read: &Read) -> Result<Self, ConfigError> {
        let default = Self::default();
        let keys = &read.keys.log;
        let format = match keys.format.as_deref() {
            None => default.format,
            Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(_) => return Err(read.error("log.format", "expected text or json")),
        };
        let filter = keys.filter.clone().unwrap_or(default.filter);
        if EnvFilter::try_new(&filter).is_err() {
            return Err(read.error(
                "log.filter",
                "expected levels, as info or info,engine=debug",
            ));
        }
        Ok(Self { format, filter })
    }
}
