//! A private sysroot with the standard library for the browser, built from source.
//!
//! The compiler's own directory stays untouched: only calls that build for the browser are pointed
//! here.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::process;
use crate::workspace::{BROWSER_TARGET, Workspace};

/// Where the private sysroot of this checkout is.
pub(crate) fn path(workspace: &Workspace) -> PathBuf {
    workspace.root().join("target/wasm-sysroot")
}

/// Whether `sysroot` was built for the compiler that describes itself with `compiler`.
pub(crate) fn is_built_for(sysroot: &Path, compiler: &str) -> bool {
    fs::read_to_string(stamp(sysroot)).is_ok_and(|built| built == compiler)
}

/// Builds the standard library in the directory `library` into `sysroot`.
pub(crate) fn build(
    workspace: &Workspace,
    library: &Path,
    sysroot: &Path,
    compiler: &str,
) -> anyhow::Result<()> {
    let target_dir = workspace.work("std");
    let mut cargo = process::cargo(library);
    cargo
        .args(["build", "--release", "--target", BROWSER_TARGET])
        .args(["--manifest-path", "sysroot/Cargo.toml"])
        .args([
            "--no-default-features",
            "--features",
            "compiler-builtins-mem",
        ])
        // The standard library uses unstable features, which a stable compiler allows it by this.
        .env("RUSTC_BOOTSTRAP", "1")
        .env(
            "RUSTFLAGS",
            "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes",
        )
        .env("__CARGO_DEFAULT_LIB_METADATA", "ecscope")
        .env("CARGO_TARGET_DIR", &target_dir)
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    process::run(&mut cargo)?;

    let built = target_dir.join(BROWSER_TARGET).join("release/deps");
    let lib = sysroot.join("lib/rustlib").join(BROWSER_TARGET).join("lib");
    if lib.exists() {
        fs::remove_dir_all(&lib)?;
    }
    fs::create_dir_all(&lib)?;
    for entry in fs::read_dir(&built).with_context(|| format!("cannot read {}", built.display()))? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "rlib")
            && let Some(name) = path.file_name()
        {
            fs::copy(&path, lib.join(name))?;
        }
    }
    // Libraries of an earlier compiler must not be taken up by the next build.
    fs::remove_dir_all(&target_dir)?;
    fs::write(stamp(sysroot), compiler).context("cannot write into target/wasm-sysroot")
}

fn stamp(sysroot: &Path) -> PathBuf {
    sysroot.join("compiler.txt")
}
