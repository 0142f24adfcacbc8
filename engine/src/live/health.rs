//! How a watcher does, as far as its channel tells.

use std::time::Duration;

/// How a watcher does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Health {
    /// The age of the oldest good look that is shown; since the start before the first.
    pub(crate) age: Duration,
    /// Whether the last look failed.
    pub(crate) failing: bool,
}
