//! Shutting down: stop accepting, tell sockets, wait for what is under way.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long requests and sockets have to end.
pub(crate) const DRAIN: Duration = Duration::from_secs(10);

/// The begin of the shutdown, and the tasks that it waits for. Clones share both.
#[derive(Debug, Clone)]
pub(crate) struct Shutdown {
    token: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    /// A shutdown that begins when the token is cancelled.
    pub(crate) fn new(token: CancellationToken) -> Self {
        Self {
            token,
            tasks: TaskTracker::new(),
        }
    }

    /// Resolves when the shutdown begins.
    pub(crate) async fn begun(&self) {
        self.token.cancelled().await;
    }

    /// Whether the shutdown has begun.
    pub(crate) fn has_begun(&self) -> bool {
        self.token.is_cancelled()
    }

    /// The tasks that the shutdown waits for.
    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    /// Waits for the tasks, at most [`DRAIN`]; whether all have ended.
    pub(crate) async fn drained(&self) -> bool {
        self.tasks.close();
        tokio::time::timeout(DRAIN, self.tasks.wait()).await.is_ok()
    }
}

/// A token that is cancelled by Ctrl-C and, on Unix, SIGTERM. A second signal ends the program at
/// once.
pub(crate) fn on_signal() -> anyhow::Result<CancellationToken> {
    let token = CancellationToken::new();
    let mut signals = Signals::new()?;
    let cancel = token.clone();
    tokio::spawn(async move {
        signals.next().await;
        tracing::info!("shutting down");
        cancel.cancel();
        signals.next().await;
        std::process::exit(1);
    });
    Ok(token)
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> anyhow::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> anyhow::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
