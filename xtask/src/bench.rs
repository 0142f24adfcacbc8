//! `cargo xtask bench`: what the first page weighs, how much memory the program takes, and how
//! fast it renders. All of it is measured on the release build, which `serve`s the simulator.

mod console;
mod first_page;
pub(crate) mod live;
mod memory;
mod percentile;
mod processor;
mod rendering;
mod report;
pub(crate) mod simulator;

use std::thread;
use std::time::Duration;

use crate::progress::Steps;
use crate::workspace::Workspace;
use crate::{server, site};

use console::Console;
use report::Report;

/// The page that is measured: a cluster with services in every state.
const PAGE: &str = "/t/default/us-east-1/clusters/todo";

/// How often the page is rendered.
const RENDERINGS: usize = 200;

/// Measures, with `seconds` of rest before the memory is read, and prints a Markdown table or JSON.
pub(crate) fn run(workspace: &Workspace, json: bool, seconds: u64) -> anyhow::Result<()> {
    let mut steps = Steps::new(site::STEPS + 4);
    site::build(workspace, &mut steps)?;
    let program = steps.step("compiling the console", || server::build_release(workspace))?;
    let console = steps.step("starting the console", || Console::start(&program))?;
    // Memory first: the requests of the other measurements would be in it.
    let resident_kib = steps.step("waiting for memory to settle", || {
        thread::sleep(Duration::from_secs(seconds));
        memory::resident_kib(console.process_id())
    })?;
    let (times, page) = steps.step("rendering the cluster page", || {
        let times = rendering::measure(&console, PAGE, RENDERINGS)?;
        Ok((
            times,
            first_page::measure(&workspace.site(), &console, PAGE)?,
        ))
    })?;
    let report = Report {
        page,
        resident_kib,
        after_seconds: seconds,
        rendering: times,
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{report}");
    }
    Ok(())
}
