//! Which operations share a bucket, and how large it is.

use crate::wire::Service;

/// A class of operations that share a bucket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Class {
    pub(super) name: &'static str,
    /// Calls that a full bucket allows at once.
    pub(super) burst: f64,
    pub(super) per_second: f64,
}

const fn class(name: &'static str, burst: u32, per_second: u32) -> Class {
    Class {
        name,
        burst: burst as f64,
        per_second: per_second as f64,
    }
}

/// Quotas that are published as plain rates: a burst of one second stands for them.
const fn rate(name: &'static str, per_second: u32) -> Class {
    class(name, per_second, per_second)
}

/// The class of an operation; `None` where AWS publishes no rate.
pub(super) fn of(region: &str, service: Service, operation: &str) -> Option<Class> {
    match service {
        Service::Ecs => ecs(operation),
        Service::Ecr => ecr(operation),
        Service::Logs => logs(region, operation),
        Service::Trail => trail(operation),
        Service::Sts | Service::Elb | Service::AutoScaling => None,
    }
}

fn ecs(operation: &str) -> Option<Class> {
    Some(match operation {
        "DescribeClusters" | "ListClusters" => class("cluster read", 50, 20),
        "DescribeServices" | "ListServices" => class("service read", 100, 20),
        "ListTasks"
        | "DescribeTasks"
        | "ListContainerInstances"
        | "DescribeContainerInstances"
        | "ListAttributes" => class("cluster-resource read", 100, 20),
        "DescribeTaskDefinition" | "ListTaskDefinitions" | "ListTaskDefinitionFamilies" => {
            class("task-definition read", 50, 20)
        }
        "ListServiceDeployments" | "DescribeServiceDeployments" => {
            class("service-deployment read", 50, 20)
        }
        "DescribeServiceRevisions" => class("service-revision read", 50, 20),
        "DescribeCapacityProviders" => class("capacity-provider read", 50, 20),
        "ListTagsForResource" => class("tag read", 50, 20),
        "ListAccountSettings" => class("settings read", 50, 20),
        "ListServicesByNamespace" => class("namespace read", 10, 1),
        "CreateService" | "UpdateService" | "DeleteService" => class("service modify", 50, 5),
        "RunTask"
        | "StopTask"
        | "StartTask"
        | "ExecuteCommand"
        | "RegisterContainerInstance"
        | "DeregisterContainerInstance"
        | "UpdateContainerInstancesState"
        | "PutAttributes"
        | "DeleteAttributes" => class("cluster-resource modify", 100, 40),
        "RegisterTaskDefinition" | "DeregisterTaskDefinition" => {
            class("task-definition modify", 20, 1)
        }
        "DeleteTaskDefinitions" => class("task-definition delete", 5, 1),
        "CreateCluster"
        | "UpdateCluster"
        | "UpdateClusterSettings"
        | "DeleteCluster"
        | "PutClusterCapacityProviders" => class("cluster modify", 20, 1),
        "GetTaskProtection" | "UpdateTaskProtection" => class("task protection", 200, 80),
        _ => return None,
    })
}

fn ecr(operation: &str) -> Option<Class> {
    Some(match operation {
        "BatchGetImage" => rate("batch get image", 2_000),
        "GetAuthorizationToken" => rate("get authorization token", 500),
        "GetDownloadUrlForLayer" => rate("get download url for layer", 3_000),
        "PutImage" => rate("put image", 10),
        _ => return None,
    })
}

fn trail(operation: &str) -> Option<Class> {
    (operation == "LookupEvents").then(|| rate("lookup events", 2))
}

