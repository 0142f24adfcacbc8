//! Restart throttling: pauses between tasks that never reach RUNNING.

use crate::clock::{MINUTE, Millis, SECOND};

/// Failures to start that are retried at once.
const FREE: u32 = 3;
/// The first pause; each further one is twice as long.
const FIRST: Millis = 15 * SECOND;
/// The longest pause.
const LONGEST: Millis = 27 * MINUTE;

/// Counts failures to start and says how long to wait.
#[derive(Debug, Clone, Copy, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct Throttle {
    failures: u32,
    until: Millis,
}

impl Throttle {
    /// A task never reached RUNNING; true when the service is throttled for the first time.
    pub(super) fn failed(&mut self, now: Millis) -> bool {
        self.failures += 1;
        let Some(doublings) = self.failures.checked_sub(FREE) else {
            return false;
        };
        let pause = FIRST
            .checked_shl(doublings.min(20))
            .map_or(LONGEST, |pause| pause.min(LONGEST));
        self.until = now + pause;
        doublings == 0
    }

    /// A task reached RUNNING, or something else is deployed.
    pub(super) fn forgive(&mut self) {
        *self = Self::default();
    }

    /// When the next task may start, if that is later than now.
    pub(super) fn holds_until(self, now: Millis) -> Option<Millis> {
        (self.until > now).then_some(self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Throttle};

    #[test]
    fn pauses_grow_up_to_27_minutes() {
        let mut throttle = Throttle::default();
        let mut pauses = Vec::new();
        for _ in 0..12 {
            throttle.failed(0);
            pauses.push(throttle.holds_until(0).unwrap_or(0));
        }
        assert_eq!(pauses[..5], [0, 0, 15_000, 30_000, 60_000]);
        assert_eq!(pauses[11], LONGEST);
        throttle.forgive();
        assert_eq!(throttle.holds_until(0), None);
    }
}
