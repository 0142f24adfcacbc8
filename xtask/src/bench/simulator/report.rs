//! The measurements of the simulator as a Markdown table, ready for `docs/benchmarks.md`.

use std::fmt;

use serde::Serialize;

/// Answers a second to one kind of request.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) request: &'static str,
    pub(super) simulator: f64,
    pub(super) moto: f64,
}

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) rows: Vec<Row>,
    /// How long `large` takes to start.
    pub(super) start_ms: u128,
    /// Memory of `large` after its start.
    pub(super) resident_kib: u64,
    /// The same after all requests.
    pub(super) loaded_kib: u64,
    /// How long a day of `todo` takes.
    pub(super) day_ms: u128,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| request | simulator, answers/s | moto, answers/s | times |\n|---|--:|--:|--:|"
        )?;
        for row in &self.rows {
            let times = row.simulator / row.moto;
            writeln!(
                f,
                "| {} | {:.0} | {:.1} | {times:.0} |",
                row.request, row.simulator, row.moto
            )?;
        }
        writeln!(f, "\n| measure | value |\n|---|--:|")?;
        writeln!(f, "| start of `large` | {} ms |", self.start_ms)?;
        let mebibytes = |kib: u64| kib as f64 / 1_024.0;
        writeln!(
            f,
            "| memory of `large` after its start | {:.0} MiB |",
            mebibytes(self.resident_kib)
        )?;
        writeln!(
            f,
            "| memory of `large` after the requests above | {:.0} MiB |",
            mebibytes(self.loaded_kib)
        )?;
        writeln!(f, "| a simulated day of `todo` | {} ms |", self.day_ms)
    }
}
