//! How fresh a view is.

use model::live::Status;
use model::{Error, Timestamp};
use tokio::time::Instant;

/// How fresh a view is, by the target's and by the monotonic clock.
#[derive(Debug, Clone)]
pub(super) struct Freshness {
    /// The target's clock at `at`.
    pub(super) now: Timestamp,
    /// When this was so.
    pub(super) at: Instant,
    /// When the last good look ended; `None` before the first.
    pub(super) good: Option<Instant>,
    /// When the oldest look at what is not on screens ended; `None` where all is looked at each time.
    pub(super) rest: Option<Instant>,
    /// What went wrong since.
    pub(super) error: Option<Error>,
    /// Whether looks wait for the budget.
    pub(super) paced: bool,
}

impl Freshness {
    /// What readers are told of it.
    pub(super) fn status(&self) -> Status {
        let ms = |since: Instant| u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        Status {
            now: self
                .now
                .plus_ms(i64::try_from(ms(self.at)).unwrap_or(i64::MAX)),
            age_ms: self.good.map_or(0, ms),
            rest_ms: self.rest.map(ms),
            paced: self.paced,
            error: self.error.clone(),
        }
    }
}
