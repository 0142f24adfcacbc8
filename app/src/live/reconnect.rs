//! When to try again after a lost socket.

#![cfg_attr(
    not(any(feature = "hydrate", test)),
    expect(dead_code, reason = "only browsers reconnect")
)]

/// The longest wait, in milliseconds.
const LONGEST_MS: f64 = 30_000.0;

/// Attempts after which the wait is the longest one.
const MOST: u32 = 5;

/// How often it has failed since a topic was followed last.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Something has come of a topic, or the machine has woken: the next failure is the first one.
    ///
    /// A greeting alone does not count: a server may greet and then refuse what the page asks for.
    pub(super) fn forget(&mut self) {
        self.failures = 0;
    }

    /// Whether nothing has failed yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.failures == 0
    }

    /// What failed will fail again: there is no hurry.
    pub(super) fn give_time(&mut self) {
        self.failures = self.failures.max(MOST);
    }

    /// Counts a failure; how long to wait before the next attempt, by a `random` number from 0 to 1.
    pub(super) fn next_ms(&mut self, random: f64) -> u32 {
        let delay = delay_ms(self.failures, random);
        self.failures = self.failures.saturating_add(1);
        delay
    }
}

/// How long to wait before attempt number `attempt` (from 0): 1 s, doubled each time, 30 s at most,
/// of which `random` (0 to 1) takes away up to a half so that tabs don't return all at once.
fn delay_ms(attempt: u32, random: f64) -> u32 {
    let full = (1_000.0 * f64::from(attempt.min(MOST)).exp2()).min(LONGEST_MS);
    (full * (1.0 - random.clamp(0.0, 1.0) / 2.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::{Backoff, delay_ms};

    #[test]
    fn doubles_up_to_half_a_minute() {
        for (attempt, random, expected) in [
            (0, 0.0, 1_000),
            (0, 1.0, 500),
            (3, 0.0, 8_000),
            (5, 0.0, 30_000),
            (5, 1.0, 15_000),
            (4_000_000_000, 0.5, 22_500),
        ] {
            assert_eq!(delay_ms(attempt, random), expected);
        }
    }

    #[test]
    fn failures_add_up_until_something_comes() {
        let mut backoff = Backoff::default();
        assert!(backoff.is_fresh());
        let waits: Vec<u32> = (0..7).map(|_| backoff.next_ms(0.0)).collect();
        assert_eq!(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
        assert!(!backoff.is_fresh());
        backoff.forget();
        assert_eq!(backoff.next_ms(0.0), 1_000);
        backoff.give_time();
        assert_eq!(backoff.next_ms(0.0), 30_000);
    }

    #[test]
    fn a_thousand_tabs_come_back_spread_evenly() {
        // In each tenth of the time in which they come, there is a tenth of them.
        let mut tenths = [0; 10];
        for tab in 0..1_000 {
            let random = f64::from(tab) / 1_000.0;
            let wait = Backoff::default().next_ms(random);
            let tenth = (wait - 500) / 50;
            tenths[(tenth as usize).min(9)] += 1;
        }
        assert!(
            tenths.iter().all(|tabs| (95..=105).contains(tabs)),
            "{tenths:?}"
        );
    }
}
