//! The browser bundle: the `frontend` crate as WebAssembly, and the JavaScript that loads it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

use crate::process;
use crate::site::imports::ShortNames;
use crate::site::manifest::Manifest;
use crate::toolchain::browser_target::BrowserTarget;
use crate::toolchain::npm;
use crate::workspace::{BROWSER_TARGET, Workspace};

/// The cargo profile that optimises for size, see the workspace's `Cargo.toml`.
const PROFILE: &str = "wasm-release";

/// Browsers of the last three years have all of these; the compiler emits most of them.
const WASM_OPT: [&str; 9] = [
    "-Oz",
    "--strip-debug",
    "--strip-producers",
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

/// Writes the WebAssembly in `program`, split by pages and made small, and its JavaScript into the
/// site.
pub(crate) fn assemble(
    workspace: &Workspace,
    program: &Path,
    site: &Path,
    manifest: &mut Manifest,
) -> anyhow::Result<()> {
    let work = workspace.work("site").join("bundle");
    let pieces = split(program, &work)?;
    // The page names the WebAssembly when it starts the bundle, because its file name has a hash.
    let mut bound = Bindgen::new()
        .input_path(work.join(MAIN))
        .out_name("ecscope")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .keep_lld_exports(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen failed")?;
    let names = ShortNames::give(&mut bound, "./ecscope_bg.js");
    bound.emit(&work).context("wasm-bindgen failed")?;
    let bindings = work.join("ecscope.js");
    let renamed = names.apply(&fs::read_to_string(&bindings)?)?;
    fs::write(&bindings, renamed)?;
    let small = shrink(workspace, &work.join("ecscope_bg.wasm"))?;
    manifest.add(site, "ecscope.wasm", &small)?;

    let loader = work.join(LOADER);
    let mut script = fs::read_to_string(&loader)?;
    for (file, pages) in &pieces {
        let small = shrink(workspace, &work.join(format!("{file}.wasm")))?;
        let plain = format!("{file}.wasm");
        manifest.add(site, &plain, &small)?;
        let served = manifest.path(&plain).unwrap_or_default().to_owned();
        let name = served.rsplit('/').next().unwrap_or_default();
        script = script.replace(&format!("\"./{plain}\""), &format!("\"./{name}\""));
        for page in pages {
            manifest.note(format!("pages/{page}/{plain}"), served.clone());
        }
    }
    fs::write(&loader, script)?;

    let script = work.join("small.js");
    process::run(
        npm::program(&workspace.style(), "esbuild")
            .arg(bindings)
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

/// What every page needs, before it is made usable from JavaScript.
const MAIN: &str = "main.wasm";

/// The JavaScript that loads the other pieces.
const LOADER: &str = "pieces.js";

/// Splits a program at its lazy functions. Returns which pages need each piece besides [`MAIN`].
fn split(program: &Path, work: &Path) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    fs::create_dir_all(work).with_context(|| format!("cannot create {}", work.display()))?;
    let whole = fs::read(program).with_context(|| format!("cannot read {}", program.display()))?;
    let main = work.join(MAIN);
    let loader = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = work;
    options.main_out_path = &main;
    options.link_name = &loader;
    options.main_module = "./ecscope.js";
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow::anyhow!("the program can't be split: {error:?}"))?;
    let mut pieces = BTreeMap::<String, Vec<String>>::new();
    for (page, files) in split.prefetch_map {
        for file in files {
            pieces.entry(file).or_default().push(page.clone());
        }
    }
    Ok(pieces)
}

/// A WebAssembly file made small.
fn shrink(workspace: &Workspace, file: &Path) -> anyhow::Result<Vec<u8>> {
    let small = file.with_extension("small.wasm");
    process::run(
        npm::program(&workspace.style(), "wasm-opt")
            .args(WASM_OPT)
            .arg(file)
            .arg("-o")
            .arg(&small),
    )?;
    fs::read(&small).with_context(|| format!("cannot read {}", small.display()))
}
