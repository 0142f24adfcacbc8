//! The audit log: every change made through the console.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// How an audited action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Sent to AWS, no answer yet (or the console stopped before it came).
    Started,
    /// AWS accepted it.
    Succeeded,
    /// AWS refused it, or it never got there.
    Failed,
    /// The console refused it before asking AWS.
    Refused,
}

/// One change made, or tried, through the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// The entry's number in the log.
    pub id: i64,
    /// When it was made, by the server's clock.
    pub at: Timestamp,
    /// The user's name.
    pub user: String,
    /// The action's word, as `scale`.
    pub action: String,
    /// The target's name.
    pub target: String,
    /// The region; empty for actions on the console itself.
    pub region: String,
    /// What was acted on, as `todo/admin`.
    pub resource: String,
    /// The parameters in words, with names and hashes of values, never the values.
    pub parameters: String,
    /// How it ended.
    pub outcome: Outcome,
    /// AWS's or the console's words when it failed.
    pub message: Option<String>,
    /// AWS's request id.
    pub request_id: Option<String>,
    /// When AWS accepted it, by AWS's clock.
    #[serde(default)]
    pub aws_at: Option<Timestamp>,
    /// How the deployment that it started ended, once it has.
    #[serde(default)]
    pub ended: Option<String>,
}
