//! How long the first picture of a large cluster takes: the console, the floor, and scripts.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};

use super::bare::{self, Measured};
use super::floor::Reading;
use super::picture::Picture;
use super::probe::Probe;
use super::stage::{self, LATENCY};
use crate::bench::console::Console;
use crate::bench::simulator::endpoint::CLUSTER;
use crate::process;
use crate::toolchain::python;
use crate::workspace::Workspace;

/// How often the console's cold view is taken: its first rows come after so few answers that the latency of
/// one decides.
const VIEWS: usize = 7;

/// How long the console may take.
const PATIENCE: Duration = Duration::from_mins(3);

/// The console's times since the first interest in the cluster.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    /// Until the first described rows were on the socket.
    pub(super) rows_ms: f64,
    /// Until every service was named.
    pub(super) names_ms: f64,
    /// Until all was there.
    pub(super) complete_ms: f64,
    /// Services in the complete picture.
    pub(super) services: usize,
    /// Tasks in the complete picture.
    pub(super) tasks: usize,
    /// Calls of AWS until then, by operation.
    pub(super) calls: serde_json::Value,
}

/// What a script prints.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Script {
    /// Until the first description was there.
    pub(super) first_ms: f64,
    /// Until it ended with the services.
    pub(super) services_ms: f64,
    /// Until it ended with the tasks, when it reads them.
    pub(super) complete_ms: Option<f64>,
    /// Services that it got.
    pub(super) services: usize,
    /// Tasks that it got.
    pub(super) tasks: usize,
    /// Calls that failed after all retries.
    pub(super) failed_calls: usize,
}

/// All of it.
#[derive(Debug, Serialize)]
pub(super) struct Cold {
    /// The console: the view that was complete in the middle of all.
    pub(super) console: Shown,
    /// Until the first described rows were on the socket in each view, in milliseconds, shortest first.
    pub(super) rows_ms: Vec<f64>,
    /// Until all was there in each view, in milliseconds, shortest first.
    pub(super) complete_ms: Vec<f64>,
    /// The fewest calls that tell all of it.
    pub(super) fewest_calls: usize,
    /// The floor by calculation.
    pub(super) computed_ms: f64,
    /// The same of the services alone.
    pub(super) computed_services_ms: f64,
    /// The floor by a client that makes only these calls.
    pub(super) floor: Measured,
    /// A script with boto3.
    pub(super) plain: Script,
    /// The calls of e1s.
    pub(super) e1s: Script,
}

/// Measures each on a simulator of its own, so that all begin with full buckets.
pub(super) fn measure(workspace: &Workspace, program: &Path) -> anyhow::Result<Cold> {
    let python = python::environment(
        &workspace.root().join("target/venv-wire"),
        &workspace.end2end().join("wire/requirements.txt"),
    )?;
    let script = workspace.end2end().join("live/cold.py");
    let floor = {
        let (_simulated, endpoint) = stage::simulator(program)?;
        bare::measure(&endpoint)?
    };
    let mut views = (0..VIEWS)
        .map(|_| shown(program))
        .collect::<anyhow::Result<Vec<_>>>()?;
    views.sort_by(|a, b| a.complete_ms.total_cmp(&b.complete_ms));
    let complete_ms = views.iter().map(|view| view.complete_ms).collect();
    let mut rows_ms: Vec<f64> = views.iter().map(|view| view.rows_ms).collect();
    rows_ms.sort_by(f64::total_cmp);
    let console = views.swap_remove(VIEWS / 2);
    let services = Reading {
        items: floor.services,
        batch: 10,
    };
    let tasks = Reading {
        items: floor.tasks,
        batch: 100,
    };
    let shortest = services.shortest(LATENCY);
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    Ok(Cold {
        console,
        rows_ms,
        complete_ms,
        fewest_calls: services.calls() + tasks.calls(),
        computed_ms: ms(shortest.max(tasks.shortest(LATENCY))),
        computed_services_ms: ms(shortest),
        floor,
        plain: run(program, &python, &script, "plain")?,
        e1s: run(program, &python, &script, "e1s")?,
    })
}

fn shown(program: &Path) -> anyhow::Result<Shown> {
    let (simulated, endpoint) = stage::simulator(program)?;
    let console = Console::start_on(program, simulated.url())?;
    let mut probe = Probe::open(&stage::door(&console))?;
    let mut picture = Picture::default();
    let begin = Instant::now();
    probe.subscribe(&stage::topic(), None)?;
    let (mut rows, mut names) = (None, None);
    let complete = loop {
        let Some((at, event)) = probe.event(begin + PATIENCE)? else {
            bail!("no complete picture within {} s", PATIENCE.as_secs());
        };
        let ms = at.duration_since(begin).as_secs_f64() * 1_000.0;
        picture.take(&event);
        rows = rows.or_else(|| picture.has_rows().then_some(ms));
        names = names.or_else(|| picture.has_names().then_some(ms));
        if picture.is_complete() {
            break ms;
        }
    };
    let calls = endpoint.ask("requests")?;
    ensure!(
        picture.services.len() == 2_000 && picture.tasks.len() >= 4_900,
        "the console calls {} services and {} tasks complete",
        picture.services.len(),
        picture.tasks.len()
    );
    Ok(Shown {
        rows_ms: rows.unwrap_or(complete),
        names_ms: names.unwrap_or(complete),
        complete_ms: complete,
        services: picture.services.len(),
        tasks: picture.tasks.len(),
        calls,
    })
}

fn run(program: &Path, python: &PathBuf, script: &Path, how: &str) -> anyhow::Result<Script> {
    let (simulated, _endpoint) = stage::simulator(program)?;
    let mut command = Command::new(python);
    command.arg(script).args([how, simulated.url(), CLUSTER]);
    let printed = process::read(&mut command)?;
    serde_json::from_str(&printed).with_context(|| format!("`{how}` printed {printed}"))
}
