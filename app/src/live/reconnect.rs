//! When to try again after a lost socket.

/// The longest wait, in milliseconds.
const LONGEST_MS: f64 = 30_000.0;

/// How long to wait before attempt number `attempt` (from 0): 1 s, doubled each time, 30 s at most,
/// of which `random` (0 to 1) takes away up to a half so that tabs don't return all at once.
#[cfg_attr(
    not(any(feature = "hydrate", test)),
    expect(dead_code, reason = "only browsers reconnect")
)]
pub(super) fn delay_ms(attempt: u32, random: f64) -> u32 {
    let full = (1_000.0 * f64::from(attempt.min(10)).exp2()).min(LONGEST_MS);
    (full * (1.0 - random.clamp(0.0, 1.0) / 2.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::delay_ms;

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
}
