//! Unit and integration tests, and the examples in the documentation.

use std::io::{self, IsTerminal};
use std::process::Command;

use anyhow::Context;

use crate::process;
use crate::toolchain::nextest;
use crate::verify::Session;
use crate::verify::counts::Counts;
use crate::verify::lint::SERVER_SIDE;

/// Runs the tests of all crates but the browser's, with cargo-nextest when it is installed.
pub(crate) fn run(session: &Session) -> anyhow::Result<Counts> {
    // The browser tests need the program too, whether or not a test runs it.
    let mut cargo = process::cargo(session.workspace.root());
    process::run(cargo.args(["build", "--bins", "--tests"]).args(SERVER_SIDE))
        .context("the tests do not compile")?;
    let mut cargo = process::cargo(session.workspace.root());
    if nextest::version(session.workspace.root()).is_some() {
        cargo.args(["nextest", "run", "--no-fail-fast"]);
    } else {
        cargo.args(["test", "--all-targets", "--no-fail-fast"]);
    }
    count(cargo.args(SERVER_SIDE))
}

/// Runs the examples in the documentation, which cargo-nextest leaves out.
pub(crate) fn examples(session: &Session) -> anyhow::Result<Counts> {
    count(
        process::cargo(session.workspace.root())
            .args(["test", "--doc"])
            .args(SERVER_SIDE),
    )
}

fn count(command: &mut Command) -> anyhow::Result<Counts> {
    if io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let transcript = process::tee(command)?;
    let counts = Counts::parse(&transcript.text).unwrap_or_default();
    if transcript.status.success() {
        return Ok(counts);
    }
    // Without a count, nothing was run: a compiler's error.
    Counts::parse(&transcript.text)
        .map(|counts| counts.with_status(false))
        .context("the tests do not compile")
}
