//! The project's own commands: `cargo demo`, `cargo verify` and `cargo xtask …`.
//!
//! Everything they need is installed, built or named with the one command that installs it.

mod bench;
mod cli;
mod demo;
mod doctor;
mod process;
mod progress;
mod server;
mod site;
mod toolchain;
mod verify;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command, Subject};
use crate::workspace::Workspace;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::locate()?;
    match cli.command {
        Command::Demo { args } => demo::run(&workspace, &args),
        Command::Verify { only } => Ok(verify::run(&workspace, &only)),
        Command::Lint => Ok(verify::run(&workspace, &[cli::Part::Lint])),
        Command::Test => Ok(verify::run(&workspace, &[cli::Part::Test])),
        Command::E2e { args } => verify::browser_tests(&workspace, &args),
        Command::Build { release, site_only } => {
            server::build_all(&workspace, release, site_only)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Bench {
            subject,
            json,
            seconds,
            debug,
            program,
            only,
        } => {
            match subject {
                Subject::Console => bench::run(&workspace, json, seconds.unwrap_or(60))?,
                Subject::Simulator => {
                    bench::simulator::run(&workspace, json, seconds.unwrap_or(5))?;
                }
                Subject::Live => {
                    let seconds = seconds.unwrap_or(60);
                    let options = bench::live::Options {
                        json,
                        seconds,
                        debug,
                        program,
                        only,
                    };
                    bench::live::run(&workspace, &options)?;
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Doctor => Ok(doctor::run(&workspace)),
    }
}
