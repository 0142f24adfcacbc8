//! Compressed copies of the site's files, made once so that the server never compresses.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::site::inputs;

/// Kinds of files that get smaller. Fonts are compressed in themselves.
const COMPRESSIBLE: [&str; 8] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];

/// Brotli's best quality, and a window large enough for the whole bundle.
const BROTLI_QUALITY: i32 = 11;
const BROTLI_WINDOW: i32 = 22;

/// Writes a `.br` and a `.gz` beside each file below `site` that gets smaller by it.
pub(crate) fn tree(site: &Path) -> anyhow::Result<()> {
    let mut files = Vec::new();
    inputs::list(site, &mut files)?;
    for file in files.iter().filter(|file| is_compressible(file)) {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        for (suffix, compressed) in [("br", brotli(&content)?), ("gz", gzip(&content)?)] {
            if compressed.len() < content.len() {
                fs::write(with_suffix(file, suffix), compressed)?;
            }
        }
    }
    Ok(())
}

/// `content` as brotli.
pub(crate) fn brotli(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn is_compressible(file: &Path) -> bool {
    file.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| COMPRESSIBLE.contains(&extension))
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn copies_unpack_to_the_original() {
        let site = tempfile::tempdir().unwrap();
        let script = site.path().join("a.js");
        let content = "let x = 1;\n".repeat(200).into_bytes();
        fs::write(&script, &content).unwrap();
        tree(site.path()).unwrap();

        let mut unpacked = Vec::new();
        let packed = fs::read(with_suffix(&script, "br")).unwrap();
        brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).unwrap();
        assert_eq!(unpacked, content);

        unpacked.clear();
        let packed = fs::read(with_suffix(&script, "gz")).unwrap();
        flate2::read::GzDecoder::new(&packed[..])
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, content);
    }

    #[test]
    fn what_would_grow_stays_alone() {
        let site = tempfile::tempdir().unwrap();
        for name in ["tiny.txt", "font.woff2"] {
            fs::write(site.path().join(name), "x").unwrap();
        }
        tree(site.path()).unwrap();
        assert_eq!(fs::read_dir(site.path()).unwrap().count(), 2);
    }
}
