//! Building the program `ecscope`.

use std::path::PathBuf;

use crate::process;
use crate::progress::Steps;
use crate::site;
use crate::workspace::Workspace;

/// Builds the optimised program, which holds the site. The site must be built before.
pub(crate) fn build_release(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    process::run(process::cargo(workspace.root()).args([
        "build",
        "--release",
        "--package",
        "server",
    ]))?;
    Ok(workspace.program("release"))
}

/// Builds the program for development, which reads the site from disk.
pub(crate) fn build_debug(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    process::run(process::cargo(workspace.root()).args(["build", "--package", "server"]))?;
    Ok(workspace.program("debug"))
}

/// Builds the site and, unless `site_only`, the program.
pub(crate) fn build_all(
    workspace: &Workspace,
    release: bool,
    site_only: bool,
) -> anyhow::Result<()> {
    let mut steps = Steps::new(site::STEPS + usize::from(!site_only));
    site::build(workspace, &mut steps)?;
    if !site_only {
        let program = steps.step("compiling the program", || {
            if release {
                build_release(workspace)
            } else {
                build_debug(workspace)
            }
        })?;
        eprintln!("{}", program.display());
    }
    Ok(())
}
