//! The source of the standard library, from Debian's package `rust-src`.
//!
//! The package is only downloaded and unpacked, never installed, so no root is needed. The package
//! tool gets a directory of its own, with a copy of the machine's source list for another suite:
//! the machine's own mirror and keyring are used, and its package lists stay as they are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::process;

/// The machine's package sources.
const MACHINE_SOURCES: &str = "/etc/apt/sources.list.d/debian.sources";

/// The suite that has several releases of the compiler side by side.
const SUITE: &str = "trixie-backports";

/// Downloads and unpacks the source of the given compiler `release` below `directory`.
/// Returns the path of its `library` directory.
pub(crate) fn fetch(directory: &Path, release: &str) -> anyhow::Result<PathBuf> {
    if let Some(library) = find_library(directory, release) {
        return Ok(library);
    }
    let sources =
        fs::read_to_string(MACHINE_SOURCES).context("its source can be fetched on Debian only")?;
    let apt = Apt::prepare(directory, &sources)?;
    process::run_quiet(apt.command("apt-get").arg("update"))?;
    let versions = process::read(apt.command("apt-cache").args(["madison", "rust-src"]))?;
    let version = matching_version(&versions, release)
        .with_context(|| format!("{SUITE} has no source of Rust {release}"))?;
    let downloads = directory.join("downloads");
    recreate(&downloads)?;
    let package = format!("rust-src={version}");
    process::run_quiet(
        apt.command("apt-get")
            .current_dir(&downloads)
            .args(["download", &package]),
    )?;
    let archive = fs::read_dir(&downloads)?
        .next()
        .context("nothing was downloaded")??
        .path();
    process::run_quiet(
        Command::new("dpkg-deb")
            .arg("-x")
            .arg(archive)
            .arg(directory),
    )?;
    find_library(directory, release).context("the package rust-src has no library directory")
}

/// The package tool with a state of its own.
struct Apt {
    options: Vec<String>,
}

impl Apt {
    fn prepare(directory: &Path, machine_sources: &str) -> anyhow::Result<Self> {
        let lists = directory.join("lists");
        let cache = directory.join("cache");
        let parts = directory.join("sources");
        for path in [&lists, &cache, &parts] {
            recreate(path)?;
        }
        fs::create_dir_all(lists.join("partial"))?;
        fs::create_dir_all(cache.join("archives/partial"))?;
        fs::write(
            parts.join("rust.sources"),
            sources_of_suite(machine_sources, SUITE)?,
        )?;
        let option = |name: &str, path: &Path| format!("-o{name}={}", path.display());
        Ok(Self {
            options: vec![
                option("Dir::State::Lists", &lists),
                option("Dir::Cache", &cache),
                option("Dir::Etc::sourcelist", Path::new("/dev/null")),
                option("Dir::Etc::sourceparts", &parts),
                // Its unprivileged download user cannot read a checkout in somebody's home.
                "-oAPT::Sandbox::User=root".to_owned(),
            ],
        })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.args(&self.options);
        command
    }
}

/// The first stanza of a deb822 source list, for another suite.
fn sources_of_suite(sources: &str, suite: &str) -> anyhow::Result<String> {
    let stanza = sources
        .split("\n\n")
        .find(|stanza| stanza.lines().any(|line| line.starts_with("URIs:")));
    let Some(stanza) = stanza else {
        bail!("{MACHINE_SOURCES} names no source")
    };
    let lines = stanza
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            if line.starts_with("Suites:") {
                format!("Suites: {suite}\n")
            } else {
                format!("{line}\n")
            }
        });
    Ok(lines.collect())
}

/// The package version that holds the given compiler `release`, from the table of `apt-cache madison`.
fn matching_version<'a>(madison: &'a str, release: &str) -> Option<&'a str> {
    madison
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim)
        .find(|version| {
            version
                .strip_prefix(release)
                .is_some_and(|rest| rest.starts_with(['+', '-', '~']))
        })
}

fn find_library(directory: &Path, release: &str) -> Option<PathBuf> {
    let library = directory.join(format!("usr/src/rustc-{release}/library"));
    library
        .join("sysroot/Cargo.toml")
        .is_file()
        .then_some(library)
}

fn recreate(directory: &Path) -> anyhow::Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    #[test]
    fn the_suite_is_replaced_and_the_rest_kept() {
        let sources = "Types: deb\n# a note\nURIs: http://mirror/debian\nSuites: bookworm x\nSigned-By: k\n\nTypes: deb\nURIs: other\n";
        assert_eq!(
            sources_of_suite(sources, "trixie-backports").unwrap(),
            "Types: deb\nURIs: http://mirror/debian\nSuites: trixie-backports\nSigned-By: k\n",
        );
        assert!(sources_of_suite("", "x").is_err());
    }

    #[test]
    fn only_the_same_release_matches() {
        let madison = " rust-src | 1.96.1+dfsg1-2~bpo13+1 | m trixie-backports/main\n \
                        rust-src | 1.95.0+dfsg1-2~bpo13+1 | m trixie-backports/main\n";
        assert_eq!(
            matching_version(madison, "1.95.0"),
            Some("1.95.0+dfsg1-2~bpo13+1")
        );
        assert_eq!(matching_version(madison, "1.9"), None);
        assert_eq!(matching_version(madison, "1.94.0"), None);
    }
}
