//! How fresh what is on screen is, in words.

use model::live::Status;
use model::time::age_words;
use model::{Error, ErrorKind};

use super::Connection;
use super::platform::monotonic_ms;

/// The last status of a topic, and when it came.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Freshness {
    /// Monotonic milliseconds at which it came.
    received_ms: f64,
    /// The age of the data then, in milliseconds.
    age_ms: u64,
    /// What went wrong since the last good look.
    pub(crate) error: Option<Error>,
}

impl Freshness {
    /// The freshness that a status which arrives now tells.
    pub(crate) fn of(status: &Status) -> Self {
        Self {
            received_ms: monotonic_ms(),
            age_ms: status.age_ms,
            error: status.error.clone(),
        }
    }

    /// The age of the data in milliseconds at monotonic time `here_ms`.
    pub(crate) fn age_ms(&self, here_ms: f64) -> f64 {
        self.age_ms as f64 + (here_ms - self.received_ms).max(0.0)
    }
}

/// What the live indicator shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Indicator {
    /// `live`, `waiting`, `stale` or `lost`: colour and shape of its mark.
    pub(crate) state: &'static str,
    /// Its words.
    pub(crate) words: String,
    /// More words, for those who ask.
    pub(crate) detail: Option<String>,
}

/// What the indicator shows for a connection and its topics, at monotonic time `here_ms`.
pub(crate) fn indicator(connection: Connection, topics: &[Freshness], here_ms: f64) -> Indicator {
    let age_ms = topics
        .iter()
        .map(|topic| topic.age_ms(here_ms))
        .fold(0.0, f64::max);
    let error = topics.iter().find_map(|topic| topic.error.as_ref());
    let show = |state, words: String, detail| Indicator {
        state,
        words,
        detail,
    };
    match (connection, error) {
        (Connection::Idle, _) => show("idle", String::new(), None),
        (Connection::Connecting, _) if topics.is_empty() => {
            show("waiting", "Connecting".to_owned(), None)
        }
        (Connection::Connecting | Connection::Lost, _) => show(
            "lost",
            format!("Reconnecting, data is {} old", age_words(age_ms as i64)),
            Some("The connection to the console was lost; it is tried again.".to_owned()),
        ),
        (Connection::Open, Some(error)) => show(
            "stale",
            format!(
                "{}, data is {} old",
                stale_words(error),
                age_words(age_ms as i64)
            ),
            Some(details(error)),
        ),
        (Connection::Open, None) if topics.is_empty() => {
            show("waiting", "Connected".to_owned(), None)
        }
        (Connection::Open, None) if age_ms < 10_000.0 => {
            // As an integer: browsers would load much code to print fractions.
            let tenths = (age_ms / 100.0).round() as u64;
            show(
                "live",
                format!("live, {}.{} s ago", tenths / 10, tenths % 10),
                None,
            )
        }
        (Connection::Open, None) => show(
            "live",
            format!("live, {} ago", age_words(age_ms as i64)),
            None,
        ),
    }
}

fn stale_words(error: &Error) -> &'static str {
    match error.kind {
        ErrorKind::Throttled => "AWS throttles",
        ErrorKind::AccessDenied => "AWS denies access",
        ErrorKind::Credentials => "AWS credentials fail",
        ErrorKind::Unreachable => "AWS does not answer",
        _ => "AWS answers errors",
    }
}

/// The error's sentence with AWS's code and request id.
pub(crate) fn details(error: &Error) -> String {
    let mut parts = vec![error.message.clone()];
    parts.extend(error.code.as_ref().map(|code| format!("Code: {code}.")));
    parts.extend(
        error
            .request_id
            .as_ref()
            .map(|id| format!("Request id: {id}.")),
    );
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(age_ms: u64, error: Option<Error>) -> Freshness {
        Freshness {
            received_ms: 1_000.0,
            age_ms,
            error,
        }
    }

    #[test]
    fn tells_the_oldest_age_and_what_is_wrong() {
        let throttled = Error {
            code: Some("ThrottlingException".to_owned()),
            ..Error::new(ErrorKind::Throttled, "AWS says to slow down.")
        };
        for (connection, topics, state, words) in [
            (
                Connection::Open,
                vec![topic(300, None), topic(800, None)],
                "live",
                "live, 0.8 s ago",
            ),
            (
                Connection::Open,
                vec![topic(75_000, None)],
                "live",
                "live, 1 min ago",
            ),
            (
                Connection::Open,
                vec![topic(300, None), topic(42_000, Some(throttled.clone()))],
                "stale",
                "AWS throttles, data is 42 s old",
            ),
            (
                Connection::Lost,
                vec![topic(3_000, Some(throttled))],
                "lost",
                "Reconnecting, data is 3 s old",
            ),
            (Connection::Connecting, Vec::new(), "waiting", "Connecting"),
        ] {
            let shown = indicator(connection, &topics, 1_000.0);
            assert_eq!((shown.state, shown.words.as_str()), (state, words));
        }
    }

    #[test]
    fn ages_grow_while_nothing_comes() {
        let shown = indicator(Connection::Open, &[topic(500, None)], 4_000.0);
        assert_eq!(shown.words, "live, 3.5 s ago");
    }
}
