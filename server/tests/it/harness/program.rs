//! The real program in a process of its own.

use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::PATIENCE;

/// The program, in a working directory of its own and without the tests' environment.
pub(crate) struct Program {
    pub(crate) folder: TempDir,
    environment: HashMap<String, String>,
    few_files: bool,
}

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Program {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            environment: HashMap::new(),
            few_files: false,
        }
    }

    /// Lets it begin with a low limit of open files, which it may raise.
    pub(crate) fn begin_with_few_files(&mut self) {
        self.few_files = true;
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.insert(name.to_owned(), value.into());
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_ecscope");
        let mut command = if self.few_files {
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", r#"ulimit -S -n 128 && exec "$0" "$@""#, program]);
            shell
        } else {
            Command::new(program)
        };
        command
            .args(arguments)
            .current_dir(self.folder())
            .env_clear()
            .envs(&self.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs it to its end.
    pub(crate) async fn run(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = self.command(arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that ends without reading closes the pipe, which is its right.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let output = timeout(PATIENCE, child.wait_with_output())
            .await
            .unwrap()
            .unwrap();
        Ended {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts it and reads the addresses it prints first, by their names.
    pub(crate) async fn start(
        &self,
        arguments: &[&str],
        names: usize,
    ) -> (Child, HashMap<String, String>) {
        let mut child = self.command(arguments).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut addresses = HashMap::new();
        while addresses.len() < names {
            let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap();
            let line = line.unwrap_or_else(|| panic!("it ended"));
            let (name, address) = line.split_once(' ').unwrap();
            addresses.insert(name.to_owned(), address.trim().to_owned());
        }
        (child, addresses)
    }
}
