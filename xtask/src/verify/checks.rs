//! Checks written with the AWS SDK for Python: its models are the measure for the simulator and for
//! what a rollback returns, and moto is a second, foreign endpoint for the console.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use crate::process;
use crate::toolchain::python;
use crate::verify::Session;
use crate::verify::counts::Counts;
use crate::workspace::Workspace;

/// Checks the simulator's responses against the AWS models.
pub(crate) fn wire(session: &Session) -> anyhow::Result<Counts> {
    let program = session.program()?;
    let check = Check::prepare(session.workspace, "wire")?;
    let mut simulate = Command::new(&program);
    simulate.args(["simulate", "--listen", "127.0.0.1:0"]);
    let (_simulator, line) = process::Running::start(&mut simulate)?;
    let endpoint = line
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
        .with_context(|| format!("`ecscope simulate` names no address: {line}"))?;
    check.run(|command| command.arg(endpoint))
}

/// Checks what services are after rollbacks through the console.
pub(crate) fn rollback(session: &Session) -> anyhow::Result<Counts> {
    of_program(session, "rollback")
}

/// Checks what the console shows of resources that a script created in moto.
pub(crate) fn moto(session: &Session) -> anyhow::Result<Counts> {
    of_program(session, "moto")
}

/// A check that starts the program itself.
fn of_program(session: &Session, name: &str) -> anyhow::Result<Counts> {
    let program = session.program()?;
    let check = Check::prepare(session.workspace, name)?;
    check.run(|command| command.env("ECSCOPE_BIN", program))
}

/// A check in `end2end/NAME` with the Python environment that it runs in.
struct Check {
    python: PathBuf,
    script: PathBuf,
}

impl Check {
    fn prepare(workspace: &Workspace, name: &str) -> anyhow::Result<Self> {
        let directory = workspace.end2end().join(name);
        let environment = workspace.root().join("target").join(format!("venv-{name}"));
        let python = python::environment(&environment, &directory.join("requirements.txt"))?;
        Ok(Self {
            python,
            script: directory.join("check.py"),
        })
    }

    fn run(&self, with: impl FnOnce(&mut Command) -> &mut Command) -> anyhow::Result<Counts> {
        let mut command = Command::new(&self.python);
        let transcript = process::tee(with(command.arg(&self.script)))?;
        let success = transcript.status.success();
        // A check that counts nothing is one check.
        let single = if success {
            Counts::success()
        } else {
            Counts::failure()
        };
        let counts = Counts::parse(&transcript.text).unwrap_or(single);
        Ok(counts.with_status(success))
    }
}
