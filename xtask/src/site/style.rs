//! The style sheet and the fonts it names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::process;
use crate::site::manifest::Manifest;
use crate::toolchain::npm;
use crate::workspace::Workspace;

/// Where all style sheets come together, in the directory `style`.
const ENTRY: &str = "main.css";

/// The bundler's account of its outputs.
#[derive(Debug, Deserialize)]
struct Outputs {
    outputs: BTreeMap<String, Output>,
}

/// One file that the bundler wrote.
#[derive(Debug, Deserialize)]
struct Output {
    #[serde(rename = "entryPoint")]
    entry_point: Option<String>,
    #[serde(default)]
    inputs: BTreeMap<String, serde_json::Value>,
}

/// Bundles the style sheets into one, with the fonts beside it.
pub(crate) fn assemble(
    workspace: &Workspace,
    site: &Path,
    manifest: &mut Manifest,
) -> anyhow::Result<()> {
    let style = workspace.style();
    let meta = workspace.work("site").join("style.json");
    process::run(
        npm::program(&style, "esbuild")
            .arg(ENTRY)
            .arg(format!("--outdir={}", site.join("pkg").display()))
            .arg(format!("--metafile={}", meta.display()))
            .args([
                "--bundle",
                "--minify",
                "--target=es2022",
                "--log-level=warning",
            ])
            // The bundler hashes these names itself, because the style sheet names the fonts.
            .args([
                "--entry-names=ecscope.[hash]",
                "--asset-names=fonts/[name].[hash]",
            ])
            .args(["--loader:.woff2=file", "--loader:.svg=file"]),
    )?;
    let meta = fs::read(&meta).context("the bundler wrote no account of its outputs")?;
    let outputs: Outputs = serde_json::from_slice(&meta)?;
    for (file, output) in &outputs.outputs {
        let (name, path) = served(file, output)?;
        manifest.note(name, path);
    }
    Ok(())
}

/// The plain name and the served path of one output of the bundler.
fn served(file: &str, output: &Output) -> anyhow::Result<(String, String)> {
    let Some((_, below)) = file.rsplit_once("/pkg/") else {
        bail!("the bundler wrote {file}, which is outside of the site");
    };
    let name = if output.entry_point.is_some() {
        "ecscope.css".to_owned()
    } else {
        let input = output
            .inputs
            .keys()
            .next()
            .with_context(|| format!("{file} has no source"))?;
        format!("fonts/{}", input.rsplit('/').next().unwrap_or(input))
    };
    Ok((name, format!("/pkg/{below}")))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    #[test]
    fn outputs_get_plain_names() {
        let outputs: Outputs = serde_json::from_str(
            r#"{"outputs": {
                "../target/x/pkg/ecscope.ABC.css": {"entryPoint": "main.css", "inputs": {"main.css": {}}, "bytes": 9},
                "../target/x/pkg/fonts/inter.DEF.woff2": {"inputs": {"node_modules/a/files/inter.woff2": {}}}
            }}"#,
        )
        .unwrap();
        let names: Vec<_> = outputs
            .outputs
            .iter()
            .map(|(file, output)| served(file, output).unwrap())
            .collect();
        assert_eq!(
            names,
            [
                ("ecscope.css".to_owned(), "/pkg/ecscope.ABC.css".to_owned()),
                (
                    "fonts/inter.woff2".to_owned(),
                    "/pkg/fonts/inter.DEF.woff2".to_owned()
                ),
            ]
        );
    }
}
