//! Changes: authorise, read again under a lock, check against what the user saw, audit, call AWS,
//! audit the outcome, nudge the watcher. They never touch a snapshot: the truth comes from AWS.

mod answer_hook;
mod attempt;
mod deploy;
mod frame;
mod locks;
mod outcomes;
mod pause;
mod release;
mod restart;
mod roll_back;
mod run_task;
mod scale;
mod stop_task;

use std::future::Future;

use model::{Error, ErrorKind};
use tokio_util::task::TaskTracker;

use locks::ServiceLocks;

/// The changes that are being made.
#[derive(Debug, Default)]
pub(crate) struct Actions {
    locks: ServiceLocks,
    running: TaskTracker,
}

impl Actions {
    /// Waits until the changes that are being made have ended and are audited.
    pub(crate) async fn finish(&self) {
        self.running.close();
        self.running.wait().await;
    }

    /// Runs a change to its end even when nobody waits for it any more, so that its outcome is
    /// audited. It is bounded by the timeout of its AWS call.
    async fn to_the_end<T: Send + 'static>(
        &self,
        change: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        match self.running.spawn(change).await {
            Ok(result) => result,
            Err(error) => {
                tracing::error!(%error, "a change ended without a result");
                Err(Error::new(
                    ErrorKind::Internal,
                    "The change ended without a result.",
                ))
            }
        }
    }
}
