//! The browser bundle: the `frontend` crate as WebAssembly, and the JavaScript that loads it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

use crate::process;
use crate::site::manifest::Manifest;
use crate::toolchain::browser_target::BrowserTarget;
use crate::toolchain::npm;
use crate::workspace::{BROWSER_TARGET, Workspace};

/// The cargo profile that optimises for size, see the workspace's `Cargo.toml`.
const PROFILE: &str = "wasm-release";

/// Browsers of the last three years have all of these; the compiler emits most of them.
const WASM_OPT: [&str; 7] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-reference-types",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// Compiles the browser crate. Returns the path of the WebAssembly as cargo makes it.
pub(crate) fn compile(workspace: &Workspace, target: &BrowserTarget) -> anyhow::Result<PathBuf> {
    let mut cargo = process::cargo(workspace.root());
    cargo.args(["build", "--package", "frontend", "--profile", PROFILE]);
    target.apply(&mut cargo);
    process::run(&mut cargo)?;
    Ok(workspace
        .cargo_target()
        .join(BROWSER_TARGET)
        .join(PROFILE)
        .join("frontend.wasm"))
}

/// Writes the WebAssembly in `program`, made small, and its JavaScript into the site.
pub(crate) fn assemble(
    workspace: &Workspace,
    program: &Path,
    site: &Path,
    manifest: &mut Manifest,
) -> anyhow::Result<()> {
    let work = workspace.work("site").join("bundle");
    // The page names the WebAssembly when it starts the bundle, because its file name has a hash.
    Bindgen::new()
        .input_path(program)
        .out_name("ecscope")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&work)
        .context("wasm-bindgen failed")?;

    let small = work.join("small.wasm");
    process::run(
        npm::program(&workspace.style(), "wasm-opt")
            .args(WASM_OPT)
            .arg(work.join("ecscope_bg.wasm"))
            .arg("-o")
            .arg(&small),
    )?;
    manifest.add(site, "ecscope.wasm", &fs::read(&small)?)?;

    let script = work.join("small.js");
    process::run(
        npm::program(&workspace.style(), "esbuild")
            .arg(work.join("ecscope.js"))
            .arg(format!("--outfile={}", script.display()))
            .args([
                "--bundle",
                "--minify",
                "--format=esm",
                "--target=es2022",
                "--log-level=warning",
            ]),
    )?;
    manifest.add(site, "ecscope.js", &fs::read(&script)?)
}
