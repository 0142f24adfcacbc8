//! Running other programs.

use std::env;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// `cargo` with the toolchain that runs this program.
///
/// What cargo told this program about its own package is not handed on: build scripts that watch
/// those variables would run again, and rebuild all that depends on them.
pub(crate) fn cargo(root: &Path) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root);
    for (name, _) in env::vars_os() {
        let about_us = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if about_us {
            command.env_remove(name);
        }
    }
    command
}

/// Runs `command` with its output shown, and fails when it fails.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = start_error(command.status(), command)?;
    expect_success(status, command)
}

/// Runs `command` with its output shown only when it fails.
pub(crate) fn run_quiet(command: &mut Command) -> anyhow::Result<()> {
    let result = command.stdin(Stdio::null()).output();
    let output = start_error(result, command)?;
    if !output.status.success() {
        io::stderr().write_all(&output.stdout)?;
        io::stderr().write_all(&output.stderr)?;
    }
    expect_success(output.status, command)
}

/// Runs `command` and returns what it printed.
pub(crate) fn read(command: &mut Command) -> anyhow::Result<String> {
    let result = command.stdin(Stdio::null()).stderr(Stdio::null()).output();
    let output = start_error(result, command)?;
    expect_success(output.status, command)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// What a program printed while it was shown, and how it ended.
pub(crate) struct Transcript {
    /// How it ended.
    pub(crate) status: ExitStatus,
    /// Everything that it printed, both streams, line by line.
    pub(crate) text: String,
}

/// Runs `command` with its output shown, and keeps a copy of it.
pub(crate) fn tee(command: &mut Command) -> anyhow::Result<Transcript> {
    let result = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = start_error(result, command)?;
    let stdout = child
        .stdout
        .take()
        .map(|stream| copy_lines(stream, io::stdout()));
    let stderr = child
        .stderr
        .take()
        .map(|stream| copy_lines(stream, io::stderr()));
    let status = child.wait()?;
    let mut text = String::new();
    for copy in [stdout, stderr].into_iter().flatten() {
        text.push_str(&copy.join().unwrap_or_default());
    }
    Ok(Transcript { status, text })
}

fn copy_lines(
    from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        let mut reader = BufReader::new(from);
        let mut line = Vec::new();
        while reader
            .read_until(b'\n', &mut line)
            .is_ok_and(|read| read > 0)
        {
            // A closed terminal must not stop the program whose output is copied.
            let _ = to.write_all(&line);
            text.push_str(&String::from_utf8_lossy(&line));
            line.clear();
        }
        text
    })
}

/// Runs `command` for at most `limit`; says whether it ended well in that time.
pub(crate) fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    let Ok(child) = command.stdin(Stdio::null()).spawn() else {
        return false;
    };
    let mut child = Running(child);
    let start = Instant::now();
    while start.elapsed() < limit {
        match child.0.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(Duration::from_millis(50)),
            Err(_) => return false,
        }
    }
    false
}

/// A program in the background, stopped when this value is dropped.
#[derive(Debug)]
pub(crate) struct Running(Child);

impl Running {
    /// Starts `command` and waits for its first line on standard output, which is returned too.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<(Self, String)> {
        let mut lines = Self::start_with_lines(command, 1)?;
        let first = lines.1.pop().unwrap_or_default();
        Ok((lines.0, first))
    }

    /// Starts `command` and waits for its first `count` lines on standard output.
    pub(crate) fn start_with_lines(
        command: &mut Command,
        count: usize,
    ) -> anyhow::Result<(Self, Vec<String>)> {
        let result = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut running = Self(start_error(result, command)?);
        let stdout = running
            .0
            .stdout
            .take()
            .context("standard output is not piped")?;
        let mut reader = BufReader::new(stdout);
        let mut lines = Vec::new();
        while lines.len() < count {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                bail!("`{}` ended before it was ready", describe(command));
            }
            lines.push(line.trim_end().to_owned());
        }
        // Read on, or the program would block once the pipe is full.
        thread::spawn(move || io::copy(&mut reader, &mut io::sink()));
        Ok((running, lines))
    }

    /// The operating system's number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The first of `names` that is a file in a directory of `PATH`.
pub(crate) fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let directories: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().find_map(|name| {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        directories
            .iter()
            .map(|directory| directory.join(&file))
            .find(|path| path.is_file())
    })
}

/// Whether this process may install packages of the system.
pub(crate) fn is_root() -> bool {
    cfg!(unix) && read(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

fn start_error<T>(result: io::Result<T>, command: &Command) -> anyhow::Result<T> {
    result.with_context(|| format!("cannot start `{}`", command.get_program().display()))
}

fn expect_success(status: ExitStatus, command: &Command) -> anyhow::Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("`{}` failed ({status})", describe(command))
}

fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(all(test, unix))]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failure_names_program_and_arguments() {
        let error = run(&mut shell("exit 3")).unwrap_err().to_string();
        assert!(
            error.contains("sh -c exit 3") && error.contains('3'),
            "{error}"
        );
    }

    #[test]
    fn a_transcript_holds_both_streams() {
        let transcript = tee(&mut shell("echo out; echo err >&2; exit 1")).unwrap();
        assert!(!transcript.status.success());
        assert!(transcript.text.contains("out\n") && transcript.text.contains("err\n"));
    }

    #[test]
    fn a_program_that_hangs_does_not_succeed() {
        assert!(!succeeds_within(
            &mut shell("exec sleep 60"),
            Duration::from_millis(60)
        ));
        assert!(succeeds_within(&mut shell("true"), Duration::from_secs(10)));
    }

    #[test]
    fn a_started_program_tells_its_first_line_or_why_not() {
        let (_running, line) = Running::start(&mut shell("echo ready; exec sleep 60")).unwrap();
        assert_eq!(line, "ready");
        let error = Running::start(&mut shell("exit 1"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("ended before"), "{error}");
    }
}
