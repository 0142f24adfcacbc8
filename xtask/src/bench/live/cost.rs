//! How many calls of AWS viewers cost.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::crowd::Crowd;
use super::{probe, stage};
use crate::bench::console::Console;
use crate::bench::simulator::endpoint::Endpoint;

/// Rows that every viewer has on screen.
const ROWS: usize = 60;

/// How long viewers are there before calls are counted: the first look has spent a burst, and what
/// paces itself is behind after it.
const SETTLE: Duration = Duration::from_secs(15);

/// Calls a minute with some viewers.
#[derive(Debug, Serialize)]
pub(super) struct Calls {
    /// How many sockets.
    pub(super) viewers: usize,
    /// ListServices and DescribeServices.
    pub(super) services_per_minute: f64,
    /// ListTasks and DescribeTasks.
    pub(super) tasks_per_minute: f64,
    /// All others.
    pub(super) others_per_minute: f64,
    /// Each operation.
    pub(super) operations: BTreeMap<String, f64>,
}

impl Calls {
    /// All of them.
    pub(super) fn per_minute(&self) -> f64 {
        self.services_per_minute + self.tasks_per_minute + self.others_per_minute
    }
}

/// Counts calls for some `seconds` with each number of viewers, all of them of the same rows.
pub(super) fn measure(
    program: &Path,
    viewers: &[usize],
    seconds: u64,
) -> anyhow::Result<Vec<Calls>> {
    let (simulated, endpoint) = stage::simulator(program)?;
    let console = Console::start_on(program, simulated.url())?;
    let (probe, picture) = stage::complete(&console)?;
    let rows = stage::rows(&picture, 0, ROWS)?;
    let from = stage::position(&console)?;
    let mut counted = Vec::new();
    for &size in viewers {
        let mut crowd = Crowd::open(&stage::door(&console), size)?;
        crowd.say(|_| probe::subscribe(&stage::topic(), Some(&from)))?;
        crowd.say(|_| probe::view(&rows))?;
        crowd.drive_for(SETTLE)?;
        let before = counts(&endpoint)?;
        let begin = Instant::now();
        crowd.drive_for(Duration::from_secs(seconds))?;
        let after = counts(&endpoint)?;
        counted.push(calls(size, &before, &after, begin.elapsed()));
    }
    drop(probe);
    Ok(counted)
}

fn counts(endpoint: &Endpoint) -> anyhow::Result<BTreeMap<String, u64>> {
    let answer = endpoint.ask("requests")?;
    let services = answer.as_object().into_iter().flatten();
    let operations = services.filter_map(|(_, operations)| operations.as_object());
    Ok(operations
        .flatten()
        .map(|(name, count)| (name.clone(), count.as_u64().unwrap_or_default()))
        .collect())
}

fn calls(
    viewers: usize,
    before: &BTreeMap<String, u64>,
    after: &BTreeMap<String, u64>,
    time: Duration,
) -> Calls {
    let per_minute = |(name, count): (&String, &u64)| {
        let more = count - before.get(name).copied().unwrap_or_default();
        (name.clone(), more as f64 * 60.0 / time.as_secs_f64())
    };
    let operations: BTreeMap<String, f64> = after
        .iter()
        .map(per_minute)
        .filter(|(_, rate)| *rate > 0.0)
        .collect();
    let sum =
        |names: &[&str]| -> f64 { names.iter().filter_map(|name| operations.get(*name)).sum() };
    let services_per_minute = sum(&["ListServices", "DescribeServices"]);
    let tasks_per_minute = sum(&["ListTasks", "DescribeTasks"]);
    Calls {
        viewers,
        services_per_minute,
        tasks_per_minute,
        others_per_minute: operations.values().sum::<f64>()
            - services_per_minute
            - tasks_per_minute,
        operations,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_by_class_and_minute() {
        let counts = |numbers: &[(&str, u64)]| {
            let named = numbers
                .iter()
                .map(|(name, count)| ((*name).to_owned(), *count));
            named.collect::<BTreeMap<_, _>>()
        };
        let before = counts(&[("ListTasks", 10), ("ListServices", 3)]);
        let after = counts(&[
            ("ListTasks", 40),
            ("ListServices", 3),
            ("DescribeClusters", 5),
        ]);
        let calls = calls(1, &before, &after, Duration::from_secs(30));
        assert!((calls.tasks_per_minute - 60.0).abs() < 1e-9);
        assert!(calls.services_per_minute.abs() < 1e-9);
        assert!((calls.others_per_minute - 10.0).abs() < 1e-9);
        assert!((calls.per_minute() - 70.0).abs() < 1e-9);
        assert_eq!(calls.operations.len(), 2);
    }
}
