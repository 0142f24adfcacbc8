//! Which operations an emulator offers.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long an operation that is not offered is not tried again.
const REMEMBER: Duration = Duration::from_mins(10);

/// What is known about the operations of an endpoint that is not AWS's.
#[derive(Default)]
pub(super) struct Offers {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    offered: HashSet<&'static str>,
    missing_until: HashMap<&'static str, Instant>,
}

impl Offers {
    /// Whether the operation is known not to be offered.
    pub(super) fn is_missing(&self, operation: &'static str, now: Instant) -> bool {
        let mut known = self.lock();
        match known.missing_until.get(operation) {
            Some(until) if now < *until => true,
            Some(_) => {
                known.missing_until.remove(operation);
                false
            }
            None => false,
        }
    }

    /// Whether the operation has ever succeeded: a failure of it is not its absence.
    pub(super) fn is_offered(&self, operation: &'static str) -> bool {
        self.lock().offered.contains(operation)
    }

    /// The operation succeeded.
    pub(super) fn succeeded(&self, operation: &'static str) {
        self.lock().offered.insert(operation);
    }

    /// The endpoint does not offer the operation.
    pub(super) fn missing(&self, operation: &'static str, now: Instant) {
        self.lock().missing_until.insert(operation, now + REMEMBER);
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_after_ten_minutes() {
        let offers = Offers::default();
        let begin = Instant::now();
        let after_s = |seconds| begin + Duration::from_secs(seconds);
        assert!(!offers.is_missing("ListServiceDeployments", begin));
        offers.missing("ListServiceDeployments", begin);
        for (operation, seconds, missing) in [
            ("ListServiceDeployments", 599, true),
            ("DescribeServices", 599, false),
            ("ListServiceDeployments", 601, false),
        ] {
            assert_eq!(
                offers.is_missing(operation, after_s(seconds)),
                missing,
                "{operation}"
            );
        }
    }
}
