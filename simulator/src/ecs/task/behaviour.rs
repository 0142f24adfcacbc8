//! How a container behaves, read from its docker labels.

use serde_json::Value;

use crate::clock::{DAY, HOUR, MINUTE, Millis, SECOND};

/// The longest time a label can name.
const LONGEST: Millis = 365 * DAY;

/// What a container does besides running.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Behaviour {
    /// It exits by itself.
    pub(super) exit: Option<Exit>,
    /// Its health check fails from this time after its start on.
    pub(super) unhealthy_after: Option<Millis>,
    /// The health checks of its target groups fail from this time after its start on.
    pub(super) target_unhealthy_after: Option<Millis>,
    /// It goes on at SIGTERM and is killed after its stop timeout.
    pub(super) ignores_sigterm: bool,
    /// Its exit code after SIGTERM; 0 when there is none.
    pub(super) sigterm_code: Option<i32>,
    /// Its task's Spot capacity is taken back between these times after the start.
    pub(super) interrupted_after: Option<(Millis, Millis)>,
    /// The task can't start, with this reason.
    pub(super) start_error: Option<String>,
    /// Which kind of log lines it writes; by default its image decides.
    pub(super) log_style: Option<String>,
    /// Mean log lines in a second.
    pub(super) log_rate: Option<f64>,
}

/// An exit: `CODE[:REASON]@DURATION[-DURATION]`.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Exit {
    pub(super) code: i32,
    pub(super) reason: Option<String>,
    /// The earliest and latest time after the start.
    pub(super) after: (Millis, Millis),
}

impl Behaviour {
    /// Reads the labels of a container definition; labels that can't be understood are ignored.
    pub(crate) fn of(container: &Value) -> Self {
        let label = |name: &str| {
            let labels = container.get("dockerLabels")?;
            labels.get(format!("ecscope.simulator/{name}"))?.as_str()
        };
        Self {
            exit: label("exit").and_then(Exit::parse),
            unhealthy_after: label("health")
                .and_then(|text| duration(text.strip_prefix("unhealthy@")?)),
            target_unhealthy_after: label("target")
                .and_then(|text| duration(text.strip_prefix("unhealthy@")?)),
            ignores_sigterm: label("sigterm") == Some("ignore"),
            sigterm_code: label("sigterm").and_then(|text| text.parse().ok()),
            interrupted_after: label("interrupt").and_then(span),
            start_error: label("start-error").map(str::to_owned),
            log_style: label("log").map(str::to_owned),
            log_rate: label("log-rate")
                .and_then(|text| text.parse().ok())
                .filter(|rate| (0.0..=50.0).contains(rate)),
        }
    }
}

impl Exit {
    fn parse(text: &str) -> Option<Self> {
        let (what, when) = text.rsplit_once('@')?;
        let (code, reason) = match what.split_once(':') {
            Some((code, reason)) => (code, Some(reason.trim().to_owned())),
            None => (what, None),
        };
        let after = span(when)?;
        Some(Self {
            code: code.trim().parse().ok()?,
            reason,
            after,
        })
    }
}

/// A time, or an earliest and a latest one with a hyphen between them.
fn span(text: &str) -> Option<(Millis, Millis)> {
    match text.split_once('-') {
        Some((low, high)) => Some((duration(low)?, duration(high)?)),
        None => duration(text).map(|time| (time, time)),
    }
}

/// `500ms`, `40s`, `3m` or `2h`.
fn duration(text: &str) -> Option<Millis> {
    let text = text.trim();
    let digits = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let unit = match unit {
        "ms" => 1,
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        _ => return None,
    };
    let span = number.parse::<Millis>().ok()?.checked_mul(unit)?;
    (span <= LONGEST).then_some(span)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Behaviour, Exit};
    use crate::clock::{MINUTE, SECOND};

    #[test]
    fn exits_are_read_with_and_without_reason_and_range() {
        let oom = "OutOfMemoryError: Container killed due to memory usage";
        for (text, expected) in [
            ("0@90s", Some((0, None, (90 * SECOND, 90 * SECOND)))),
            (
                "137:OutOfMemoryError: Container killed due to memory usage@3m-4m",
                Some((137, Some(oom), (3 * MINUTE, 4 * MINUTE))),
            ),
            ("1", None),
            ("x@1s", None),
            ("1@soon", None),
            ("1@99999999999999999999s", None),
            ("1@9999999h", None),
        ] {
            let expected = expected.map(|(code, reason, after)| Exit {
                code,
                reason: reason.map(str::to_owned),
                after,
            });
            assert_eq!(Exit::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn labels_are_read_and_odd_ones_ignored() {
        let behaviour = Behaviour::of(&json!({ "dockerLabels": {
            "ecscope.simulator/health": "unhealthy@10s",
            "ecscope.simulator/sigterm": "ignore",
            "ecscope.simulator/interrupt": "2m-3m",
            "ecscope.simulator/log-rate": "fast",
        } }));
        assert_eq!(behaviour.unhealthy_after, Some(10 * SECOND));
        assert!(behaviour.ignores_sigterm);
        assert_eq!(behaviour.interrupted_after, Some((2 * MINUTE, 3 * MINUTE)));
        assert_eq!(behaviour.log_rate, None);
        assert_eq!(
            Behaviour::of(&json!({ "dockerLabels": 3 })),
            Behaviour::default()
        );
    }
}
