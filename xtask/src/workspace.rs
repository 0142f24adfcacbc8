//! Where things are in the checkout.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The browser's compilation target.
pub(crate) const BROWSER_TARGET: &str = "wasm32-unknown-unknown";

/// Paths of one checkout of the project.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    cargo_target: PathBuf,
}

impl Workspace {
    /// Finds the checkout this program was built from.
    pub(crate) fn locate() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask has no parent directory")?
            .to_path_buf();
        let cargo_target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Self { root, cargo_target })
    }

    /// The directory of the workspace's `Cargo.toml`.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's build directory, which `CARGO_TARGET_DIR` may move.
    pub(crate) fn cargo_target(&self) -> &Path {
        &self.cargo_target
    }

    /// The finished browser site. It stays in the checkout even when cargo's directory is elsewhere,
    /// because the server embeds it by a path relative to its own sources.
    pub(crate) fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// Intermediate files of this program, one directory per `subject`.
    pub(crate) fn work(&self, subject: &str) -> PathBuf {
        self.root.join("target/xtask").join(subject)
    }

    /// Sources and packages of the site: style sheets, fonts, bundler and optimiser.
    pub(crate) fn style(&self) -> PathBuf {
        self.root.join("style")
    }

    /// Files that are served as they are.
    pub(crate) fn public(&self) -> PathBuf {
        self.root.join("public")
    }

    /// Browser tests and checks against other programs.
    pub(crate) fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// The program `ecscope` as built with `profile` (`debug` or `release`).
    pub(crate) fn program(&self, profile: &str) -> PathBuf {
        let name = format!("ecscope{}", env::consts::EXE_SUFFIX);
        self.cargo_target.join(profile).join(name)
    }
}
