//! What the site is made from, to know when nothing has to be done.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::toolchain::digest;
use crate::workspace::Workspace;

/// A hash over all inputs of the site but its Rust sources, whose result is `program`: cargo
/// knows best when those have changed.
pub(crate) fn fingerprint(workspace: &Workspace, program: &Path) -> anyhow::Result<String> {
    let mut files = vec![program.to_path_buf()];
    for directory in [
        workspace.style(),
        workspace.public(),
        workspace.root().join("xtask/src"),
    ] {
        list(&directory, &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        hash.update(
            file.strip_prefix(workspace.root())
                .unwrap_or(&file)
                .as_os_str()
                .as_encoded_bytes(),
        );
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    Ok(digest(&hash.finalize()))
}

/// Adds all files below `directory` to `files`, except those of installed packages.
pub(crate) fn list(directory: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries =
        fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "node_modules") {
                list(&path, files)?;
            }
        } else {
            files.push(path);
        }
    }
    Ok(())
}
