//! What is wrong with a configuration.

use figment::error::Kind;
use figment::{Metadata, Source};

/// A mistake in the configuration, as one sentence that names where it is, the key and what was
/// expected. Values are not repeated: some are secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {problem}")]
pub struct ConfigError {
    origin: String,
    problem: String,
}

impl ConfigError {
    /// A wrong value of a key.
    pub(super) fn wrong(
        metadata: Option<&Metadata>,
        key: &str,
        expected: impl std::fmt::Display,
    ) -> Self {
        Self {
            origin: origin(metadata, key),
            problem: format!("{key}: {expected}"),
        }
    }

    /// A key that must be set and is not.
    pub(super) fn missing(key: &str, why: impl std::fmt::Display) -> Self {
        Self {
            origin: "configuration".to_owned(),
            problem: format!("{key}: {why}"),
        }
    }

    /// A file that cannot be read.
    pub(super) fn unreadable(path: &std::path::Path, why: &std::io::Error) -> Self {
        Self {
            origin: path.display().to_string(),
            problem: format!("cannot read the configuration: {why}"),
        }
    }
}

impl From<figment::Error> for ConfigError {
    fn from(error: figment::Error) -> Self {
        let path = error.path.join(".");
        let (key, problem) = match &error.kind {
            Kind::UnknownField(field, known) => {
                let key = match path.rsplit_once('.') {
                    _ if path == *field || path.ends_with(&format!(".{field}")) => path.clone(),
                    _ if path.is_empty() => field.clone(),
                    _ => format!("{path}.{field}"),
                };
                let known = known.join(", ");
                (key, format!("unknown key, expected one of {known}"))
            }
            Kind::MissingField(field) => {
                let key = if path.is_empty() {
                    field.to_string()
                } else {
                    format!("{path}.{field}")
                };
                (key, "this key is required".to_owned())
            }
            Kind::InvalidType(_, expected)
            | Kind::InvalidValue(_, expected)
            | Kind::InvalidLength(_, expected) => (path, format!("expected {expected}")),
            Kind::ISizeOutOfRange(_) | Kind::USizeOutOfRange(_) => {
                (path, "expected a smaller number".to_owned())
            }
            other => (path, other.to_string()),
        };
        let origin = origin(error.metadata.as_ref(), &key);
        let problem = if key.is_empty() {
            problem
        } else {
            format!("{key}: {problem}")
        };
        Self { origin, problem }
    }
}

/// Where a key was set: a file, an environment variable or the command line.
fn origin(metadata: Option<&Metadata>, key: &str) -> String {
    match metadata {
        None => "configuration".to_owned(),
        Some(metadata) => match &metadata.source {
            Some(Source::File(path)) => path.display().to_string(),
            _ if metadata.name.contains("environment variable") => {
                format!("ECSCOPE_{}", key.to_uppercase().replace('.', "__"))
            }
            _ => metadata.name.to_string(),
        },
    }
}