fn logs(region: &str, operation: &str) -> Option<Class> {
    let (filter, get) = match region {
        "us-east-1" => (25, 25),
        "ap-northeast-3" | "ap-southeast-3" | "ca-west-1" | "eu-central-1" | "il-central-1" => {
            (5, 10)
        }
        "us-west-2" | "eu-west-1" => (10, 10),
        "eu-west-3" => (10, 30),
        _ => (10, 25),
    };
    Some(match operation {
        "FilterLogEvents" => rate("filter log events", filter),
        "GetLogEvents" => rate("get log events", get),
        "DescribeLogStreams" => rate("describe log streams", 25),
        "DescribeLogGroups" => rate("describe log groups", 10),
        "StartQuery" => rate("start query", 10),
        "GetQueryResults" => rate("get query results", 10),
        "StartLiveTail" => rate("start live tail", 5),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::wire::Service;

    #[test]
    fn every_class_has_its_published_size() {
        let here = "us-east-1";
        for (service, region, operations, expected) in [
            (
                Service::Ecs,
                here,
                "DescribeClusters ListClusters",
                Some((50, 20)),
            ),
            (
                Service::Ecs,
                here,
                "DescribeServices ListServices",
                Some((100, 20)),
            ),
            (
                Service::Ecs,
                here,
                "ListTasks DescribeTasks ListContainerInstances DescribeContainerInstances ListAttributes",
                Some((100, 20)),
            ),
            (
                Service::Ecs,
                here,
                "DescribeTaskDefinition ListTaskDefinitions ListTaskDefinitionFamilies",
                Some((50, 20)),
            ),
            (
                Service::Ecs,
                here,
                "ListServiceDeployments DescribeServiceDeployments",
                Some((50, 20)),
            ),
            (
                Service::Ecs,
                here,
                "DescribeServiceRevisions",
                Some((50, 20)),
            ),
            (
                Service::Ecs,
                here,
                "DescribeCapacityProviders",
                Some((50, 20)),
            ),
            (Service::Ecs, here, "ListTagsForResource", Some((50, 20))),
            (Service::Ecs, here, "ListAccountSettings", Some((50, 20))),
            (Service::Ecs, here, "ListServicesByNamespace", Some((10, 1))),
            (
                Service::Ecs,
                here,
                "CreateService UpdateService DeleteService",
                Some((50, 5)),
            ),
            (
                Service::Ecs,
                here,
                "RunTask StopTask StartTask ExecuteCommand",
                Some((100, 40)),
            ),
            (
                Service::Ecs,
                here,
                "RegisterTaskDefinition DeregisterTaskDefinition",
                Some((20, 1)),
            ),
            (Service::Ecs, here, "DeleteTaskDefinitions", Some((5, 1))),
            (
                Service::Ecs,
                here,
                "CreateCluster UpdateCluster UpdateClusterSettings DeleteCluster",
                Some((20, 1)),
            ),
            (
                Service::Ecs,
                here,
                "GetTaskProtection UpdateTaskProtection",
                Some((200, 80)),
            ),
            (
                Service::Ecs,
                here,
                "StopServiceDeployment ContinueServiceDeployment",
                None,
            ),
            (Service::Ecr, here, "BatchGetImage", Some((2_000, 2_000))),
            (Service::Ecr, here, "PutImage", Some((10, 10))),
            (Service::Ecr, here, "DescribeImages ListImages", None),
            (Service::Logs, here, "FilterLogEvents", Some((25, 25))),
            (
                Service::Logs,
                "eu-central-1",
                "FilterLogEvents",
                Some((5, 5)),
            ),
            (
                Service::Logs,
                "eu-west-1",
                "FilterLogEvents",
                Some((10, 10)),
            ),
            (Service::Logs, "eu-west-1", "GetLogEvents", Some((10, 10))),
            (Service::Logs, "eu-west-3", "GetLogEvents", Some((30, 30))),
            (Service::Logs, "eu-north-1", "GetLogEvents", Some((25, 25))),
            (Service::Logs, here, "DescribeLogStreams", Some((25, 25))),
            (Service::Logs, here, "DescribeLogGroups", Some((10, 10))),
            (Service::Trail, here, "LookupEvents", Some((2, 2))),
            (Service::Sts, here, "GetCallerIdentity", None),
        ] {
            let mut names = Vec::new();
            for operation in operations.split(' ') {
                let class = of(region, service, operation);
                let size = class.map(|class| (class.burst as u32, class.per_second as u32));
                assert_eq!(size, expected, "{operation} in {region}");
                names.extend(class.map(|class| class.name));
            }
            names.dedup();
            assert!(names.len() <= 1, "{operations} share a bucket");
        }
    }
}
