//! What a session knows about its owner.

use serde::{Deserialize, Serialize};

use crate::config::SessionSettings;

/// A request within this time of the last one that counted is not written down, so that reading a
/// page costs no write. Idle sessions may end this much early.
const TOUCH_SECONDS: i64 = 60;

/// The owner of a session. Times are seconds since the Unix epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    pub(super) user: String,
    /// The version of the user's credentials at sign-in: a new password ends the session.
    pub(super) version: String,
    pub(super) signed_in_at: i64,
    /// The last request that was written down.
    pub(super) touched_at: i64,
}

/// How a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It goes on.
    Fresh,
    /// It goes on, and a request now must be written down.
    Stale,
    /// It is over.
    Over,
}

impl Identity {
    pub(super) fn new(user: String, version: String, now: i64) -> Self {
        Self {
            user,
            version,
            signed_in_at: now,
            touched_at: now,
        }
    }

    pub(super) fn state(&self, now: i64, settings: &SessionSettings) -> State {
        if self.rest_seconds(self.touched_at, settings) <= now - self.touched_at {
            State::Over
        } else if now - self.touched_at >= TOUCH_SECONDS.min(settings.idle_seconds / 2) {
            State::Stale
        } else {
            State::Fresh
        }
    }

    /// How many seconds the session goes on from `now` without another request.
    pub(super) fn rest_seconds(&self, now: i64, settings: &SessionSettings) -> i64 {
        let until_absolute = self.signed_in_at + settings.absolute_seconds - now;
        settings.idle_seconds.min(until_absolute).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: SessionSettings = SessionSettings {
        absolute_seconds: 12 * 3600,
        idle_seconds: 3600,
    };

    #[test]
    fn sessions_end_idle_and_in_the_end() {
        let hour = 3600;
        for (touched_at, now, expected) in [
            (0, 0, State::Fresh),
            (0, 59, State::Fresh),
            (0, 60, State::Stale),
            (0, hour - 1, State::Stale),
            (0, hour, State::Over),
            (11 * hour, 11 * hour + 59, State::Fresh),
            (11 * hour + 1800, 12 * hour - 1, State::Stale),
            (11 * hour + 1800, 12 * hour, State::Over),
            (12 * hour - 1, 12 * hour, State::Over),
        ] {
            let mut identity = Identity::new("ada".to_owned(), "1".to_owned(), 0);
            identity.touched_at = touched_at;
            assert_eq!(
                identity.state(now, &SETTINGS),
                expected,
                "touched {touched_at}, now {now}"
            );
        }
    }

    #[test]
    fn the_rest_is_the_nearer_of_both_ends() {
        let identity = Identity::new("ada".to_owned(), "1".to_owned(), 1000);
        assert_eq!(identity.rest_seconds(1000, &SETTINGS), 3600);
        assert_eq!(
            identity.rest_seconds(1000 + 11 * 3600 + 1800, &SETTINGS),
            1800
        );
        assert_eq!(identity.rest_seconds(1000 + 13 * 3600, &SETTINGS), 0);
    }
}
