//! The measurements of the live engine as Markdown tables, ready for `docs/benchmarks.md`.

use std::fmt;

use serde::Serialize;

use super::changes::{Delay, Kind};
use super::cold::Cold;
use super::cost::Calls;
use super::fanout::{FanOut, Lag};
use super::machine::Machine;

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// What it was measured on.
    pub(super) machine: Machine,
    /// Whether the programs were optimised.
    pub(super) optimised: bool,
    /// The first picture.
    pub(super) cold: Option<Cold>,
    /// Calls by viewers.
    pub(super) cost: Vec<Calls>,
    /// How soon changes show.
    pub(super) changes: Vec<Delay>,
    /// Many sockets.
    pub(super) fan_out: Option<FanOut>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Machine {
            cores,
            memory_gib,
            load_before,
            load_after,
        } = self.machine;
        let build = if self.optimised {
            "release"
        } else {
            "development"
        };
        writeln!(
            f,
            "{cores} cores, {memory_gib:.0} GiB, load average {load_before:.1} before and \
             {load_after:.1} after, {build} build\n"
        )?;
        if let Some(cold) = &self.cold {
            first_picture(f, cold)?;
        }
        if !self.cost.is_empty() {
            calls(f, &self.cost)?;
        }
        if !self.changes.is_empty() {
            delays(f, &self.changes)?;
        }
        if let Some(fan_out) = &self.fan_out {
            sockets(f, fan_out)?;
        }
        Ok(())
    }
}

fn first_picture(f: &mut fmt::Formatter<'_>, cold: &Cold) -> fmt::Result {
    let Cold {
        console,
        rows_ms,
        complete_ms,
        fewest_calls,
        computed_ms,
        computed_services_ms,
        floor,
        plain,
        e1s,
    } = cold;
    writeln!(
        f,
        "| cold view of {} services and {} tasks | first rows, ms | all names, ms | \
         services, ms | complete, ms | times the measured floor |\n|---|--:|--:|--:|--:|--:|",
        console.services, console.tasks
    )?;
    let times = |ms: f64| ms / floor.complete_ms;
    writeln!(
        f,
        "| floor, computed, {fewest_calls} calls | | | {computed_services_ms:.0} | {computed_ms:.0} | {:.2} |",
        times(*computed_ms)
    )?;
    writeln!(
        f,
        "| floor, measured | {:.0} | | {:.0} | {:.0} | 1 |",
        floor.first_ms, floor.services_ms, floor.complete_ms
    )?;
    writeln!(
        f,
        "| ecscope | {:.0} | {:.0} | | {:.0} | {:.2} |",
        console.rows_ms,
        console.names_ms,
        console.complete_ms,
        times(console.complete_ms)
    )?;
    let plain_ms = plain.complete_ms.unwrap_or(plain.services_ms);
    writeln!(
        f,
        "| boto3, sequential ({} services, {} tasks) | {:.0} | | {:.0} | {plain_ms:.0} | {:.2} |",
        plain.services,
        plain.tasks,
        plain.first_ms,
        plain.services_ms,
        times(plain_ms)
    )?;
    writeln!(
        f,
        "| e1s's calls ({} of {} services, {} calls failed) | {:.0} | | {:.0} | | |",
        e1s.services, console.services, e1s.failed_calls, e1s.first_ms, e1s.services_ms
    )?;
    let list = |ms: &[f64]| {
        let ms: Vec<String> = ms.iter().map(|ms| format!("{ms:.0}")).collect();
        ms.join(", ")
    };
    writeln!(
        f,
        "\n{} cold views of ecscope, the one above complete in the middle of them; first rows after {} ms, \
         complete after {} ms\n",
        rows_ms.len(),
        list(rows_ms),
        list(complete_ms)
    )?;
    writeln!(f, "Calls of ecscope until then: {}\n", console.calls)
}

fn calls(f: &mut fmt::Formatter<'_>, cost: &[Calls]) -> fmt::Result {
    writeln!(
        f,
        "| viewers | services, calls/min | tasks, calls/min | others, calls/min | all | \
         against the first |\n|--:|--:|--:|--:|--:|--:|"
    )?;
    let first = cost.first().map_or(0.0, Calls::per_minute);
    for calls in cost {
        writeln!(
            f,
            "| {} | {:.0} | {:.0} | {:.0} | {:.0} | {:+.1} % |",
            calls.viewers,
            calls.services_per_minute,
            calls.tasks_per_minute,
            calls.others_per_minute,
            calls.per_minute(),
            (calls.per_minute() / first - 1.0) * 100.0
        )?;
    }
    writeln!(f)
}

fn delays(f: &mut fmt::Formatter<'_>, delays: &[Delay]) -> fmt::Result {
    writeln!(
        f,
        "| change | changes | never shown | p50, ms | max, ms | goal, ms |\n|---|--:|--:|--:|--:|--:|"
    )?;
    for delay in delays {
        let (what, goal) = match delay.kind {
            Kind::OnScreen => ("a service on one of ten screens of six rows", 2_000),
            Kind::OffScreen => ("a service on no screen", 45_000),
            Kind::Stopped => ("a task is stopped", 20_000),
            Kind::Started => ("a task is started", 20_000),
        };
        writeln!(
            f,
            "| {what} | {} | {} | {:.0} | {:.0} | {goal} |",
            delay.changes, delay.missed, delay.p50_ms, delay.max_ms
        )?;
    }
    writeln!(f)
}

fn sockets(f: &mut fmt::Formatter<'_>, fan_out: &FanOut) -> fmt::Result {
    let bare = &fan_out.bare;
    writeln!(
        f,
        "{} sockets, {:.0} changes a second shown, {:.1} messages and {:.1} KiB a second on each; \
         {} patches not on all sockets, {} sockets closed\n",
        fan_out.sockets,
        fan_out.changes_per_second,
        fan_out.messages_per_second,
        fan_out.bytes_per_second / 1_024.0,
        fan_out.incomplete,
        fan_out.closed
    )?;
    writeln!(
        f,
        "| measure | ecscope | bare axum | goal |\n|---|--:|--:|--:|"
    )?;
    let lag = |lag: &Lag| {
        format!(
            "{:.1} / {:.1} / {:.1} ms",
            lag.p50_ms, lag.p99_ms, lag.max_ms
        )
    };
    writeln!(
        f,
        "| AWS's answer to the first socket, p50 / p99 / max ({} changes) | {} | | |",
        fan_out.published.count,
        lag(&fan_out.published)
    )?;
    writeln!(
        f,
        "| AWS's answer (bare: handed over) to the last socket | {} | {} | p99 150 ms |",
        lag(&fan_out.last),
        lag(&bare.last)
    )?;
    writeln!(
        f,
        "| first socket to last socket ({} patches) | {} | {} | |",
        fan_out.spread.count,
        lag(&fan_out.spread),
        lag(&bare.spread)
    )?;
    writeln!(
        f,
        "| memory of a socket, from a first paint | {:.1} KiB | {:.1} KiB | 60 KiB |",
        fan_out.painted_kib, bare.socket_kib
    )?;
    writeln!(
        f,
        "| memory of a socket, with the whole cluster | {:.1} KiB | | 60 KiB |",
        fan_out.snapshot_kib
    )?;
    writeln!(
        f,
        "| processor, seconds a second | {:.3} | {:.3} | |",
        fan_out.console_cpu, bare.cpu
    )?;
    writeln!(
        f,
        "| the same of the simulator / of the clients | {:.3} / {:.3} | | |",
        fan_out.simulator_cpu, fan_out.clients_cpu
    )
}
