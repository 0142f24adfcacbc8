//! `manifest.json`: which served path each plain name has.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::toolchain::digest;

/// The manifest's file name in the site.
pub(crate) const FILE: &str = "manifest.json";

/// How many hexadecimal digits of the content's SHA-256 a file name carries.
const HASH_LENGTH: usize = 12;

/// Served paths (`/pkg/ecscope.3f2a….js`) by plain name (`ecscope.js`).
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Manifest(BTreeMap<String, String>);

impl Manifest {
    /// Reads the manifest of a finished site.
    pub(crate) fn read(site: &Path) -> anyhow::Result<Self> {
        let text = fs::read(site.join(FILE)).context("the site is not built")?;
        serde_json::from_slice(&text).context("the site's manifest is not valid")
    }

    /// Writes `content` into the site as `name` with its hash in it.
    pub(crate) fn add(&mut self, site: &Path, name: &str, content: &[u8]) -> anyhow::Result<()> {
        let path = served_path(name, content);
        let file = site.join(&path[1..]);
        fs::write(&file, content).with_context(|| format!("cannot write {}", file.display()))?;
        self.0.insert(name.to_owned(), path);
        Ok(())
    }

    /// Notes that `name` is served at `path` already.
    pub(crate) fn note(&mut self, name: String, path: String) {
        self.0.insert(name, path);
    }

    /// Writes the manifest into the site.
    pub(crate) fn write(&self, site: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_vec_pretty(self)?;
        fs::write(site.join(FILE), text).context("cannot write the site's manifest")
    }

    /// The served path of `name`.
    pub(crate) fn path(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Plain names and served paths.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, path)| (name.as_str(), path.as_str()))
    }
}

fn served_path(name: &str, content: &[u8]) -> String {
    let hash = &digest(content)[..HASH_LENGTH];
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("/pkg/{stem}.{hash}.{extension}"),
        None => format!("/pkg/{name}.{hash}"),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    #[test]
    fn names_change_with_their_content_only() {
        let path = served_path("ecscope.js", b"a");
        assert_eq!(path, served_path("ecscope.js", b"a"));
        assert_ne!(path, served_path("ecscope.js", b"b"));
        let hash = path
            .strip_prefix("/pkg/ecscope.")
            .and_then(|rest| rest.strip_suffix(".js"));
        assert_eq!(hash.map(str::len), Some(HASH_LENGTH), "{path}");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir(site.path().join("pkg")).unwrap();
        let mut manifest = Manifest::default();
        manifest.add(site.path(), "ecscope.css", b"body{}").unwrap();
        manifest.write(site.path()).unwrap();
        let read = Manifest::read(site.path()).unwrap();
        let path = read.path("ecscope.css").unwrap();
        assert_eq!(fs::read(site.path().join(&path[1..])).unwrap(), b"body{}");
    }
}
