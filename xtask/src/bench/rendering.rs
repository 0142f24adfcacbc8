//! How long the server takes for a page.

use std::time::Instant;

use serde::Serialize;

use crate::bench::console::Console;
use crate::bench::percentile::percentile;

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
