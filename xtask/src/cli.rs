//! The command line of `cargo xtask`.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::bench::live::Measurement;

/// The project's own commands.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_version_flag = true
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// One of the project's commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build everything and start the console on the embedded simulator
    Demo {
        /// Options of `ecscope demo`, such as `--speed 10`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Run every check and every test
    Verify {
        /// Run only these parts (may be given more than once)
        #[arg(long, value_enum, value_name = "PART", value_delimiter = ',')]
        only: Vec<Part>,
    },
    /// Build the browser site and the program
    Build {
        /// Build the optimised program with the site inside it
        #[arg(long)]
        release: bool,
        /// Build the browser site only
        #[arg(long)]
        site_only: bool,
    },
    /// Run unit and integration tests
    Test,
    /// Run the browser tests
    E2e {
        /// Options of `playwright test`, such as a file name or `-g PATTERN`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Check formatting, clippy for server and browser, and documentation
    Lint,
    /// Measure sizes, memory and speed
    Bench {
        /// What is measured
        #[arg(value_enum, default_value_t = Subject::Console)]
        subject: Subject,
        /// Print JSON instead of a Markdown table
        #[arg(long)]
        json: bool,
        /// Seconds to wait before the console's memory is read [default: 60], for which each
        /// request is sent to the simulator [default: 5], or for which each of the longer live
        /// measurements goes on [default: 60]
        #[arg(long)]
        seconds: Option<u64>,
        /// Measure a development build (live only)
        #[arg(long)]
        debug: bool,
        /// Measure this program `ecscope` instead of building one (live only)
        #[arg(long, value_name = "FILE")]
        program: Option<PathBuf>,
        /// Only these measurements (live only, may be given more than once)
        #[arg(long, value_enum, value_name = "MEASUREMENT", value_delimiter = ',')]
        only: Vec<Measurement>,
    },
    /// Say which prerequisites are there, and how to get the others
    Doctor,
}

/// What `cargo xtask bench` measures.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Subject {
    /// The first page, memory and rendering of the console
    Console,
    /// The simulator's answers, beside moto's
    Simulator,
    /// The live engine on a large account: a cold view, calls, delays and a thousand sockets
    Live,
}

/// A part of `cargo verify`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Part {
    /// Formatting, clippy and documentation
    Lint,
    /// Unit and integration tests
    Test,
    /// Browser tests
    E2e,
    /// Responses of the simulator against the AWS models
    Wire,
    /// What services are after rollbacks, read with boto3
    Rollback,
    /// The console against moto
    Moto,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    fn demo_args(line: &[&str]) -> Vec<String> {
        match Cli::try_parse_from(line).unwrap().command {
            Command::Demo { args } => args,
            other => panic!("{other:?} is not demo"),
        }
    }

    #[test]
    fn demo_passes_its_options_on_with_and_without_dashes() {
        assert_eq!(
            demo_args(&["x", "demo", "--speed", "10"]),
            ["--speed", "10"]
        );
        assert_eq!(
            demo_args(&["x", "demo", "--", "--speed", "10"]),
            ["--speed", "10"]
        );
    }

    #[test]
    fn verify_takes_several_parts() {
        let cli =
            Cli::try_parse_from(["x", "verify", "--only", "lint,test", "--only", "moto"]).unwrap();
        let Command::Verify { only } = cli.command else {
            panic!("not verify")
        };
        assert_eq!(only, [Part::Lint, Part::Test, Part::Moto]);
    }
}
