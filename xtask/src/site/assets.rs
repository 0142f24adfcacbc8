//! Files that go into the site as they are.

use std::fs;
use std::path::Path;

use anyhow::Context;

use crate::site::inputs;

/// Copies everything below `public` to the root of the site.
pub(crate) fn copy_public(public: &Path, site: &Path) -> anyhow::Result<()> {
    let mut files = Vec::new();
    inputs::list(public, &mut files)?;
    for file in files {
        let to = site.join(file.strip_prefix(public)?);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&file, &to).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    Ok(())
}

/// Writes the licences of the fonts into the site: they ask to travel with the fonts.
pub(crate) fn copy_font_licences(style: &Path, site: &Path) -> anyhow::Result<()> {
    let mut text = String::new();
    for font in ["inter", "jetbrains-mono"] {
        let path = style
            .join("node_modules/@fontsource-variable")
            .join(font)
            .join("LICENSE");
        let licence =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        text.extend([font, "\n\n", &licence, "\n\n"]);
    }
    fs::write(site.join("font-licences.txt"), text).context("cannot write the font licences")
}
