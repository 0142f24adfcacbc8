//! AWS's request rates: token buckets per region and class of operations.

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

/// A class of operations that share a bucket.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Class {
    name: &'static str,
    burst: f64,
    per_second: f64,
}

const fn class(name: &'static str, burst: f64, per_second: f64) -> Class {
    Class {
        name,
        burst,
        per_second,
    }
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
        let Some(class) = class_of(service, operation) else {
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

fn class_of(service: Service, operation: &str) -> Option<Class> {
    Some(match (service, operation) {
        (Service::Ecs, "DescribeClusters" | "ListClusters") => class("cluster read", 50.0, 20.0),
        (Service::Ecs, "DescribeServices" | "ListServices") => class("service read", 100.0, 20.0),
        (
            Service::Ecs,
            "ListTasks"
            | "DescribeTasks"
            | "ListContainerInstances"
            | "DescribeContainerInstances"
            | "ListAttributes",
        ) => class("cluster-resource read", 100.0, 20.0),
        (
            Service::Ecs,
            "DescribeTaskDefinition" | "ListTaskDefinitions" | "ListTaskDefinitionFamilies",
        ) => class("task-definition read", 50.0, 20.0),
        (Service::Ecs, "ListServiceDeployments" | "DescribeServiceDeployments") => {
            class("service-deployment read", 50.0, 20.0)
        }
        (Service::Ecs, "DescribeServiceRevisions") => class("service-revision read", 50.0, 20.0),
        (Service::Ecs, "DescribeCapacityProviders") => class("capacity-provider read", 50.0, 20.0),
        (Service::Ecs, "ListTagsForResource") => class("tag read", 50.0, 20.0),
        (Service::Ecs, "ListAccountSettings") => class("settings read", 50.0, 20.0),
        (Service::Ecs, "ListServicesByNamespace") => class("namespace read", 10.0, 1.0),
        (Service::Ecs, "CreateService" | "UpdateService" | "DeleteService") => {
            class("service modify", 50.0, 5.0)
        }
        (Service::Ecs, "RunTask" | "StopTask" | "StartTask" | "ExecuteCommand") => {
            class("cluster-resource modify", 100.0, 40.0)
        }
        (Service::Ecs, "RegisterTaskDefinition" | "DeregisterTaskDefinition") => {
            class("task-definition modify", 20.0, 1.0)
        }
        (Service::Ecs, "DeleteTaskDefinitions") => class("task-definition delete", 5.0, 1.0),
        (
            Service::Ecs,
            "CreateCluster" | "UpdateCluster" | "UpdateClusterSettings" | "DeleteCluster",
        ) => class("cluster modify", 20.0, 1.0),
        // CloudWatch Logs quotas are plain rates; a burst of one second stands for them.
        (Service::Logs, "FilterLogEvents") => class("filter log events", 25.0, 25.0),
        (Service::Logs, "GetLogEvents") => class("get log events", 25.0, 25.0),
        (Service::Logs, "DescribeLogStreams") => class("describe log streams", 25.0, 25.0),
        (Service::Logs, "DescribeLogGroups") => class("describe log groups", 10.0, 10.0),
        _ => return None,
    })
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
