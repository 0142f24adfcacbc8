//! The one error that crosses from the engine to people.

use serde::{Deserialize, Serialize};

/// What went wrong, by what the reader can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Nobody is signed in, or the session has ended.
    Unauthenticated,
    /// The signed-in user's role or the read-only setting does not allow this.
    Forbidden,
    /// The thing asked for does not exist.
    NotFound,
    /// The request itself is wrong.
    Invalid,
    /// What the user saw is no longer so; look again and decide again.
    Conflict,
    /// AWS said to slow down.
    Throttled,
    /// AWS does not allow the console's own credentials to do this.
    AccessDenied,
    /// The console's AWS credentials are missing, wrong or expired.
    Credentials,
    /// The AWS endpoint can't be reached or did not answer in time.
    Unreachable,
    /// This endpoint does not offer the operation (an emulator, usually).
    Unavailable,
    /// Anything else AWS answered.
    Aws,
    /// A failure of ecscope itself; the cause is in its log.
    Internal,
}

/// An error in the reader's words, with AWS's code and request id where AWS gave them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What went wrong, by what can be done about it.
    pub kind: ErrorKind,
    /// A sentence for the reader.
    pub message: String,
    /// AWS's error code, as `ClusterNotFoundException`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// AWS's request id, for a support case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Error {
    /// An error of this kind with a sentence, without AWS details.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            code: None,
            request_id: None,
        }
    }

    /// The error for something that does not exist.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }

    /// The error for a request that is wrong.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid, message)
    }

    /// Whether waiting may help, so that the last good data stays on screen meanwhile.
    pub fn is_passing(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::Throttled
                | ErrorKind::Unreachable
                | ErrorKind::Credentials
                | ErrorKind::AccessDenied
                | ErrorKind::Aws
                | ErrorKind::Internal
        )
    }

    /// The HTTP status that says the same.
    pub fn http_status(&self) -> u16 {
        match self.kind {
            ErrorKind::Unauthenticated => 401,
            ErrorKind::Forbidden => 403,
            ErrorKind::NotFound => 404,
            ErrorKind::Invalid => 400,
            ErrorKind::Conflict => 409,
            ErrorKind::Throttled => 429,
            ErrorKind::Unavailable => 501,
            ErrorKind::AccessDenied
            | ErrorKind::Credentials
            | ErrorKind::Unreachable
            | ErrorKind::Aws => 502,
            ErrorKind::Internal => 500,
        }
    }
}
