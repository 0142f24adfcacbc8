//! The share of the account's API rates that the console allows itself.
//!
//! ECS throttles per account and region, and CI and the AWS console draw on the same rates. Each
//! class of operations has a token bucket of the published size here, so that the console slows
//! down before AWS makes it.

mod bucket;
mod class;
mod meter;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::live::BudgetClass;
use tokio::time::Instant;

pub(super) use class::Class;

use bucket::Bucket;

/// Who waits for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// A person, at this moment, for this call.
    Interactive,
    /// A person, for a whole view: it draws all of the rate and most of the burst, and waits for as
    /// long as it takes.
    Cold,
    /// Nobody: it draws its share of the rate and leaves the rest of the burst.
    Background,
}

/// How fast background work of a class may go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pace {
    /// Calls per second that last.
    pub(crate) per_s: f64,
    /// Whether calls wait for the budget right now.
    pub(crate) waits: bool,
}

/// How long a person waits for the budget before being told.
const PATIENCE: Duration = Duration::from_secs(10);

/// The budget of one account and region.
pub(super) struct Budget {
    region: String,
    /// Background work's part of the rates and bursts.
    share: f64,
    begin: Instant,
    buckets: Mutex<HashMap<Class, Bucket>>,
}

impl Budget {
    /// A full budget in a region, of which background work takes `share` (above 0, at most 1).
    pub(super) fn new(region: &str, share: f64) -> Self {
        Self {
            region: region.to_owned(),
            share,
            begin: Instant::now(),
            buckets: Mutex::new(HashMap::new()),
        }
    }

    /// Waits until a call of this class may be made. `false` when that would take longer than a
    /// person waits; other work always waits.
    pub(super) async fn acquire(&self, class: Class, priority: Priority) -> bool {
        let deadline = Instant::now() + PATIENCE;
        let mut waiting = None;
        loop {
            let wait_ms = match self.with(class, |bucket, now_ms| bucket.draw(now_ms, priority)) {
                Ok(()) => return true,
                Err(wait_ms) => wait_ms,
            };
            let until = Instant::now() + Duration::from_millis(wait_ms);
            if priority == Priority::Interactive && until > deadline {
                return false;
            }
            waiting.get_or_insert_with(|| Waiting::new(self, class));
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

    /// How fast background work of a class may go.
    pub(super) fn pace(&self, class: Class) -> Pace {
        self.with(class, |bucket, now_ms| bucket.background_pace(now_ms))
    }

    /// What is left in each class that has been used, in the order of the classes.
    pub(super) fn report(&self) -> Vec<BudgetClass> {
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
            .or_insert_with(|| Bucket::new(class.limit(&self.region), self.share, now_ms));
        act(bucket, now_ms)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Class, Bucket>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.begin.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A call that waits, counted until it is dropped.
struct Waiting<'a> {
    budget: &'a Budget,
    class: Class,
}

impl<'a> Waiting<'a> {
    fn new(budget: &'a Budget, class: Class) -> Self {
        budget.with(class, |bucket, _| bucket.waiting += 1);
        Self { budget, class }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.budget
            .with(self.class, |bucket, _| bucket.waiting -= 1);
    }
}
