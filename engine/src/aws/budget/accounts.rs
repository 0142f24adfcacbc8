//! Which clients share a budget: those of one account and region.
//!
//! Several targets may lead into one account by several roles or profiles, and AWS counts their
//! calls together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use super::buckets::Buckets;

/// Whose rates a budget is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// Host and port of an emulator, `None` for AWS itself: two emulators may well use one number
    /// for their accounts, and AWS counts calls through all of its endpoints together.
    pub(super) endpoint: Option<String>,
    /// The account's number.
    pub(super) account: String,
    /// The region.
    pub(super) region: String,
}

/// The budgets of all accounts and regions. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Accounts {
    inner: Arc<Inner>,
}

struct Inner {
    /// Background work's part of the rates and bursts.
    share: f64,
    begin: Instant,
    /// As many as there are clients at most.
    known: Mutex<HashMap<Key, Arc<Buckets>>>,
}

impl Accounts {
    /// No accounts yet; background work takes `share` of each (above 0, at most 1).
    pub(crate) fn new(share: f64) -> Self {
        Self {
            inner: Arc::new(Inner {
                share,
                begin: Instant::now(),
                known: Mutex::default(),
            }),
        }
    }

    pub(super) fn share(&self) -> f64 {
        self.inner.share
    }

    /// The time by which all budgets count.
    pub(super) fn now_ms(&self) -> u64 {
        u64::try_from(self.inner.begin.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// The budget of an account, which takes over what was drawn from `own`; that becomes the
    /// account's when it is the first.
    pub(super) fn join(&self, key: Key, own: &Arc<Buckets>) -> Arc<Buckets> {
        let mut known = self
            .inner
            .known
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let shared = known.entry(key).or_insert_with(|| Arc::clone(own));
        if !Arc::ptr_eq(shared, own) {
            shared.absorb(own, self.now_ms());
        }
        Arc::clone(shared)
    }
}

/// The account in an ARN: `123456789012` of `arn:aws:ecs:us-east-1:123456789012:cluster/todo`.
pub(in crate::aws) fn account_of(arn: &str) -> Option<&str> {
    let mut parts = arn.split(':');
    let is_arn = parts.next() == Some("arn");
    let account = parts.nth(3)?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    (is_arn && is_account && parts.next().is_some()).then_some(account)
}

#[cfg(test)]
mod tests;
