//! Who is interested in a watched thing, and for how long that counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// How long a watched thing is kept after the last interest, so that moving between pages and
/// reloading costs nothing.
pub(super) const LINGER: Duration = Duration::from_secs(30);

/// Counts the interested, and remembers when the last one left.
#[derive(Debug)]
pub(super) struct Interest {
    count: AtomicUsize,
    left: std::sync::Mutex<Instant>,
}

impl Default for Interest {
    fn default() -> Self {
        Self {
            count: AtomicUsize::new(0),
            left: std::sync::Mutex::new(Instant::now()),
        }
    }
}

impl Interest {
    /// One more, until the guard is dropped.
    pub(super) fn enter(self: &Arc<Self>) -> Guard {
        self.count.fetch_add(1, Ordering::SeqCst);
        Guard {
            interest: Arc::clone(self),
        }
    }

    /// How many are interested now.
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    /// Whether nobody has been interested for the time that things linger.
    pub(super) fn is_over(&self) -> bool {
        self.count.load(Ordering::SeqCst) == 0
            && super::channel::lock(&self.left).elapsed() >= LINGER
    }
}

/// One interest, until it is dropped.
#[derive(Debug)]
pub(super) struct Guard {
    interest: Arc<Interest>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        *super::channel::lock(&self.interest.left) = Instant::now();
        self.interest.count.fetch_sub(1, Ordering::SeqCst);
    }
}
