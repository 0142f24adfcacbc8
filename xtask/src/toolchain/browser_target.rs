//! The standard library for the browser: installed, fetched by rustup, or built from its source.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;

use crate::process;
use crate::toolchain::{rust_source, sysroot};
use crate::workspace::{BROWSER_TARGET, Workspace};

/// rustup retries a server that it cannot reach for minutes.
const RUSTUP_LIMIT: Duration = Duration::from_mins(2);

/// Set to anything, this builds the standard library from source although rustup could fetch it.
const FROM_SOURCE: &str = "ECSCOPE_WASM_FROM_SOURCE";

/// Where the browser's standard library is.
#[derive(Debug)]
pub(crate) enum BrowserTarget {
    /// In the toolchain itself.
    Installed,
    /// In a private sysroot at this path.
    Private(PathBuf),
}

impl BrowserTarget {
    /// The target that is there already, if any.
    pub(crate) fn find(workspace: &Workspace) -> anyhow::Result<Option<Self>> {
        let rustc = RustCompiler::query()?;
        if env::var_os(FROM_SOURCE).is_none() && rustc.has_browser_target() {
            return Ok(Some(Self::Installed));
        }
        let private = sysroot::path(workspace);
        Ok(sysroot::is_built_for(&private, &rustc.verbose).then_some(Self::Private(private)))
    }

    /// Finds the target, or gets it.
    pub(crate) fn provide(workspace: &Workspace) -> anyhow::Result<Self> {
        if let Some(target) = Self::find(workspace)? {
            return Ok(target);
        }
        let rustc = RustCompiler::query()?;
        if env::var_os(FROM_SOURCE).is_none() && rustup_adds_target(workspace.root()) {
            return Ok(Self::Installed);
        }
        eprintln!("      rustup cannot fetch it: building it from its source");
        let work = workspace.work("rust-src");
        let source =
            rust_source::fetch(&work, &rustc.release).with_context(|| missing(&rustc.release))?;
        let private = sysroot::path(workspace);
        sysroot::build(workspace, &source, &private, &rustc.verbose)?;
        // Half a gigabyte that nothing needs any more.
        std::fs::remove_dir_all(work)?;
        Ok(Self::Private(private))
    }

    /// Makes `command`, a call of cargo, build for the browser.
    pub(crate) fn apply(&self, command: &mut Command) {
        command.args(["--target", BROWSER_TARGET]);
        if let Self::Private(sysroot) = self {
            // Flags of the user's environment would take the place of those set here.
            command
                .env_remove("RUSTFLAGS")
                .env_remove("CARGO_ENCODED_RUSTFLAGS");
            let flags = format!("--sysroot={}", sysroot.display());
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
        }
    }
}

/// The compiler that cargo uses here.
#[derive(Debug)]
pub(crate) struct RustCompiler {
    /// Its release, such as `1.95.0`.
    pub(crate) release: String,
    verbose: String,
    sysroot: PathBuf,
}

impl RustCompiler {
    /// Asks the compiler about itself.
    pub(crate) fn query() -> anyhow::Result<Self> {
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let verbose = process::read(Command::new(&rustc).arg("-vV"))?;
        let release = verbose
            .lines()
            .find_map(|line| line.strip_prefix("release: "))
            .context("`rustc -vV` names no release")?
            .to_owned();
        let sysroot = process::read(Command::new(&rustc).args(["--print", "sysroot"]))?.into();
        Ok(Self {
            release,
            verbose,
            sysroot,
        })
    }

    fn has_browser_target(&self) -> bool {
        self.sysroot
            .join("lib/rustlib")
            .join(BROWSER_TARGET)
            .join("lib")
            .is_dir()
    }
}

fn rustup_adds_target(root: &Path) -> bool {
    let mut rustup = Command::new("rustup");
    rustup
        .current_dir(root)
        .args(["target", "add", BROWSER_TARGET]);
    process::succeeds_within(&mut rustup, RUSTUP_LIMIT)
}

/// How to get the target by hand.
pub(crate) fn missing(release: &str) -> String {
    format!(
        "the browser target of Rust {release} is missing: run `rustup target add {BROWSER_TARGET}`"
    )
}
