//! What a browser loads for the first page.

use std::fs;
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use crate::bench::console::Console;
use crate::site::Manifest;

/// Size of one file.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Size {
    /// Its plain name.
    pub(crate) name: String,
    /// Bytes as it is.
    pub(crate) raw_bytes: u64,
    /// Bytes as sent to a browser that takes brotli.
    pub(crate) brotli_bytes: u64,
}

impl Size {
    /// The sum of `sizes`.
    pub(crate) fn sum(sizes: &[Self]) -> Self {
        Self {
            name: "sum".to_owned(),
            raw_bytes: sizes.iter().map(|size| size.raw_bytes).sum(),
            brotli_bytes: sizes.iter().map(|size| size.brotli_bytes).sum(),
        }
    }
}

/// Sizes of the page and of what it loads.
#[derive(Debug, Serialize)]
pub(crate) struct FirstPage {
    /// Document, script, WebAssembly and style sheet.
    pub(crate) files: Vec<Size>,
    /// Fonts, which a browser loads when text needs them and the page does not wait for.
    pub(crate) fonts: Vec<Size>,
}

/// Measures the files of `site` that every page loads, and the document at `page`.
pub(crate) fn measure(site: &Path, console: &Console, page: &str) -> anyhow::Result<FirstPage> {
    let manifest = Manifest::read(site)?;
    let mut files = vec![Size {
        name: "document".to_owned(),
        raw_bytes: console.get(page, "identity")?.len() as u64,
        brotli_bytes: console.get(page, "br")?.len() as u64,
    }];
    for name in ["ecscope.js", "ecscope.wasm", "ecscope.css"] {
        let path = manifest
            .path(name)
            .with_context(|| format!("the site has no {name}"))?;
        files.push(size(site, name, path)?);
    }
    let fonts = manifest
        .entries()
        .filter(|(name, _)| name.starts_with("fonts/"));
    let fonts = fonts
        .map(|(name, path)| size(site, name, path))
        .collect::<Result<_, _>>()?;
    Ok(FirstPage { files, fonts })
}

fn size(site: &Path, name: &str, path: &str) -> anyhow::Result<Size> {
    let file = site.join(path.trim_start_matches('/'));
    let raw_bytes = fs::metadata(&file)?.len();
    let compressed = fs::metadata(format!("{}.br", file.display()));
    let brotli_bytes = compressed.map_or(raw_bytes, |compressed| compressed.len());
    Ok(Size {
        name: name.to_owned(),
        raw_bytes,
        brotli_bytes,
    })
}
