//! Packages of the npm registry.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use crate::process;
use crate::toolchain::{digest, once};

/// Installs the packages that the lock file in `directory` names, unless they are there.
///
/// Install scripts of packages are not run: nothing that the project uses needs them.
pub(crate) fn install(directory: &Path) -> anyhow::Result<()> {
    let lock = directory.join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let modules = directory.join("node_modules");
    once(&modules.join(".ecscope-lock"), &digest(&lock), || {
        let Some(npm) = process::find_program(&["npm"]) else {
            bail!("npm is missing: install Node.js 20 or newer");
        };
        process::run_quiet(Command::new(npm).current_dir(directory).args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
        ]))
    })
}

/// A program of a package that is installed in `directory`.
pub(crate) fn program(directory: &Path, name: &str) -> Command {
    let mut command = Command::new(directory.join("node_modules/.bin").join(name));
    command.current_dir(directory);
    command
}
