//! Container logs: where they come from and their lines.

use serde::{Deserialize, Serialize};

use crate::open_enum::open_enum;
use crate::time::Timestamp;

open_enum! {
    /// A container's log driver.
    LogDriver {
        /// CloudWatch Logs.
        AwsLogs = "awslogs",
        /// The FireLens router of the task.
        FireLens = "awsfirelens",
    }
}

/// The lines of one container of one task.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LogSource {
    /// The task's id.
    pub task: String,
    /// The container's name.
    pub container: String,
    /// The revision number of the task's definition.
    pub revision: Option<i64>,
    /// Whether the task has stopped.
    pub stopped: bool,
    /// Why its lines can't be read, naming the log driver; `None` when they can. Log group and
    /// stream are values of log options, which viewers may not see, so they stay on the server.
    pub unreadable: Option<String>,
}

impl LogSource {
    /// The key that a [`LogLine`] names it by: `task/container`.
    pub fn key(&self) -> String {
        format!("{}/{}", self.task, self.container)
    }
}

/// One line (a CloudWatch Logs event) of a tail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// The line's number in its tail: rises by one, never used twice in an epoch.
    pub number: u64,
    /// The event's time.
    pub at: Timestamp,
    /// The source's key, see [`LogSource::key`].
    pub source: String,
    /// The text, hostile input.
    pub message: String,
    /// Whether it arrived after lines with later times had been shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
}

/// How grave a line is, by its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Trace and debug.
    Debug,
    /// Information.
    Info,
    /// A warning.
    Warn,
    /// An error, or worse.
    Error,
}

impl Level {
    /// The level as logs write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// The level a line names in its first words or in a JSON member `level` or `severity`; `None`
/// when it names none.
pub fn level(message: &str) -> Option<Level> {
    let head: String = message.chars().take(200).collect();
    let text = if head.trim_start().starts_with('{') {
        let lower = head.to_ascii_lowercase();
        let at = ["\"level\"", "\"severity\"", "\"lvl\""]
            .iter()
            .find_map(|key| lower.find(key).map(|at| at + key.len()))?;
        lower[at..]
            .trim_start_matches([':', ' ', '"'])
            .chars()
            .take(12)
            .collect()
    } else {
        head
    };
    text.split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .take(12)
        .find_map(|word| match word.to_ascii_uppercase().as_str() {
            "ERROR" | "ERR" | "FATAL" | "PANIC" | "CRITICAL" | "SEVERE" => Some(Level::Error),
            "WARN" | "WARNING" => Some(Level::Warn),
            "INFO" | "NOTICE" => Some(Level::Info),
            "DEBUG" | "TRACE" => Some(Level::Debug),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        for (line, expected) in [
            (
                "2026-11-22T14:03:21Z ERROR upstream refused",
                Some(Level::Error),
            ),
            ("[warn] cache is cold", Some(Level::Warn)),
            (
                "{\"level\":\"info\",\"msg\":\"error free\"}",
                Some(Level::Info),
            ),
            ("{\"msg\":\"error\"}", None),
            ("GET /health 200 1ms", None),
            ("", None),
            ("FATAL: out of memory", Some(Level::Error)),
            ("💥 İ error", Some(Level::Error)),
            ("{\"İİİ\":1,\"LEVEL\":\"warn\"}", Some(Level::Warn)),
        ] {
            assert_eq!(level(line), expected, "{line}");
        }
    }
}
