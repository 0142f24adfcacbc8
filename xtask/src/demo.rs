//! `cargo demo`: from a fresh checkout to a running console.

use std::process::{Command, ExitCode};

use anyhow::Context;

use crate::progress::Steps;
use crate::workspace::Workspace;
use crate::{server, site};

/// Builds what is missing and starts the console on the embedded simulator with `args`.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> anyhow::Result<ExitCode> {
    let mut steps = Steps::new(site::STEPS + 1);
    site::build(workspace, &mut steps)?;
    let program = steps.step("compiling the console", || server::build_release(workspace))?;
    eprintln!("ready after {}; stop with Ctrl-C\n", steps.elapsed());
    let mut console = Command::new(program);
    console.arg("demo").args(args);
    become_program(&mut console)
}

/// The console takes the place of this program, so that it gets the terminal's signals itself.
#[cfg(unix)]
fn become_program(console: &mut Command) -> anyhow::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(console.exec()).context("cannot start the console")
}

#[cfg(not(unix))]
fn become_program(console: &mut Command) -> anyhow::Result<ExitCode> {
    let status = console.status().context("cannot start the console")?;
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1)
        .into())
}
