//! Percentiles of measured times.

use std::time::Duration;

/// The time that `percent` of the sorted `times` do not exceed, in milliseconds.
pub(crate) fn percentile(times: &[Duration], percent: usize) -> f64 {
    let rank = (times.len() * percent).div_ceil(100).saturating_sub(1);
    times
        .get(rank)
        .map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let times: Vec<Duration> = (1..=20).map(Duration::from_millis).collect();
        for (percent, millis) in [(50, 10.0), (95, 19.0), (100, 20.0)] {
            assert!((percentile(&times, percent) - millis).abs() < 1e-9);
        }
        assert!(percentile(&[], 50).abs() < 1e-9);
    }
}
