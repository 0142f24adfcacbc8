//! The commands, one file each.

mod bind;
mod demo;
mod healthcheck;
mod output;
mod serve;
mod simulate;
mod start;
mod user;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

/// Worker threads: a console mostly waits for AWS.
const WORKERS: std::ops::RangeInclusive<usize> = 2..=4;

/// Threads for blocking work: password hashes, files and the SQLite driver's calls.
const BLOCKING_THREADS: usize = 16;

/// Runs the command line: 0 when it succeeds, 1 when it fails, 2 when it is not one.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match runtime().and_then(|runtime| runtime.block_on(run(cli))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.clamp(*WORKERS.start(), *WORKERS.end()))
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_all()
        .build()?;
    Ok(runtime)
}

async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Simulate(arguments) => simulate::run(arguments).await,
        Command::User(arguments) => user::run(arguments).await,
        Command::Healthcheck(arguments) => healthcheck::run(arguments).await,
    }
}
