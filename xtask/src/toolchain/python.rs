//! Python virtual environments for checks that use the AWS SDK for Python.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::process;
use crate::toolchain::{digest, once};

/// Makes a virtual environment at `directory` with the packages of the file `requirements`, unless
/// it is there. Returns the path of its interpreter.
pub(crate) fn environment(directory: &Path, requirements: &Path) -> anyhow::Result<PathBuf> {
    let packages = fs::read(requirements)
        .with_context(|| format!("cannot read {}", requirements.display()))?;
    let python = directory.join("bin/python");
    once(
        &directory.join("ecscope-requirements"),
        &digest(&packages),
        || {
            let Some(system) = process::find_program(&["python3"]) else {
                bail!("python3 is missing: install Python 3.10 or newer with venv");
            };
            process::run_quiet(
                Command::new(system)
                    .args(["-m", "venv", "--clear"])
                    .arg(directory),
            )
            .context(
                "no virtual environment: install venv (Debian: `apt-get install python3-venv`)",
            )?;
            process::run_quiet(
                Command::new(&python)
                    .args([
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "-r",
                    ])
                    .arg(requirements),
            )
        },
    )?;
    Ok(python)
}
