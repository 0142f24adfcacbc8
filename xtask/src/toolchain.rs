//! Programs and libraries that the project needs and that may be missing.

pub(crate) mod browser_target;
pub(crate) mod chromium;
pub(crate) mod nextest;
pub(crate) mod npm;
pub(crate) mod python;
mod rust_source;
mod sysroot;

use std::path::Path;

use anyhow::Context;
use sha2::{Digest, Sha256};

/// The SHA-256 of `bytes` in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Does `work` unless the file `stamp` says that it was done for this `input` before.
pub(crate) fn once(
    stamp: &Path,
    input: &str,
    work: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if std::fs::read_to_string(stamp).is_ok_and(|done| done == input) {
        return Ok(());
    }
    work()?;
    std::fs::write(stamp, input).with_context(|| format!("cannot write {}", stamp.display()))
}
