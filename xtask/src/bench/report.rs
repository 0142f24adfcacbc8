//! The measurements as a Markdown table, ready for `docs/benchmarks.md`.

use std::fmt;

use serde::Serialize;

use crate::bench::first_page::{FirstPage, Size};
use crate::bench::rendering::Times;

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// What the first page loads.
    pub(crate) page: FirstPage,
    /// Memory of the console with one sign-in and no viewer, in KiB.
    pub(crate) resident_kib: u64,
    /// How long after the sign-in the memory was read, in seconds.
    pub(crate) after_seconds: u64,
    /// How long the server takes for the cluster page.
    pub(crate) rendering: Times,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| first page | bytes | brotli |\n|---|--:|--:|")?;
        let sum = Size::sum(&self.page.files);
        for size in self.page.files.iter().chain([&sum]).chain(&self.page.fonts) {
            writeln!(
                f,
                "| {} | {} | {} |",
                size.name, size.raw_bytes, size.brotli_bytes
            )?;
        }
        let mebibytes = self.resident_kib as f64 / 1_024.0;
        let Times {
            requests,
            p50_ms,
            p95_ms,
        } = &self.rendering;
        writeln!(f, "\n| measure | value |\n|---|--:|")?;
        writeln!(
            f,
            "| memory, {} s after one sign-in | {mebibytes:.1} MiB |",
            self.after_seconds
        )?;
        writeln!(
            f,
            "| cluster page, half of {requests} requests within | {p50_ms:.1} ms |"
        )?;
        writeln!(
            f,
            "| cluster page, 95 % of {requests} requests within | {p95_ms:.1} ms |"
        )
    }
}
