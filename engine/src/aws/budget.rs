//! The share of the account's API rates that the console allows itself.
//!
//! ECS throttles per account and region, and CI and the AWS console draw on the same rates. Each
//! class of operations has a token bucket of the published size here, so that the console slows
//! down before AWS makes it.

mod bucket;
mod class;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

pub(super) use class::Class;

use bucket::Bucket;

/// Who waits for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// A person, at this moment.
    Interactive,
    /// Nobody: it draws half of the rate and leaves half of the burst.
    Background,
}

/// What is left of one class's budget.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassReport {
    /// The class in words, as `service reads`.
    pub class: &'static str,
    /// The most calls at once.
    pub burst: f64,
    /// Calls per second that last; lower than published after throttling.
    pub rate: f64,
    /// Calls that could be made right now.
    pub available: f64,
    /// Calls made so far.
    pub calls: u64,
    /// Throttled answers so far.
    pub throttled: u64,
    /// Milliseconds until the class goes on after a throttled answer; 0 when it does not wait.
    pub paused_ms: u64,
}

/// How long a person waits for the budget before being told.
const PATIENCE: Duration = Duration::from_secs(10);

/// The budget of one account and region.
pub(super) struct Budget {
    region: String,
    begin: Instant,
    buckets: Mutex<HashMap<Class, Bucket>>,
}

impl Budget {
    /// A full budget in a region.
    pub(super) fn new(region: &str) -> Self {
        Self {
            region: region.to_owned(),
            begin: Instant::now(),
            buckets: Mutex::new(HashMap::new()),
        }
    }

    /// Waits until a call of this class may be made. `false` when that would take longer than a
    /// person waits; background work always waits.
    pub(super) async fn acquire(&self, class: Class, priority: Priority) -> bool {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let wait_ms = match self.with(class, |bucket, now_ms| bucket.draw(now_ms, priority)) {
                Ok(()) => return true,
                Err(wait_ms) => wait_ms,
            };
            let until = Instant::now() + Duration::from_millis(wait_ms);
            if priority == Priority::Interactive && until > deadline {
                return false;
            }
            tokio::time::sleep_until(until).await;
        }
    }

    /// AWS throttled a call of this class.
    pub(super) fn throttled(&self, class: Class) {
        self.with(class, Bucket::throttled);
    }

    /// AWS answered a call of this class, with whatever.
    pub(super) fn answered(&self, class: Class) {
        self.with(class, Bucket::answered);
    }

    /// What is left in each class that has been used, in the order of the classes.
    pub(super) fn report(&self) -> Vec<ClassReport> {
        let now_ms = self.now_ms();
        let mut buckets = self.lock();
        let mut used: Vec<(&Class, &mut Bucket)> = buckets.iter_mut().collect();
        used.sort_by_key(|(class, _)| **class);
        used.into_iter()
            .map(|(class, bucket)| bucket.report(class.words(), now_ms))
            .collect()
    }

    fn with<T>(&self, class: Class, act: impl FnOnce(&mut Bucket, u64) -> T) -> T {
        let now_ms = self.now_ms();
        let mut buckets = self.lock();
        let bucket = buckets
            .entry(class)
            .or_insert_with(|| Bucket::new(class.limit(&self.region), now_ms));
        act(bucket, now_ms)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Class, Bucket>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.begin.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
