//! Bodies of answers.

use serde_json::Value;

/// The body of an answer.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// A document that is still to be written.
    Document(Value),
    /// A document as it is sent.
    Written(Vec<u8>),
}

impl Body {
    /// The document as it is sent.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Document(value) => value.to_string().into_bytes(),
            Self::Written(bytes) => bytes,
        }
    }
}
