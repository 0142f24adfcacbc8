//! A thousand sockets that follow a cluster with fifty changes a second: how late the last one has
//! each patch, and what a socket costs.

mod bare_sockets;
mod lag;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use serde::Serialize;
use serde_json::{Value, json};

use super::crowd::{Crowd, Seen};
use super::picture::Picture;
use super::proxy::Proxy;
use super::{probe, stage};
use crate::bench::console::Console;
use crate::bench::memory;
use crate::bench::processor;
use crate::bench::simulator::endpoint::{CLUSTER, Endpoint};

pub(super) use bare_sockets::Bare;
pub(super) use lag::Lag;

/// Tasks that end each second. ECS replaces them, so each is several changes of tasks and services;
/// how many were shown is reported.
const ENDS_PER_SECOND: u32 = 17;

/// How long memory may take to settle after sockets have been opened.
const SETTLE: Duration = Duration::from_secs(10);

/// What was measured on the console.
#[derive(Debug, Serialize)]
pub(super) struct FanOut {
    /// How many sockets.
    pub(super) sockets: usize,
    /// Changed services and tasks in patches, a second.
    pub(super) changes_per_second: f64,
    /// Messages a second on each socket.
    pub(super) messages_per_second: f64,
    /// Bytes a second on each socket.
    pub(super) bytes_per_second: f64,
    /// From AWS's answer that told of a task's status to the first socket.
    pub(super) published: Lag,
    /// From the same to the last socket.
    pub(super) last: Lag,
    /// From the first socket to the last one, of each patch.
    pub(super) spread: Lag,
    /// Patches that not every socket got, because it was given a snapshot instead.
    pub(super) incomplete: usize,
    /// Sockets that the console closed.
    pub(super) closed: usize,
    /// Memory of a socket that goes on from a first paint, in KiB.
    pub(super) painted_kib: f64,
    /// Memory of a socket that got the whole cluster, in KiB.
    pub(super) snapshot_kib: f64,
    /// Seconds of processor a second: the console, the simulator, and this program.
    pub(super) console_cpu: f64,
    /// The same of the simulator.
    pub(super) simulator_cpu: f64,
    /// The same of this program.
    pub(super) clients_cpu: f64,
    /// The same sockets and bytes with a server that does nothing else.
    pub(super) bare: Bare,
}

/// Measures with as many `sockets` for some `seconds`.
pub(super) fn measure(
    program: &Path,
    bare: &Path,
    sockets: usize,
    seconds: u64,
) -> anyhow::Result<FanOut> {
    let (snapshot_kib, closed_before) = with_snapshots(program, sockets)?;
    let (simulated, endpoint) = stage::simulator(program)?;
    let proxy = Proxy::start(endpoint.address())?;
    let console = Console::start_on(program, proxy.url())?;
    let (watching, picture) = stage::complete(&console)?;
    let from = stage::position(&console)?;
    let before_kib = memory::resident_kib(console.process_id())?;
    let mut crowd = Crowd::open(&stage::door(&console), sockets)?;
    crowd.say(|_| probe::subscribe(&stage::topic(), Some(&from)))?;
    crowd.drive_for(SETTLE)?;
    let painted_kib = per_socket(&console, before_kib, sockets)?;

    let processes = [
        console.process_id(),
        simulated.process_id(),
        std::process::id(),
    ];
    let time = Duration::from_secs(seconds);
    proxy.begin();
    let begin = Instant::now();
    let cpu_before = cpu(processes)?;
    let seen = drive_while_ending(&mut crowd, &endpoint, &picture, time)?;
    let cpu_after = cpu(processes)?;
    let answers = proxy.end();
    let measured = begin.elapsed().as_secs_f64();
    let [console_cpu, simulator_cpu, clients_cpu] =
        [0, 1, 2].map(|index| (cpu_after[index] - cpu_before[index]) / measured);
    drop((watching, crowd, console, simulated));

    ensure!(!seen.patches.is_empty(), "no patch arrived");
    let lags = lag::between(&answers, &seen);
    let per_socket = 1.0 / sockets as f64 / measured;
    Ok(FanOut {
        sockets,
        changes_per_second: lag::changes(&seen) as f64 / measured,
        messages_per_second: seen.messages as f64 * per_socket,
        bytes_per_second: seen.bytes as f64 * per_socket,
        published: lags.published,
        last: lags.last,
        spread: lag::spread(&seen),
        incomplete: lag::incomplete(&seen, sockets),
        closed: closed_before + seen.closed,
        painted_kib,
        snapshot_kib,
        console_cpu,
        simulator_cpu,
        clients_cpu,
        bare: bare_sockets::measure(bare, sockets, &seen, begin, time)?,
    })
}

/// Memory of a socket that got the whole cluster, and how many sockets the console closed meanwhile.
fn with_snapshots(program: &Path, sockets: usize) -> anyhow::Result<(f64, usize)> {
    let (simulated, _endpoint) = stage::simulator(program)?;
    let console = Console::start_on(program, simulated.url())?;
    let (_watching, _) = stage::complete(&console)?;
    let before_kib = memory::resident_kib(console.process_id())?;
    let mut crowd = Crowd::open(&stage::door(&console), sockets)?;
    let mut snapshots = 0;
    crowd.say(|_| probe::subscribe(&stage::topic(), None))?;
    let mut closed = 0;
    while snapshots + (closed as u64) < sockets as u64 {
        let seen = crowd.drive_for(SETTLE)?;
        ensure!(
            seen.messages > 0 || seen.closed > closed,
            "the sockets get no snapshots"
        );
        snapshots += seen.snapshots;
        closed = seen.closed;
    }
    closed = crowd.drive_for(SETTLE)?.closed;
    Ok((per_socket(&console, before_kib, sockets)?, closed))
}

fn per_socket(console: &Console, before_kib: u64, sockets: usize) -> anyhow::Result<f64> {
    let kib = memory::resident_kib(console.process_id())?;
    Ok(kib.saturating_sub(before_kib) as f64 / sockets as f64)
}

fn cpu(processes: [u32; 3]) -> anyhow::Result<Vec<f64>> {
    let times = processes.map(|process| Ok(processor::time_of(process)?.as_secs_f64()));
    times.into_iter().collect()
}

/// Takes what arrives while tasks end.
fn drive_while_ending(
    crowd: &mut Crowd,
    endpoint: &Endpoint,
    picture: &Picture,
    time: Duration,
) -> anyhow::Result<Seen> {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let driving = scope.spawn(|| crowd.drive(&stop));
        end_tasks(endpoint, picture, time);
        stop.store(true, Ordering::Relaxed);
        let seen = driving.join();
        seen.unwrap_or_else(|_| bail!("the thread of the sockets panicked"))
    })
}

/// Lets containers exit, one task of a service after the other, for some time.
fn end_tasks(endpoint: &Endpoint, picture: &Picture, time: Duration) {
    let mut tasks: Vec<(&String, &Value)> = picture
        .tasks
        .iter()
        .filter(|(_, task)| task["phase"] == "running")
        .collect();
    tasks.sort_by_key(|(id, _)| *id);
    let begin = Instant::now();
    for (number, (id, _)) in tasks.into_iter().cycle().enumerate() {
        let at = Duration::from_secs(number as u64) / ENDS_PER_SECOND;
        if at >= time {
            break;
        }
        thread::sleep(at.saturating_sub(begin.elapsed()));
        let end = json!({ "cluster": CLUSTER, "task": id, "exit": { "code": 1 } });
        // A task that the scenario has stopped meanwhile can't exit.
        let _ = endpoint.control("tasks", &end);
    }
}
