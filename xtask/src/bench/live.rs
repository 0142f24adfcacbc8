//! `cargo xtask bench live`: the live engine on an account with 2,000 services and 5,000 tasks, AWS's
//! limits and 40 ms to each answer. How long a cold view takes, what viewers cost, how soon changes
//! show, and what a thousand sockets cost.
//!
//! * `stage`: the simulator and the console on it
//! * `cold`, `cost`, `changes`, `fanout`: the four measurements
//! * `floor`, `bare`: what the cold view is compared with
//! * `probe` and `picture`: one socket that is read as a page reads it
//! * `crowd`: many sockets that cost next to nothing; `handshake` and `frames` are below both

mod bare;
mod changes;
mod cold;
mod cost;
mod crowd;
mod fanout;
mod floor;
mod frames;
mod handshake;
mod machine;
mod picture;
mod probe;
mod proxy;
mod report;
mod stage;

use std::path::PathBuf;

use clap::ValueEnum;

use crate::process;
use crate::progress::Steps;
use crate::workspace::Workspace;
use crate::{server, site};

use machine::Machine;
use report::Report;

/// Viewers whose calls are counted.
const VIEWERS: [usize; 4] = [1, 10, 100, 1_000];

/// Sockets of the last measurement.
const SOCKETS: usize = 1_000;

/// Files that so many sockets need in each process, and some more.
const FILES: u64 = 4_096;

/// A measurement.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Measurement {
    /// The first picture
    Cold,
    /// Calls of AWS by viewers
    Cost,
    /// How soon changes show
    Changes,
    /// A thousand sockets
    FanOut,
}

/// What is measured, and on what.
#[derive(Debug)]
pub(crate) struct Options {
    /// Print JSON instead of Markdown.
    pub(crate) json: bool,
    /// How long each of the longer measurements takes.
    pub(crate) seconds: u64,
    /// Measure a development build.
    pub(crate) debug: bool,
    /// Measure this program `ecscope` instead of building one.
    pub(crate) program: Option<PathBuf>,
    /// Only these; all when there is none.
    pub(crate) only: Vec<Measurement>,
}

/// Measures and prints a Markdown table or JSON.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    let wanted = |measurement| options.only.is_empty() || options.only.contains(&measurement);
    let mut steps = Steps::new(6 + if options.debug { 0 } else { site::STEPS });
    raise_files()?;
    let program = match &options.program {
        Some(program) => program.clone(),
        None => build(workspace, options.debug, &mut steps)?,
    };
    let bare = steps.step("compiling a bare server of sockets", || {
        build_bare(workspace, options.debug)
    })?;
    let machine = Machine::now();
    let mut report = Report {
        machine,
        optimised: !options.debug,
        cold: None,
        cost: Vec::new(),
        changes: Vec::new(),
        fan_out: None,
    };
    // One that fails costs none of the others.
    let mut failed = Vec::new();
    if wanted(Measurement::Cold) {
        let cold = || cold::measure(workspace, &program);
        report.cold = note(
            steps.step("waiting for the first picture", cold),
            &mut failed,
        );
    }
    if wanted(Measurement::Cost) {
        let cost = || cost::measure(&program, &VIEWERS, options.seconds);
        report.cost = note(steps.step("counting calls", cost), &mut failed).unwrap_or_default();
    }
    if wanted(Measurement::Changes) {
        let changes = || changes::measure(&program, options.seconds);
        report.changes =
            note(steps.step("changing things", changes), &mut failed).unwrap_or_default();
    }
    if wanted(Measurement::FanOut) {
        let fan_out = || fanout::measure(&program, &bare, SOCKETS, options.seconds);
        report.fan_out = note(steps.step("opening many sockets", fan_out), &mut failed);
    }
    report.machine = machine.afterwards();
    if options.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{report}");
    }
    match failed.into_iter().next() {
        None => Ok(()),
        Some(error) => Err(error),
    }
}

/// What was measured; a failure is told at once and kept.
fn note<T>(measured: anyhow::Result<T>, failed: &mut Vec<anyhow::Error>) -> Option<T> {
    measured
        .map_err(|error| {
            eprintln!("{error:#}");
            failed.push(error);
        })
        .ok()
}

fn build(workspace: &Workspace, debug: bool, steps: &mut Steps) -> anyhow::Result<PathBuf> {
    if !debug {
        site::build(workspace, steps)?;
    }
    steps.step("compiling the console", || {
        if debug {
            server::build_debug(workspace)
        } else {
            server::build_release(workspace)
        }
    })
}

fn build_bare(workspace: &Workspace, debug: bool) -> anyhow::Result<PathBuf> {
    let mut command = process::cargo(workspace.root());
    command.args(["build", "--package", "bare-sockets"]);
    if !debug {
        command.arg("--release");
    }
    process::run(&mut command)?;
    let program = workspace.program(if debug { "debug" } else { "release" });
    Ok(program.with_file_name(format!("bare-sockets{}", std::env::consts::EXE_SUFFIX)))
}

/// Lets this process, and those it starts, have as many files open as a thousand sockets need.
#[cfg(unix)]
fn raise_files() -> anyhow::Result<()> {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < FILES) {
        limit.current = Some(limit.maximum.map_or(FILES, |maximum| maximum.min(FILES)));
        setrlimit(Resource::Nofile, limit)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn raise_files() -> anyhow::Result<()> {
    Ok(())
}
