//! `cargo xtask bench simulator`: how many requests a second the simulator answers, beside moto with
//! the same requests on the same machine, what the scenario `large` takes, and how long a day is.

pub(in crate::bench) mod connection;
pub(in crate::bench) mod endpoint;
mod load;
mod report;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::json;

use crate::bench::memory;
use crate::process::{self, Running};
use crate::progress::Steps;
use crate::toolchain::python;
use crate::workspace::Workspace;

use endpoint::{Endpoint, Request};
use report::{Report, Row};

/// The simulated time that is stepped through.
const DAY_MS: u64 = 86_400_000;

/// Measures each request for `seconds` and prints a Markdown table or JSON.
pub(crate) fn run(workspace: &Workspace, json: bool, seconds: u64) -> anyhow::Result<()> {
    let mut steps = Steps::new(5);
    let program = steps.step("compiling the simulator", || build(workspace))?;
    let day_ms = steps.step("stepping through a day of `todo`", || {
        let (_running, todo) = simulator(&program, "todo")?;
        let begin = Instant::now();
        todo.control("clock", &json!({ "step_ms": DAY_MS }))?;
        Ok(begin.elapsed().as_millis())
    })?;
    let begin = Instant::now();
    let (running, large) = steps.step("starting `large`", || simulator(&program, "large"))?;
    let start_ms = begin.elapsed().as_millis();
    let resident_kib = memory::resident_kib(running.id())?;
    let (ours, loaded_kib) = steps.step("asking the simulator", || {
        let ours = measure(&large, seconds)?;
        Ok((ours, memory::resident_kib(running.id())?))
    })?;
    drop(running);
    let theirs = steps.step("asking moto", || {
        let (_running, moto) = moto(workspace)?;
        measure(&moto, seconds)
    })?;
    let rows = ours.into_iter().zip(theirs).map(|(ours, theirs)| Row {
        request: ours.0,
        simulator: ours.1,
        moto: theirs.1,
    });
    let report = Report {
        rows: rows.collect(),
        start_ms,
        resident_kib,
        loaded_kib,
        day_ms,
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{report}");
    }
    Ok(())
}

fn build(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    process::run(process::cargo(workspace.root()).args([
        "build",
        "--release",
        "--package",
        "simulator",
        "--example",
        "serve",
    ]))?;
    let program = workspace.program("release");
    Ok(program.with_file_name("examples").join("serve"))
}

fn simulator(program: &PathBuf, scenario: &str) -> anyhow::Result<(Running, Endpoint)> {
    let (running, line) = Running::start(Command::new(program).args([
        "--listen",
        "127.0.0.1:0",
        "--scenario",
        scenario,
    ]))?;
    Ok((running, Endpoint::at(&line)?))
}

fn moto(workspace: &Workspace) -> anyhow::Result<(Running, Endpoint)> {
    let directory = workspace.end2end().join("moto");
    let environment = workspace.root().join("target").join("venv-moto");
    let python = python::environment(&environment, &directory.join("requirements.txt"))?;
    let mut command = Command::new(python);
    command.arg(directory.join("serve_large.py"));
    // moto says each request on standard error.
    command.stderr(Stdio::null());
    let (running, line) = Running::start(&mut command)?;
    Ok((running, Endpoint::at(&line)?))
}

/// Requests a second by the name of the request.
fn measure(endpoint: &Endpoint, seconds: u64) -> anyhow::Result<Vec<(&'static str, f64)>> {
    endpoint.put_log_events()?;
    let services = endpoint.list("ListServices", "serviceArns")?;
    let tasks = endpoint.list("ListTasks", "taskArns")?;
    let sets: [(&'static str, Vec<Request>); 4] = [
        (
            "DescribeServices of 10",
            endpoint::describing("DescribeServices", "services", &services, 10),
        ),
        (
            "DescribeTasks of 100",
            endpoint::describing("DescribeTasks", "tasks", &tasks, 100),
        ),
        ("FilterLogEvents of 1,000", vec![endpoint::filtering()]),
        ("ListTasks of 100", vec![endpoint::listing()]),
    ];
    let mut rates = Vec::new();
    for (name, requests) in sets {
        rates.push((name, load::rate(endpoint, &requests, seconds)?));
    }
    Ok(rates)
}
