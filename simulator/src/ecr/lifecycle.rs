//! Lifecycle policies of repositories: kept, and shown what they would expire.

pub(super) mod operations;
mod rule;

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
pub(super) use rule::{Candidate, Rule};

/// The lifecycle of a repository.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Lifecycle {
    /// `lifecyclePolicyText` and when it was put.
    policy: Option<(String, Millis)>,
    /// The text of the last preview and when it was asked for.
    preview: Option<(String, Millis)>,
}
