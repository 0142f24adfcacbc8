//! The buckets of all classes of one account and region.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::live::BudgetClass;

use super::bucket::Bucket;
use super::class::Class;

/// A bucket for each class that has been used.
pub(super) struct Buckets {
    region: String,
    /// Background work's part of the rates and bursts.
    share: f64,
    by_class: Mutex<HashMap<Class, Bucket>>,
}

impl Buckets {
    /// Full buckets in a region, of which background work takes `share` (above 0, at most 1).
    pub(super) fn new(region: &str, share: f64) -> Self {
        Self {
            region: region.to_owned(),
            share,
            by_class: Mutex::default(),
        }
    }

    /// Does something with the bucket of a class.
    pub(super) fn with<T>(
        &self,
        class: Class,
        now_ms: u64,
        act: impl FnOnce(&mut Bucket, u64) -> T,
    ) -> T {
        let mut buckets = self.lock();
        let bucket = buckets
            .entry(class)
            .or_insert_with(|| Bucket::new(class.limit(&self.region), self.share, now_ms));
        act(bucket, now_ms)
    }

    /// What is left in each class that has been used, in the order of the classes.
    pub(super) fn report(&self, now_ms: u64) -> Vec<(Class, BudgetClass)> {
        let mut buckets = self.lock();
        let mut used: Vec<(&Class, &mut Bucket)> = buckets.iter_mut().collect();
        used.sort_by_key(|(class, _)| **class);
        used.into_iter()
            .map(|(class, bucket)| (*class, bucket.report(class.words(), now_ms)))
            .collect()
    }

    /// Takes over what was drawn from other buckets, which nobody draws on any more.
    pub(super) fn absorb(&self, others: &Self, now_ms: u64) {
        for (class, other) in self.drained(others) {
            self.with(class, now_ms, |bucket, now_ms| bucket.absorb(other, now_ms));
        }
    }

    /// The buckets of others; never under the lock of these, so no two locks are held at once.
    fn drained(&self, others: &Self) -> Vec<(Class, Bucket)> {
        debug_assert_eq!(self.region, others.region, "rates differ by region");
        others.lock().drain().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Class, Bucket>> {
        self.by_class.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
