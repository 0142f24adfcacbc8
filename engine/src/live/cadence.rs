//! How often to look.

use std::time::Duration;

/// The shortest pause between two looks at what is on screens.
pub(super) const FASTEST: Duration = Duration::from_millis(1_500);

/// The longest pause after failures.
const SLOWEST_RETRY: Duration = Duration::from_secs(15);

/// The calls per second that one kind of look may cost in the long run: a quarter of AWS's slowest
/// sustained read rate (20 a second), so that two kinds of the same class stay within half.
const CALLS_PER_SECOND: f64 = 5.0;

/// The pause after a look that took this many calls.
pub(super) fn after(calls: usize, fastest: Duration) -> Duration {
    fastest.max(Duration::from_secs_f64(calls as f64 / CALLS_PER_SECOND))
}

/// The pause after this many failures in a row.
pub(super) fn after_failures(failures: u32) -> Duration {
    (FASTEST * 2_u32.saturating_pow(failures.min(8))).min(SLOWEST_RETRY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costly_looks_are_rarer() {
        assert_eq!(after(0, FASTEST), FASTEST);
        assert_eq!(after(7, FASTEST), FASTEST);
        assert_eq!(after(100, FASTEST), Duration::from_secs(20));
        assert_eq!(after(1, Duration::from_secs(10)), Duration::from_secs(10));
    }

    #[test]
    fn failures_slow_down_to_a_bound() {
        assert_eq!(after_failures(1), Duration::from_secs(3));
        assert_eq!(after_failures(2), Duration::from_secs(6));
        assert_eq!(after_failures(40), SLOWEST_RETRY);
    }
}
