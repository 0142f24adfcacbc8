//! Formatting, clippy and documentation.

use crate::process;
use crate::toolchain::browser_target::BrowserTarget;
use crate::verify::Session;
use crate::verify::counts::Counts;

/// The browser crate switches on features of `app` that exclude those of the server, so the two
/// sides are never built together.
pub(crate) const SERVER_SIDE: [&str; 3] = ["--workspace", "--exclude", "frontend"];

/// All sources are formatted.
pub(crate) fn formatting(session: &Session) -> anyhow::Result<Counts> {
    process::run(process::cargo(session.workspace.root()).args(["fmt", "--all", "--check"]))?;
    Ok(Counts::success())
}

/// Clippy has nothing to say about the server's side.
pub(crate) fn clippy_server(session: &Session) -> anyhow::Result<Counts> {
    let mut cargo = process::cargo(session.workspace.root());
    cargo
        .arg("clippy")
        .args(SERVER_SIDE)
        .args(["--all-targets", "--", "-Dwarnings"]);
    process::run(&mut cargo)?;
    Ok(Counts::success())
}

/// Clippy has nothing to say about the browser's side.
pub(crate) fn clippy_browser(session: &Session) -> anyhow::Result<Counts> {
    let target = BrowserTarget::provide(session.workspace)?;
    let mut cargo = process::cargo(session.workspace.root());
    cargo.args([
        "clippy",
        "--package",
        "frontend",
        "--package",
        "app",
        "--package",
        "model",
    ]);
    target.apply(&mut cargo);
    process::run(cargo.args(["--", "-Dwarnings"]))?;
    Ok(Counts::success())
}

/// The documentation builds, with private items and without a dead link.
pub(crate) fn documentation(session: &Session) -> anyhow::Result<Counts> {
    let mut cargo = process::cargo(session.workspace.root());
    cargo
        .args(["doc", "--no-deps", "--document-private-items"])
        .args(SERVER_SIDE);
    process::run(cargo.env("RUSTDOCFLAGS", "-Dwarnings"))?;
    Ok(Counts::success())
}
