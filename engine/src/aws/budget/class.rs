//! API classes and their published rates.

/// Operations that share a token bucket at AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    /// DescribeClusters, ListClusters.
    ClusterRead,
    /// DescribeServices, ListServices.
    ServiceRead,
    /// ListTasks, DescribeTasks.
    ClusterResourceRead,
    /// DescribeTaskDefinition, ListTaskDefinitions.
    TaskDefinitionRead,
    /// ListServiceDeployments, DescribeServiceDeployments.
    ServiceDeploymentRead,
    /// DescribeServiceRevisions.
    ServiceRevisionRead,
    /// RegisterTaskDefinition.
    TaskDefinitionModify,
    /// UpdateService.
    ServiceModify,
    /// StopTask, RunTask.
    ClusterResourceModify,
    /// StopServiceDeployment, ContinueServiceDeployment.
    ServiceDeploymentModify,
    /// FilterLogEvents, which has a quota of its own.
    FilterLogEvents,
    /// BatchGetImage of ECR, which has a quota of its own.
    BatchGetImage,
    /// DescribeScalableTargets of Application Auto Scaling.
    ScalingRead,
    /// LookupEvents of CloudTrail.
    TrailRead,
}

/// The size of a token bucket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limit {
    /// The most calls at once.
    pub(crate) burst: f64,
    /// Calls per second that last.
    pub(crate) rate: f64,
}

impl Class {
    /// The class in words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::ClusterRead => "cluster reads",
            Self::ServiceRead => "service reads",
            Self::ClusterResourceRead => "task reads",
            Self::TaskDefinitionRead => "task definition reads",
            Self::ServiceDeploymentRead => "service deployment reads",
            Self::ServiceRevisionRead => "service revision reads",
            Self::TaskDefinitionModify => "task definition changes",
            Self::ServiceModify => "service changes",
            Self::ClusterResourceModify => "task changes",
            Self::ServiceDeploymentModify => "service deployment changes",
            Self::FilterLogEvents => "log reads",
            Self::BatchGetImage => "image reads",
            Self::ScalingRead => "auto scaling reads",
            Self::TrailRead => "CloudTrail reads",
        }
    }

    /// The class as a label of metrics.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::ClusterRead => "cluster_read",
            Self::ServiceRead => "service_read",
            Self::ClusterResourceRead => "task_read",
            Self::TaskDefinitionRead => "task_definition_read",
            Self::ServiceDeploymentRead => "service_deployment_read",
            Self::ServiceRevisionRead => "service_revision_read",
            Self::TaskDefinitionModify => "task_definition_modify",
            Self::ServiceModify => "service_modify",
            Self::ClusterResourceModify => "task_modify",
            Self::ServiceDeploymentModify => "service_deployment_modify",
            Self::FilterLogEvents => "log_read",
            Self::BatchGetImage => "image_read",
            Self::ScalingRead => "scaling_read",
            Self::TrailRead => "trail_read",
        }
    }

    /// The published bucket of the class in a region.
    pub(crate) fn limit(self, region: &str) -> Limit {
        let (burst, rate) = match self {
            Self::ClusterRead
            | Self::TaskDefinitionRead
            | Self::ServiceDeploymentRead
            | Self::ServiceRevisionRead => (50.0, 20.0),
            Self::ServiceRead | Self::ClusterResourceRead => (100.0, 20.0),
            Self::TaskDefinitionModify => (20.0, 1.0),
            Self::ServiceModify => (50.0, 5.0),
            Self::ClusterResourceModify => (100.0, 40.0),
            // AWS publishes none; stopping a deployment is rare.
            Self::ServiceDeploymentModify => (10.0, 1.0),
            // AWS publishes none; a person opens a dialog for each of these.
            Self::ScalingRead => (10.0, 5.0),
            Self::TrailRead => (2.0, 2.0),
            Self::BatchGetImage => (2_000.0, 2_000.0),
            // A rate per second without a burst beyond it.
            Self::FilterLogEvents => {
                let rate = match region {
                    "us-east-1" => 25.0,
                    "ap-northeast-3" | "ap-southeast-3" | "ca-west-1" | "eu-central-1"
                    | "il-central-1" => 5.0,
                    _ => 10.0,
                };
                (rate, rate)
            }
        };
        Limit { burst, rate }
    }
}
