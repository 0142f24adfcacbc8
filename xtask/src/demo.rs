//! `cargo demo`: from a fresh checkout to a running console.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::{Command, ExitCode};

use anyhow::Context;

use crate::progress::Steps;
use crate::workspace::Workspace;
use crate::{server, site};

/// What the demo listens on: the option, and the address that must be free without it. The simulator
/// takes another one then.
const LISTENERS: [(&str, Option<&str>); 2] =
    [("--listen", Some("127.0.0.1:3000")), ("--simulator", None)];

/// Builds what is missing and starts the console on the embedded simulator with `args`.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> anyhow::Result<ExitCode> {
    check_free(args)?;
    let mut steps = Steps::new(site::STEPS + 1);
    site::build(workspace, &mut steps)?;
    let program = steps.step("compiling the console", || server::build_release(workspace))?;
    eprintln!("ready after {}; stop with Ctrl-C\n", steps.elapsed());
    let mut console = Command::new(program);
    console.arg("demo").args(args);
    become_program(&mut console)
}

/// Says that an address is taken before minutes of building rather than after them.
fn check_free(args: &[String]) -> anyhow::Result<()> {
    for (option, default) in LISTENERS {
        let Some(address) = value_of(args, option).or(default) else {
            continue;
        };
        // Anything else that is wrong with it, the console says better.
        let taken = TcpListener::bind(address).is_err_and(|e| e.kind() == ErrorKind::AddrInUse);
        anyhow::ensure!(
            !taken,
            "the address {address} is taken by another program: choose another one with {option}"
        );
    }
    Ok(())
}

/// The value of an option, as `--option value` or `--option=value`.
fn value_of<'a>(args: &'a [String], option: &str) -> Option<&'a str> {
    let at = args.iter().position(|arg| {
        let rest = arg.strip_prefix(option);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    })?;
    match args[at].split_once('=') {
        Some((_, value)) => Some(value),
        None => args.get(at + 1).map(String::as_str),
    }
}

/// The console takes the place of this program, so that it gets the terminal's signals itself.
#[cfg(unix)]
fn become_program(console: &mut Command) -> anyhow::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(console.exec()).context("cannot start the console")
}

#[cfg(not(unix))]
fn become_program(console: &mut Command) -> anyhow::Result<ExitCode> {
    let status = console.status().context("cannot start the console")?;
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1)
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn an_options_value_is_found_in_both_forms() {
        for (line, expected) in [
            ("", None),
            ("--speed 10 --listen 1.2.3.4:5", Some("1.2.3.4:5")),
            ("--listen=1.2.3.4:5 --speed 10", Some("1.2.3.4:5")),
            ("--listener 1.2.3.4:5", None),
            ("--listen", None),
        ] {
            assert_eq!(value_of(&words(line), "--listen"), expected, "{line}");
        }
    }

    #[test]
    fn a_taken_address_is_named_with_its_option() -> anyhow::Result<()> {
        let taken = TcpListener::bind("127.0.0.1:0")?;
        let address = taken.local_addr()?;
        let line = format!("--listen 127.0.0.1:0 --simulator {address}");
        let words = check_free(&words(&line))
            .err()
            .map(|error| error.to_string());
        let words = words.unwrap_or_default();
        assert!(
            words.contains(&address.to_string()) && words.contains("--simulator"),
            "{words}"
        );
        drop(taken);
        Ok(())
    }
}
