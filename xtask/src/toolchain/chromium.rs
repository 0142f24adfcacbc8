//! A Chromium for the browser tests.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::process;

/// Names of Chromium and its relatives on `PATH`.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];

/// Where macOS keeps it.
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// How to get it by hand.
pub(crate) const MISSING: &str = "Chromium is missing: install it (Debian: `apt-get install chromium`) or set CHROMIUM to its path";

/// Which browser the tests use.
#[derive(Debug)]
pub(crate) enum Chromium {
    /// The program at this path.
    Installed(PathBuf),
    /// The one that Playwright keeps for itself.
    Playwright,
}

/// The installed Chromium, if there is one.
pub(crate) fn find() -> Option<PathBuf> {
    env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .or_else(|| process::find_program(&NAMES))
        .or_else(|| Some(PathBuf::from(MAC)))
        .filter(|path| path.is_file())
}

/// Finds Chromium, or installs it: from the system's packages as root, else Playwright's own.
/// Playwright must be installed in `end2end`.
pub(crate) fn provide(end2end: &Path) -> anyhow::Result<Chromium> {
    if let Some(path) = find() {
        return Ok(Chromium::Installed(path));
    }
    if process::is_root() && process::find_program(&["apt-get"]).is_some() {
        eprintln!("      installing Chromium from the system's packages");
        install_package()?;
        return find().map(Chromium::Installed).context(MISSING);
    }
    eprintln!("      installing Playwright's Chromium");
    let mut playwright = crate::toolchain::npm::program(end2end, "playwright");
    process::run(playwright.args(["install", "chromium"])).context(MISSING)?;
    Ok(Chromium::Playwright)
}

fn install_package() -> anyhow::Result<()> {
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        process::run_quiet(&mut command)
    };
    apt(&["update"])?;
    apt(&["install", "--yes", "--no-install-recommends", "chromium"])
}
