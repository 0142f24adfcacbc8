//! The simulated time.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

/// A point in simulated time, or a span of it, in milliseconds; points count from the Unix epoch.
pub(crate) type Millis = i64;

/// One second in [`Millis`].
pub(crate) const SECOND: Millis = 1_000;
/// One minute in [`Millis`].
pub(crate) const MINUTE: Millis = 60 * SECOND;
/// One hour in [`Millis`].
pub(crate) const HOUR: Millis = 60 * MINUTE;
/// One day in [`Millis`].
pub(crate) const DAY: Millis = 24 * HOUR;

/// A time as the JSON protocols write it: a number of seconds since the epoch.
pub(crate) fn seconds(at: Millis) -> Value {
    json!(at as f64 / 1000.0)
}

/// A time as the JSON protocols write it, to be written into a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seconds(pub(crate) Millis);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64 / 1000.0)
    }
}

/// A time as HTTP's `Date` header writes it.
pub(crate) fn http_date(at: Millis) -> String {
    Timestamp::from_millisecond(at).map_or_else(
        |_| "Thu, 01 Jan 1970 00:00:00 GMT".to_owned(),
        |time| time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
    )
}

/// A time in RFC 3339 with milliseconds, as log lines and XML write it.
pub(crate) fn rfc3339(at: Millis) -> String {
    Timestamp::from_millisecond(at).map_or_else(
        |_| "1970-01-01T00:00:00.000Z".to_owned(),
        |time| time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
    )
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(0, 1.0)
    }
}

/// A clock that runs at any speed, can be paused and can be stepped.
#[derive(Debug)]
pub(crate) struct Clock {
    /// Simulated time at `anchor`.
    base: Millis,
    anchor: Instant,
    speed: f64,
    paused: bool,
}

impl Clock {
    /// A running clock that shows `start` now.
    pub(crate) fn new(start: Millis, speed: f64) -> Self {
        Self {
            base: start,
            anchor: Instant::now(),
            speed: clamp_speed(speed),
            paused: false,
        }
    }

    /// Whether it stands still.
    pub(crate) fn is_paused(&self) -> bool {
        self.paused
    }

    /// The simulated time.
    pub(crate) fn now(&self) -> Millis {
        self.at(self.anchor.elapsed())
    }

    fn at(&self, elapsed: Duration) -> Millis {
        if self.paused {
            return self.base;
        }
        self.base
            .saturating_add((elapsed.as_secs_f64() * 1000.0 * self.speed) as Millis)
    }

    /// Runs at `speed` simulated seconds per real second from now on.
    pub(crate) fn set_speed(&mut self, speed: f64) {
        self.settle();
        self.speed = clamp_speed(speed);
    }

    /// Stops or continues the clock.
    pub(crate) fn set_paused(&mut self, paused: bool) {
        self.settle();
        self.paused = paused;
    }

    /// Moves the clock forward by `span`.
    pub(crate) fn step(&mut self, span: Millis) {
        self.settle();
        self.base = self.base.saturating_add(span.max(0));
    }

    /// The clock's state as the control API shows it.
    pub(crate) fn state(&self) -> Value {
        let now = self.now();
        json!({ "now_ms": now, "now": rfc3339(now), "speed": self.speed, "paused": self.paused })
    }

    fn settle(&mut self) {
        let elapsed = self.anchor.elapsed();
        self.base = self.at(elapsed);
        self.anchor += elapsed;
    }
}

fn clamp_speed(speed: f64) -> f64 {
    if speed.is_finite() {
        speed.clamp(0.001, 100_000.0)
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, http_date, rfc3339};

    #[test]
    fn a_paused_clock_moves_only_by_steps() {
        let mut clock = Clock::new(5_000, 60.0);
        clock.set_paused(true);
        let before = clock.now();
        clock.step(1_500);
        assert_eq!(clock.now(), before + 1_500);
        clock.step(-10);
        assert_eq!(clock.now(), before + 1_500);
    }

    #[test]
    fn times_are_written_as_http_and_rfc_3339_want_them() {
        assert_eq!(http_date(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(rfc3339(784_111_777_042), "1994-11-06T08:49:37.042Z");
    }
}
