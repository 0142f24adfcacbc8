//! `manifest.json`: what the built files are called.

use std::collections::{BTreeMap, hash_map::DefaultHasher};
use std::hash::{Hash, Hasher};

use super::Site;

type Manifest = BTreeMap<String, String>;

/// The files that pages load. Without a built site the pages still come, but stay as they are.
pub(crate) fn assets() -> app::Assets {
    let manifest = read();
    if manifest.is_empty() {
        tracing::warn!(
            "the browser bundle is missing: pages are shown but not live; build it with \
             `cargo xtask build`"
        );
    }
    let path = |name: &str| {
        manifest
            .get(name)
            .cloned()
            .unwrap_or_else(|| format!("/pkg/{name}"))
    };
    // The text of every page is set in this font; the others load when they are needed.
    let preload_fonts = manifest
        .get("fonts/inter-latin-wght-normal.woff2")
        .into_iter()
        .cloned()
        .collect();
    let mut pieces = BTreeMap::<String, Vec<String>>::new();
    for (name, path) in &manifest {
        if let Some((page, _)) = name
            .strip_prefix("pages/")
            .and_then(|rest| rest.split_once('/'))
        {
            pieces
                .entry(page.to_owned())
                .or_default()
                .push(path.clone());
        }
    }
    app::Assets {
        js: path("ecscope.js"),
        wasm: path("ecscope.wasm"),
        pieces,
        css: path("ecscope.css"),
        preload_fonts,
        build: build(),
    }
}

/// The build: the version and a digest of the names of the built files, which hold theirs.
pub(crate) fn build() -> String {
    let mut hasher = DefaultHasher::new();
    read().hash(&mut hasher);
    format!(
        "{}-{:08x}",
        env!("CARGO_PKG_VERSION"),
        hasher.finish() as u32
    )
}

fn read() -> Manifest {
    let Some(file) = Site::get("manifest.json") else {
        return Manifest::new();
    };
    serde_json::from_slice(&file.data).unwrap_or_else(|error| {
        tracing::error!("the site's manifest.json can't be read: {error}");
        Manifest::new()
    })
}
