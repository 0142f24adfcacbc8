//! The browser tests: Playwright drives a real Chromium against the real program.

use std::fs;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

use crate::progress::Steps;
use crate::toolchain::chromium::{self, Chromium};
use crate::toolchain::npm;
use crate::verify::Session;
use crate::verify::counts::Counts;
use crate::{process, site};

/// Runs all browser tests.
pub(crate) fn run(session: &Session) -> anyhow::Result<Counts> {
    run_with(session, &[])
}

/// Builds the site and the program for development, and runs Playwright with `args`.
pub(crate) fn run_with(session: &Session, args: &[String]) -> anyhow::Result<Counts> {
    let workspace = session.workspace;
    let end2end = workspace.end2end();
    let mut steps = Steps::new(site::STEPS + 5);
    site::build(workspace, &mut steps)?;
    let program = steps.step("compiling the console", || session.program())?;
    steps.step("installing Playwright", || npm::install(&end2end))?;
    let browser = steps.step("looking for Chromium", || chromium::provide(&end2end))?;
    let report = workspace.work("playwright").join("report.json");
    // A report of an earlier run must not be counted.
    if report.exists() {
        fs::remove_file(&report)?;
    }
    steps.step("checking the types of the browser tests", || {
        process::run(npm::program(&end2end, "tsc").args(["--noEmit"]))
    })?;
    steps.step("running the browser tests", || {
        let mut playwright = npm::program(&end2end, "playwright");
        playwright
            .args(["test", "--reporter=list,json"])
            .args(args)
            .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
            .env("ECSCOPE_BIN", program);
        if let Chromium::Installed(path) = browser {
            playwright.env("CHROMIUM", path);
        }
        let success = process::run(&mut playwright).is_ok();
        Ok(read_report(&report)?.with_status(success))
    })
}

/// Playwright's report, of which only the sums are read.
#[derive(Debug, Deserialize)]
struct Report {
    stats: Stats,
}

#[derive(Debug, Deserialize)]
struct Stats {
    expected: u64,
    unexpected: u64,
    flaky: u64,
}

fn read_report(report: &Path) -> anyhow::Result<Counts> {
    let text = fs::read(report).context("Playwright ran no test")?;
    let stats = serde_json::from_slice::<Report>(&text)?.stats;
    // A test that passes only sometimes has failed.
    Ok(Counts {
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky,
    })
}
