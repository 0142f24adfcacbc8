//! How long the server takes for a page.

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::bench::console::Console;

/// Times of many requests, one after the other.
#[derive(Debug, Serialize)]
pub(crate) struct Times {
    /// How many requests.
    pub(crate) requests: usize,
    /// Half of them took no longer than this, in milliseconds.
    pub(crate) p50_ms: f64,
    /// 95 of 100 took no longer than this, in milliseconds.
    pub(crate) p95_ms: f64,
}

/// Gets `page` several times and measures from request to the document's last byte.
pub(crate) fn measure(console: &Console, page: &str, requests: usize) -> anyhow::Result<Times> {
    let mut times = Vec::with_capacity(requests);
    for _ in 0..requests {
        let start = Instant::now();
        console.get(page, "identity")?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(Times {
        requests,
        p50_ms: percentile(&times, 50),
        p95_ms: percentile(&times, 95),
    })
}

/// The time that `percent` of the sorted `times` do not exceed, in milliseconds.
fn percentile(times: &[Duration], percent: usize) -> f64 {
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
