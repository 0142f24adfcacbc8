//! One change of a service at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::place::ServiceRef;
use tokio::sync::OwnedMutexGuard;

/// A lock for each service that is being changed.
#[derive(Debug, Default)]
pub(super) struct ServiceLocks {
    locks: Mutex<HashMap<ServiceRef, Arc<tokio::sync::Mutex<()>>>>,
}

impl ServiceLocks {
    /// Waits until no other change of the service is being made; the guard holds the others off.
    pub(super) async fn lock(&self, service: &ServiceRef) -> OwnedMutexGuard<()> {
        let lock = {
            let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
            // Nobody holds or awaits a lock that only this map knows.
            locks.retain(|_, lock| Arc::strong_count(lock) > 1);
            Arc::clone(locks.entry(service.clone()).or_default())
        };
        lock.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;
    use model::place::Place;

    #[tokio::test]
    async fn one_at_a_time_for_each_service_and_nothing_is_left() {
        let cluster = Place {
            target: "demo".to_owned(),
            region: "us-east-1".to_owned(),
        }
        .cluster("todo");
        let (admin, mailer) = (cluster.service("admin"), cluster.service("mailer"));
        let locks = ServiceLocks::default();
        let first = locks.lock(&admin).await;
        assert!(
            locks.lock(&admin).now_or_never().is_none(),
            "the service is locked"
        );
        let other = locks.lock(&mailer).await;
        drop((first, other));
        drop(locks.lock(&admin).await);
        let kept = locks.locks.lock().map(|locks| locks.len());
        assert_eq!(
            kept.ok(),
            Some(1),
            "only the lock taken last is still known"
        );
    }
}
