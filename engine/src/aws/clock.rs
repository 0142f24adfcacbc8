//! The time at a target, as its answers tell it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use model::Timestamp;

/// The clock of a target. `Date` headers have whole seconds, so an answer tells a second within
/// which the time lies; the clock is moved only as far as needed to lie within it.
pub(super) struct TargetClock {
    known: Mutex<Known>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    time: Timestamp,
    at: Instant,
}

impl TargetClock {
    /// A clock that starts as the server's.
    pub(super) fn new() -> Self {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let time = Timestamp(millis(since_epoch));
        Self {
            known: Mutex::new(Known {
                time,
                at: Instant::now(),
            }),
        }
    }

    /// The time now.
    pub(super) fn now(&self) -> Timestamp {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .at(Instant::now())
    }

    /// An answer to a request that was sent at `sent` has arrived and carries this `Date`.
    pub(super) fn observe(&self, date: Timestamp, sent: Instant) {
        let now = Instant::now();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = known.observe(date, sent, now);
    }
}

impl Known {
    fn at(self, now: Instant) -> Timestamp {
        self.time
            .plus_ms(millis(now.saturating_duration_since(self.at)))
    }

    fn observe(self, date: Timestamp, sent: Instant, now: Instant) -> Self {
        let here = self.at(now);
        // An answer that was overtaken by another tells an older time; only an answer to a later
        // request tells that the clock went back.
        let latest = if sent >= self.at {
            date.plus_ms(1_000)
        } else {
            here.max(date)
        };
        Self {
            time: here.clamp(date, latest),
            at: now,
        }
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_what_answers_say() {
        let begin = Instant::now();
        let at = |ms| begin + Duration::from_millis(ms);
        for (what, known_ms, known_at, sent, now, date_ms, expected) in [
            (
                "within the second it stays",
                10_400,
                0,
                0,
                100,
                10_000,
                10_500,
            ),
            (
                "behind, it jumps forward",
                10_400,
                0,
                0,
                100,
                60_000,
                60_000,
            ),
            (
                "ahead, it goes back as far as needed",
                10_400,
                0,
                0,
                100,
                5_000,
                6_000,
            ),
            (
                "overtaken answers don't turn it back",
                60_000,
                50,
                0,
                100,
                5_000,
                60_050,
            ),
            (
                "overtaken answers may turn it forward",
                60_000,
                50,
                0,
                100,
                70_000,
                70_000,
            ),
        ] {
            let known = Known {
                time: Timestamp(known_ms),
                at: at(known_at),
            };
            let now = at(now);
            let observed = known.observe(Timestamp(date_ms), at(sent), now);
            assert_eq!(observed.at(now), Timestamp(expected), "{what}");
        }
    }
}
