//! The test runner cargo-nextest, which the project uses when it is installed.

use std::path::Path;

use crate::process;

/// The installed version, if there is one.
pub(crate) fn version(root: &Path) -> Option<String> {
    let text = process::read(process::cargo(root).args(["nextest", "--version"])).ok()?;
    text.lines().next().map(str::to_owned)
}
