//! Why a socket ends.

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};

/// Why a socket ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The page went away, or never answered pings.
    Gone,
    /// The session is over: sign in again.
    SessionOver,
    /// The program shuts down: connect again.
    Restarting,
    /// A message was not one of the protocol.
    Misunderstood,
    /// A message was too large.
    TooLarge,
    /// The page does not read what it is sent: connect again.
    Overloaded,
    /// The session can't be looked at: connect again.
    Failed,
}

impl Ending {
    /// The close code and its reason; `None` when nobody is there to read it.
    fn code(self) -> Option<(u16, &'static str)> {
        match self {
            Self::Gone => None,
            Self::SessionOver => Some((4401, "session over")),
            Self::Restarting => Some((1012, "restarting")),
            Self::Misunderstood => Some((1007, "not a message of this protocol")),
            Self::TooLarge => Some((1009, "message too large")),
            Self::Overloaded => Some((1013, "reads too slowly")),
            Self::Failed => Some((1011, "the store does not answer")),
        }
    }

    /// The close message.
    pub(super) fn message(self) -> Option<Message> {
        self.code().map(|(code, reason)| {
            Message::Close(Some(CloseFrame {
                code,
                reason: Utf8Bytes::from_static(reason),
            }))
        })
    }
}
