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
    /// The age of what is not on screen then, where that is read in turn, in milliseconds.
    rest_ms: Option<u64>,
    /// Whether looks wait for the console's own budget of calls.
    paced: bool,
    /// What went wrong since the last good look.
    pub(crate) error: Option<Error>,
}

/// From which age on data counts as old, in milliseconds.
const OLD_MS: f64 = 10_000.0;

impl Freshness {
    /// The freshness that a status which arrives now tells.
    pub(crate) fn of(status: &Status) -> Self {
        Self {
            received_ms: monotonic_ms(),
            age_ms: status.age_ms,
            rest_ms: status.rest_ms,
            paced: status.paced,
            error: status.error.clone(),
        }
    }

    /// The age of the data in milliseconds at monotonic time `here_ms`.
    pub(crate) fn age_ms(&self, here_ms: f64) -> f64 {
        self.age_ms as f64 + (here_ms - self.received_ms).max(0.0)
    }

    /// The age of what is not on screen, where it is read in turn.
    fn rest_ms(&self, here_ms: f64) -> Option<f64> {
        let rest = self.rest_ms? as f64;
        Some(rest + (here_ms - self.received_ms).max(0.0))
    }
}

/// Why data is old although nothing is wrong, and how old what is off screen is: sentences.
pub(crate) fn reasons(topics: &[Freshness], here_ms: f64) -> Vec<String> {
    let mut sentences = Vec::new();
    if topics.iter().any(|topic| topic.paced) {
        sentences.push("Looks at AWS wait for the console's own budget of calls.".to_owned());
    }
    if let Some(rest_ms) = oldest_rest(topics, here_ms) {
        let age = age_words(rest_ms as i64);
        sentences.push(format!("Rows off screen are up to {age} old."));
    }
    sentences
}

/// The sentences, when what is on screen is old because looks wait for the budget.
pub(crate) fn paced_words(topics: &[Freshness], here_ms: f64) -> Option<String> {
    let old = topics
        .iter()
        .find(|topic| topic.paced && topic.error.is_none() && topic.age_ms(here_ms) >= OLD_MS)?;
    let age = age_words(old.age_ms(here_ms) as i64);
    let reasons = reasons(topics, here_ms).join(" ");
    Some(format!("This page shows data that is {age} old. {reasons}"))
}

/// The age of the oldest row off screen, when it is worth telling.
fn oldest_rest(topics: &[Freshness], here_ms: f64) -> Option<f64> {
    let rests = topics.iter().filter_map(|topic| topic.rest_ms(here_ms));
    let oldest = rests.fold(0.0, f64::max);
    (oldest >= OLD_MS).then_some(oldest)
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
        (Connection::Open, None) => {
            let age = if age_ms < OLD_MS {
                // As an integer: browsers would load much code to print fractions.
                let tenths = (age_ms / 100.0).round() as u64;
                format!("{}.{} s ago", tenths / 10, tenths % 10)
            } else {
                format!("{} ago", age_words(age_ms as i64))
            };
            let paced = age_ms >= OLD_MS && topics.iter().any(|topic| topic.paced);
            let (state, words) = if paced {
                ("waiting", format!("waits for the budget, {age}"))
            } else {
                ("live", format!("live, {age}"))
            };
            let rest = oldest_rest(topics, here_ms);
            let rest = rest.map(|rest| format!("; off screen {}", age_words(rest as i64)));
            let reasons = reasons(topics, here_ms);
            let detail = (!reasons.is_empty()).then(|| reasons.join(" "));
            show(state, words + &rest.unwrap_or_default(), detail)
        }
    }
}

/// What is wrong, in few words.
pub(crate) fn stale_words(error: &Error) -> &'static str {
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
            rest_ms: None,
            paced: false,
            error,
        }
    }

    #[test]
    fn says_why_data_is_old_although_nothing_is_wrong() {
        let slow = |age_ms, rest_ms, paced| Freshness {
            rest_ms,
            paced,
            ..topic(age_ms, None)
        };
        for (topic, state, words, banner) in [
            (
                slow(800, Some(38_000), false),
                "live",
                "live, 0.8 s ago; off screen 38 s",
                false,
            ),
            (
                slow(800, Some(4_000), true),
                "live",
                "live, 0.8 s ago",
                false,
            ),
            (
                slow(14_000, Some(38_000), true),
                "waiting",
                "waits for the budget, 14 s ago; off screen 38 s",
                true,
            ),
        ] {
            let topics = [topic];
            let shown = indicator(Connection::Open, &topics, 1_000.0);
            assert_eq!((shown.state, shown.words.as_str()), (state, words));
            assert_eq!(paced_words(&topics, 1_000.0).is_some(), banner, "{words}");
        }
        let both = [slow(14_000, Some(38_000), true)];
        assert_eq!(
            paced_words(&both, 1_000.0).as_deref(),
            Some(
                "This page shows data that is 14 s old. Looks at AWS wait for the console's own \
                 budget of calls. Rows off screen are up to 38 s old."
            )
        );
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
