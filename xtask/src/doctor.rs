//! `cargo xtask doctor`: which prerequisites are there, and how to get the others.

use std::process::{Command, ExitCode};

use crate::process;
use crate::toolchain::browser_target::{self, BrowserTarget, RustCompiler};
use crate::toolchain::chromium;
use crate::toolchain::nextest;
use crate::workspace::Workspace;

/// What is known about one prerequisite.
struct Finding {
    name: &'static str,
    /// What was found.
    found: Option<String>,
    /// How to get it.
    remedy: String,
    /// Whether the project's commands get it by themselves, or do without it.
    automatic: bool,
}

/// Prints a line for each prerequisite. Fails when one is missing that only the user can install.
pub(crate) fn run(workspace: &Workspace) -> ExitCode {
    let findings = [
        compiler(),
        browser_target(workspace),
        program(
            "C compiler",
            &["cc", "clang", "gcc"],
            "--version",
            "apt-get install gcc libc6-dev",
        ),
        program(
            "Node.js",
            &["node"],
            "--version",
            "install Node.js 20 or newer",
        ),
        program(
            "npm",
            &["npm"],
            "--version",
            "install npm, which comes with Node.js",
        ),
        program(
            "Python",
            &["python3"],
            "--version",
            "apt-get install python3 python3-venv",
        ),
        python_venv(),
        chromium(),
        nextest(workspace),
    ];
    let mut complete = true;
    for Finding {
        name,
        found,
        remedy,
        automatic,
    } in findings
    {
        match found {
            Some(found) => println!("found    {name}: {found}"),
            None if automatic => {
                println!("missing  {name} (optional, or installed when needed): {remedy}");
            }
            None => {
                complete = false;
                println!("missing  {name}: {remedy}");
            }
        }
    }
    if complete {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn compiler() -> Finding {
    Finding {
        name: "Rust",
        found: RustCompiler::query().ok().map(|rustc| rustc.release),
        remedy: "install Rust 1.95 or newer with rustup".to_owned(),
        automatic: false,
    }
}

fn browser_target(workspace: &Workspace) -> Finding {
    let found = BrowserTarget::find(workspace)
        .ok()
        .flatten()
        .map(|target| match target {
            BrowserTarget::Installed => "in the toolchain".to_owned(),
            BrowserTarget::Private(path) => path.display().to_string(),
        });
    let release = RustCompiler::query().map_or_else(|_| "1.95".to_owned(), |rustc| rustc.release);
    Finding {
        name: "browser target",
        found,
        remedy: browser_target::missing(&release),
        automatic: true,
    }
}

fn chromium() -> Finding {
    Finding {
        name: "Chromium",
        found: chromium::find().map(|path| path.display().to_string()),
        remedy: chromium::MISSING.to_owned(),
        automatic: true,
    }
}

fn python_venv() -> Finding {
    let import = Command::new("python3")
        .args(["-c", "import venv, ensurepip"])
        .output();
    let found = import.is_ok_and(|output| output.status.success());
    Finding {
        name: "Python venv",
        found: found.then(|| "in the standard library".to_owned()),
        remedy: "apt-get install python3-venv".to_owned(),
        automatic: false,
    }
}

fn nextest(workspace: &Workspace) -> Finding {
    Finding {
        name: "cargo-nextest",
        found: nextest::version(workspace.root()),
        remedy: "cargo install cargo-nextest --locked".to_owned(),
        automatic: true,
    }
}

fn program(name: &'static str, names: &[&str], version: &str, remedy: &str) -> Finding {
    let found = process::find_program(names).and_then(|path| {
        let text = process::read(Command::new(path).arg(version)).ok()?;
        text.lines().next().map(str::to_owned)
    });
    Finding {
        name,
        found,
        remedy: remedy.to_owned(),
        automatic: false,
    }
}
