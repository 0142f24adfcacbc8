//! The share of the account's API rates that the console allows itself.
//!
//! ECS throttles per account and region, and CI and the AWS console draw on the same rates. Each
//! class of operations has a token bucket of the published size here, so that the console slows
//! down before AWS makes it.

mod accounts;
mod bucket;
mod buckets;
mod class;
mod meter;

use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use model::live::BudgetClass;
use tokio::time::Instant;

pub(crate) use accounts::Accounts;
pub(super) use accounts::account_of;
pub(crate) use class::Class;

use accounts::Key;
use bucket::Bucket;
use buckets::Buckets;

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

/// The budget that a client draws on: its own until the account is known, then the one that all
/// clients of the account and region share.
pub(super) struct Budget {
    region: String,
    accounts: Accounts,
    account: OnceLock<String>,
    current: RwLock<Arc<Buckets>>,
}

impl Budget {
    /// A full budget of a client in a region whose account is not known yet.
    pub(super) fn new(region: &str, accounts: &Accounts) -> Self {
        Self {
            region: region.to_owned(),
            accounts: accounts.clone(),
            account: OnceLock::new(),
            current: RwLock::new(Arc::new(Buckets::new(region, accounts.share()))),
        }
    }

    /// The account, once it is known.
    pub(super) fn account(&self) -> Option<&str> {
        self.account.get().map(String::as_str)
    }

    /// Moves over to the budget of an account at an endpoint (`None` is AWS itself). What has been
    /// drawn so far counts there. Only the first account counts.
    pub(super) fn join(&self, endpoint: Option<&str>, account: &str) {
        if self.account.get().is_some() {
            return;
        }
        // Nothing is drawn while this is held, so nothing is lost.
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if self.account.set(account.to_owned()).is_ok() {
            let key = Key {
                endpoint: endpoint.map(str::to_owned),
                account: account.to_owned(),
                region: self.region.clone(),
            };
            *current = self.accounts.join(key, &current);
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
        self.with(class, Bucket::background_pace)
    }

    /// What is left in each class that has been used, in the order of the classes.
    pub(super) fn report(&self) -> Vec<(Class, BudgetClass)> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.report(self.accounts.now_ms())
    }

    fn with<T>(&self, class: Class, act: impl FnOnce(&mut Bucket, u64) -> T) -> T {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.with(class, self.accounts.now_ms(), act)
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
