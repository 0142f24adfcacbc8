//! What a browser loads for the first page.

use std::fs;
use std::path::Path;

use anyhow::bail;
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

/// Measures the document at `page`, and the files of `site` that it tells browsers to load.
pub(crate) fn measure(site: &Path, console: &Console, page: &str) -> anyhow::Result<FirstPage> {
    let manifest = Manifest::read(site)?;
    let document = console.get(page, "identity")?;
    let text = String::from_utf8_lossy(&document);
    let mut files = vec![Size {
        name: "document".to_owned(),
        raw_bytes: document.len() as u64,
        brotli_bytes: console.get(page, "br")?.len() as u64,
    }];
    let mut fonts = Vec::new();
    for (name, path) in manifest.entries() {
        // Pieces of the program are in the manifest a second time, by the pages that need them.
        if name.starts_with("pages/") {
            continue;
        }
        let size = size(site, name, path)?;
        if name.starts_with("fonts/") {
            fonts.push(size);
        } else if text.contains(&format!("href=\"{path}\"")) {
            files.push(size);
        }
    }
    if files.len() == 1 {
        bail!("the document at {page} loads no file of the site");
    }
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
