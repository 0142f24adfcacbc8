//! Makes sure that the folder of the browser site exists, so that a checkout without it compiles.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let site = Path::new("../target/site");
    if let Err(error) = std::fs::create_dir_all(site) {
        println!(
            "cargo::error=cannot create {} for the browser site: {error}",
            site.display()
        );
    }
    // An optimised build embeds the site; a new site means a new program.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../target/site/manifest.json");
    }
}
