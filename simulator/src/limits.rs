//! AWS's request rates: token buckets per region and class of operations.

mod class;

use std::{borrow::Cow, collections::BTreeMap};

use crate::{clock::Millis, error::AwsError, wire::Service};

/// The buckets of an account.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Buckets(BTreeMap<String, BTreeMap<Cow<'static, str>, Bucket>>);

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Bucket {
    tokens: f64,
    at: Millis,
}

impl Buckets {
    /// Takes a token for one call at a time; false when the bucket is empty.
    pub(crate) fn draw(
        &mut self,
        region: &str,
        service: Service,
        operation: &str,
        now: Millis,
    ) -> bool {
        let Some(class) = class::of(region, service, operation) else {
            return true;
        };
        let bucket = self
            .0
            .entry(region.to_owned())
            .or_default()
            .entry(Cow::Borrowed(class.name))
            .or_insert(Bucket {
                tokens: class.burst,
                at: now,
            });
        let refill = (now - bucket.at).max(0) as f64 / 1000.0 * class.per_second;
        bucket.tokens = (bucket.tokens + refill).min(class.burst);
        bucket.at = now;
        if bucket.tokens < 1.0 {
            return false;
        }
        bucket.tokens -= 1.0;
        true
    }
}

/// The answer when a bucket is empty.
pub(crate) fn throttled() -> AwsError {
    AwsError::new("ThrottlingException", "Rate exceeded.")
}

#[cfg(test)]
mod tests {
    use super::Buckets;
    use crate::wire::Service;

    #[test]
    fn a_bucket_empties_refills_and_is_shared_by_its_class() {
        let mut buckets = Buckets::default();
        let mut draw =
            |region: &str, operation: &str, now| buckets.draw(region, Service::Ecs, operation, now);
        for _ in 0..25 {
            assert!(draw("us-east-1", "ListClusters", 0));
            assert!(draw("us-east-1", "DescribeClusters", 0));
        }
        assert!(!draw("us-east-1", "ListClusters", 0));
        assert!(
            draw("eu-west-1", "ListClusters", 0),
            "each region has its own buckets"
        );
        assert!(
            draw("us-east-1", "ListServices", 0),
            "each class has its own bucket"
        );
        assert!(draw("us-east-1", "ListClusters", 50));
        assert!(!draw("us-east-1", "ListClusters", 50));
    }
}
