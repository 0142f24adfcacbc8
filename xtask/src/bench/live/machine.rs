//! What the measurements ran on.

use std::fs;
use std::thread;

use serde::Serialize;

/// A machine, and how busy it was.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Machine {
    /// Processors.
    pub(super) cores: usize,
    /// Memory.
    pub(super) memory_gib: f64,
    /// The load of the minute before the measurements; programs of others count.
    pub(super) load_before: f64,
    /// The load of their last minute.
    pub(super) load_after: f64,
}

impl Machine {
    /// This machine before the measurements.
    pub(super) fn now() -> Self {
        let load = load();
        Self {
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory_gib: memory_kib() / 1_048_576.0,
            load_before: load,
            load_after: load,
        }
    }

    /// The same after them.
    pub(super) fn afterwards(mut self) -> Self {
        self.load_after = load();
        self
    }
}

fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    number(text.split_whitespace().next())
}

fn memory_kib() -> f64 {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("MemTotal:"));
    number(line.and_then(|line| line.split_whitespace().nth(1)))
}

fn number(text: Option<&str>) -> f64 {
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}
