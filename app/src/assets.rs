//! Where the built files of the site are.

use std::collections::BTreeMap;

/// Addresses of the site's files, with content hashes, and the build they belong to. The server
/// provides it as context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// The JavaScript module that loads the WebAssembly.
    pub js: String,
    /// The WebAssembly.
    pub wasm: String,
    /// The pieces of the WebAssembly that a page needs besides, by the page's name.
    pub pieces: BTreeMap<String, Vec<String>>,
    /// The style sheet.
    pub css: String,
    /// Fonts that the first paint needs.
    pub preload_fonts: Vec<String>,
    /// The build; a page of another build is told to reload.
    pub build: String,
}
