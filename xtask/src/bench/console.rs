//! The console under measurement, signed in, on a simulator.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::process::Running;

const USER: &str = "bench";
const PASSWORD: &str = "a password for one run";

/// `ecscope serve` with one user, who is signed in. Everything ends when this value is dropped.
pub(crate) struct Console {
    serve: Running,
    url: String,
    cookie: String,
    agent: ureq::Agent,
    /// The simulator that ends with it.
    _own: Option<Simulated>,
    _directory: TempDir,
}

/// `ecscope simulate`, stopped when this value is dropped.
pub(crate) struct Simulated {
    running: Running,
    url: String,
}

impl Simulated {
    /// Starts `program` as simulator with `options` on a free port.
    pub(crate) fn start(program: &Path, options: &[&str]) -> anyhow::Result<Self> {
        let mut command = Command::new(program);
        command.args(["simulate", "--listen", "127.0.0.1:0"]);
        let (running, line) = Running::start(command.args(options))?;
        Ok(Self {
            running,
            url: address(&line)?,
        })
    }

    /// Its address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The operating system's number of its process.
    pub(crate) fn process_id(&self) -> u32 {
        self.running.id()
    }
}

impl Console {
    /// Starts `program` as simulator and as console, and signs in.
    pub(crate) fn start(program: &Path) -> anyhow::Result<Self> {
        let simulated = Simulated::start(program, &[])?;
        let endpoint = simulated.url.clone();
        Self::begin(program, &endpoint, Some(simulated))
    }

    /// Starts `program` as console on an endpoint, and signs in.
    pub(crate) fn start_on(program: &Path, endpoint: &str) -> anyhow::Result<Self> {
        Self::begin(program, endpoint, None)
    }

    fn begin(program: &Path, endpoint: &str, own: Option<Simulated>) -> anyhow::Result<Self> {
        let directory = tempfile::tempdir()?;
        let store = format!("sqlite:{}", directory.path().join("bench.sqlite").display());
        let command = |args: &[&str]| {
            let mut command = Command::new(program);
            command.current_dir(directory.path()).args(args);
            command
        };
        add_user(command(&[
            "user",
            "add",
            USER,
            "--role",
            "admin",
            "--password-stdin",
            "--store",
            &store,
        ]))?;
        let mut serve = command(&["serve", "--listen", "127.0.0.1:0", "--store", &store]);
        serve
            // A thousand sockets are a thousand lines of its log otherwise.
            .env("ECSCOPE_LOG__FILTER", "error")
            .env("AWS_ENDPOINT_URL", endpoint)
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ACCESS_KEY_ID", "bench")
            .env("AWS_SECRET_ACCESS_KEY", "bench");
        let (serve, line) = Running::start(&mut serve)?;
        let url = address(&line)?;
        let agent = agent();
        let cookie = sign_in(&agent, &url)?;
        Ok(Self {
            serve,
            url,
            cookie,
            agent,
            _own: own,
            _directory: directory,
        })
    }

    /// The operating system's number of the console's process.
    pub(crate) fn process_id(&self) -> u32 {
        self.serve.id()
    }

    /// Its address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The cookie of the session.
    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Gets `path` as the signed-in user, with the answer compressed if the console does that.
    pub(crate) fn get(&self, path: &str, encoding: &str) -> anyhow::Result<Vec<u8>> {
        let mut answer = self
            .agent
            .get(format!("{}{path}", self.url))
            .header("cookie", &self.cookie)
            .header("accept-encoding", encoding)
            .call()?;
        if answer.status() != 200 {
            bail!("GET {path} answers {}", answer.status());
        }
        Ok(answer.body_mut().read_to_vec()?)
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .build()
        .new_agent()
}

/// The address at the end of the line that a server prints when it is ready.
fn address(line: &str) -> anyhow::Result<String> {
    line.split_whitespace()
        .find(|word| word.starts_with("http://"))
        .map(|url| url.trim_end_matches('/').to_owned())
        .with_context(|| format!("no address in `{line}`"))
}

fn add_user(mut command: Command) -> anyhow::Result<()> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    let mut stdin = child.stdin.take().context("standard input is not piped")?;
    writeln!(stdin, "{PASSWORD}")?;
    drop(stdin);
    if !child.wait()?.success() {
        bail!("`ecscope user add` failed");
    }
    Ok(())
}

/// Signs in and returns the session's cookie.
fn sign_in(agent: &ureq::Agent, url: &str) -> anyhow::Result<String> {
    let answer = agent
        .post(format!("{url}/auth/sign-in"))
        .header("origin", url)
        .send_form([("user", USER), ("password", PASSWORD), ("next", "/")])?;
    let cookie = answer
        .headers()
        .get("set-cookie")
        .context("signing in sets no cookie")?;
    let cookie = cookie.to_str()?.split(';').next().unwrap_or_default();
    Ok(cookie.to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_its_line() {
        assert_eq!(
            address("console    http://127.0.0.1:4000/").unwrap(),
            "http://127.0.0.1:4000"
        );
        assert!(address("starting").is_err());
    }
}
