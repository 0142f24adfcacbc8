//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use model::access::Role;
use simulator::Scenario;

/// A live web console for Amazon ECS.
#[derive(Debug, Parser)]
#[command(name = "ecscope", version, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the console on an embedded simulator of AWS
    Demo(DemoArgs),
    /// Run the console on AWS
    Serve(ServeArgs),
    /// Run only the simulator of AWS, for SDKs and the aws CLI
    Simulate(SimulateArgs),
    /// Manage the users who may sign in
    User(UserArgs),
    /// Ask a running console whether it is healthy
    #[command(hide = true)]
    Healthcheck(HealthcheckArgs),
}

/// `ecscope demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Address of the console [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Address of the simulator [default: 127.0.0.1:4566, or a free port when that one is taken]
    #[arg(long, value_name = "ADDR")]
    pub simulator: Option<SocketAddr>,
    /// Address that browsers use, needed when the console listens beyond this machine
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Refuse every change
    #[arg(long)]
    pub read_only: bool,
    #[command(flatten)]
    /// What is simulated, and how fast.
    pub world: WorldArgs,
}

/// What is simulated, and how fast.
#[derive(Debug, Args)]
pub struct WorldArgs {
    /// What the simulated account holds at the start: todo, releases, storm, large or empty
    #[arg(long, value_name = "NAME", default_value_t = Scenario::Todo)]
    pub scenario: Scenario,
    /// Simulated seconds per second
    #[arg(long, value_name = "N", default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
    /// Seed of everything random: the same seed gives the same history
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Mean time in milliseconds each answer is held back
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,
    /// Whether AWS's request rates are enforced
    #[arg(long, value_enum, default_value_t = LimitsArg::Off)]
    pub limits: LimitsArg,
}

/// `ecscope serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    /// Where the configuration comes from.
    pub source: SourceArgs,
    /// Address to listen on [default: 127.0.0.1:3000]
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Address that browsers use, needed when the console listens beyond this machine
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Address with nothing but /metrics [default: none]
    #[arg(long, value_name = "ADDR")]
    pub metrics_listen: Option<SocketAddr>,
    /// Refuse every change
    #[arg(long)]
    pub read_only: bool,
}

/// Where the configuration comes from.
#[derive(Debug, Default, Args)]
pub struct SourceArgs {
    /// Configuration file [default: ecscope.toml, when it exists]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Store of users, sessions and the audit log: sqlite:PATH or postgres://…
    /// [default: sqlite:ecscope.sqlite]
    #[arg(long, value_name = "URL", global = true)]
    pub store: Option<String>,
}

/// `ecscope simulate`
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:4566")]
    pub listen: SocketAddr,
    #[command(flatten)]
    /// What is simulated, and how fast.
    pub world: WorldArgs,
    /// File that keeps the state: a later start with it goes on where this one stopped
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
}

/// Whether AWS's request rates are enforced.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LimitsArg {
    /// As AWS publishes them
    Aws,
    /// Every request is answered
    Off,
}

/// `ecscope user`
#[derive(Debug, Args)]
pub struct UserArgs {
    #[command(flatten)]
    /// Where the configuration comes from.
    pub source: SourceArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: UserCommand,
}

/// What to do with users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a user
    Add {
        /// The user's name
        name: String,
        /// viewer sees, operator also acts, admin also sees what everybody did
        #[arg(long)]
        role: Role,
        /// Name of a target, or a pattern in which * stands for any text
        #[arg(long, value_name = "PATTERN", default_value = "*")]
        target: String,
        /// Read the password from standard input instead of asking for it
        #[arg(long)]
        password_stdin: bool,
    },
    /// List users with their grants
    List,
    /// Remove a user; their sessions end
    Remove {
        /// The user's name
        name: String,
    },
    /// Set a user's password; their sessions end
    SetPassword {
        /// The user's name
        name: String,
        /// Read the password from standard input instead of asking for it
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give a user a role at targets, instead of the role given for the same pattern before
    Grant {
        /// The user's name
        name: String,
        /// Name of a target, or a pattern in which * stands for any text
        #[arg(long, value_name = "PATTERN")]
        target: String,
        /// viewer, operator or admin
        #[arg(long)]
        role: Role,
    },
    /// Take the role back that was given for a pattern
    Revoke {
        /// The user's name
        name: String,
        /// The pattern as `ecscope user list` shows it
        #[arg(long, value_name = "PATTERN")]
        target: String,
    },
}

/// `ecscope healthcheck`
#[derive(Debug, Args)]
pub struct HealthcheckArgs {
    #[command(flatten)]
    /// Where the configuration comes from.
    pub source: SourceArgs,
    /// Address of the console [default: the configured one]
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed.is_finite() && speed > 0.0 => Ok(speed),
        _ => Err("expected a positive number".to_owned()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn wrong_usage_exits_with_2() {
        for arguments in [
            vec!["ecscope"],
            vec!["ecscope", "serve", "--listen", "nowhere"],
            vec!["ecscope", "demo", "--speed", "0"],
            vec!["ecscope", "demo", "--scenario", "unknown"],
            vec!["ecscope", "user", "add", "ada"],
            vec!["ecscope", "user", "add", "ada", "--role", "king"],
        ] {
            let error = Cli::try_parse_from(&arguments).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{arguments:?}");
        }
    }

    #[test]
    fn every_argument_has_a_help_text() {
        fn check(command: &clap::Command) {
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{} {}",
                    command.get_name(),
                    argument.get_id()
                );
            }
            for command in command.get_subcommands() {
                assert!(command.get_about().is_some(), "{}", command.get_name());
                check(command);
            }
        }
        check(&Cli::command());
    }
}
