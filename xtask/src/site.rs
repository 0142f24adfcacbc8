//! The browser site: everything the console serves as files, in `target/site`.
//!
//! File names under `/pkg` carry a hash of their content, so browsers may keep them for ever.
//! `manifest.json` maps the plain names to them. Each file that can be compressed has its
//! `.br` and `.gz` beside it.

mod assets;
mod bundle;
mod compress;
mod imports;
mod inputs;
mod manifest;
mod style;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context;

pub(crate) use manifest::Manifest;

use crate::progress::Steps;
use crate::toolchain::browser_target::BrowserTarget;
use crate::toolchain::npm;
use crate::workspace::Workspace;

/// How many steps [`build`] takes.
pub(crate) const STEPS: usize = 4;

/// Builds the site with the browser bundle optimised for size. Does only what is not done yet.
pub(crate) fn build(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<()> {
    steps.step("installing fonts and site tools", || {
        npm::install(&workspace.style())
    })?;
    let target = steps.step("looking for the browser target of the compiler", || {
        BrowserTarget::provide(workspace)
    })?;
    let program = steps.step("compiling the browser bundle", || {
        bundle::compile(workspace, &target)
    })?;
    steps.step("assembling the site", || {
        // Two of these at the same time would tread on each other's files.
        let lock = File::create(workspace.root().join("target/xtask.lock"))?;
        lock.lock()?;
        assemble(workspace, &program)
    })
}

fn assemble(workspace: &Workspace, program: &Path) -> anyhow::Result<()> {
    let site = workspace.site();
    let fingerprint = inputs::fingerprint(workspace, program)?;
    let stamp = workspace.work("site").join("fingerprint");
    if fs::read_to_string(&stamp).is_ok_and(|built| built == fingerprint)
        && site.join(manifest::FILE).is_file()
    {
        return Ok(());
    }
    let fresh = Fresh::create(workspace)?;
    let mut manifest = Manifest::default();
    bundle::assemble(workspace, program, &fresh.0, &mut manifest)?;
    style::assemble(workspace, &fresh.0, &mut manifest)?;
    assets::copy_public(&workspace.public(), &fresh.0)?;
    assets::copy_font_licences(&workspace.style(), &fresh.0)?;
    compress::tree(&fresh.0)?;
    manifest.write(&fresh.0)?;
    fresh.replace(&site)?;
    fs::write(&stamp, fingerprint).with_context(|| format!("cannot write {}", stamp.display()))
}

/// A site under construction, beside the one that a running console may be reading.
struct Fresh(PathBuf);

impl Fresh {
    fn create(workspace: &Workspace) -> anyhow::Result<Self> {
        let work = workspace.work("site");
        if work.exists() {
            fs::remove_dir_all(&work)?;
        }
        let fresh = work.join("fresh");
        fs::create_dir_all(fresh.join("pkg"))
            .with_context(|| format!("cannot create {}", fresh.display()))?;
        Ok(Self(fresh))
    }

    fn replace(self, site: &Path) -> anyhow::Result<()> {
        if site.exists() {
            fs::remove_dir_all(site)?;
        }
        fs::rename(&self.0, site).with_context(|| format!("cannot create {}", site.display()))
    }
}
