//! How long sessions last.

use super::error::ConfigError;
use super::source::Read;

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionSettings {
    /// Seconds after sign-in until a session ends.
    pub absolute_seconds: i64,
    /// Seconds without a request until a session ends.
    pub idle_seconds: i64,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self {
            absolute_seconds: 12 * 3600,
            idle_seconds: 3600,
        }
    }
}

impl SessionSettings {
    pub(super) fn from_keys(read: &Read) -> Result<Self, ConfigError> {
        let default = Self::default();
        let keys = &read.keys.session;
        let seconds =
            |key: &str, value: Option<u32>, unit: i64, most: u32, default: i64| match value {
                None => Ok(default),
                Some(value) if (1..=most).contains(&value) => Ok(i64::from(value) * unit),
                Some(_) => Err(read.error(key, format!("expected a number from 1 to {most}"))),
            };
        Ok(Self {
            absolute_seconds: seconds(
                "session.absolute_hours",
                keys.absolute_hours,
                3600,
                720,
                default.absolute_seconds,
            )?,
            idle_seconds: seconds(
                "session.idle_minutes",
                keys.idle_minutes,
                60,
                43_200,
                default.idle_seconds,
            )?,
        })
    }
}
