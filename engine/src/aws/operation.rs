//! The AWS operations that the console calls.

use super::budget::Class;

/// An AWS service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    /// Amazon ECS.
    Ecs,
    /// Amazon CloudWatch Logs.
    Logs,
    /// Amazon ECR.
    Ecr,
    /// Application Auto Scaling.
    AutoScaling,
    /// CloudTrail.
    Trail,
}

impl Service {
    /// The service's prefix in IAM actions.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Ecs => "ecs",
            Self::Logs => "logs",
            Self::Ecr => "ecr",
            Self::AutoScaling => "application-autoscaling",
            Self::Trail => "cloudtrail",
        }
    }

    /// The service's name in a sentence.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Ecs => "ECS",
            Self::Logs => "CloudWatch Logs",
            Self::Ecr => "ECR",
            Self::AutoScaling => "Application Auto Scaling",
            Self::Trail => "CloudTrail",
        }
    }
}

/// An AWS operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operation {
    /// Its service.
    pub(super) service: Service,
    /// Its name, as `DescribeServices`.
    pub(super) name: &'static str,
    /// The class whose budget it draws on.
    pub(super) class: Class,
    /// Whether it changes something, so that it must never be sent twice.
    pub(super) changes: bool,
}

const fn read(service: Service, name: &'static str, class: Class) -> Operation {
    Operation {
        service,
        name,
        class,
        changes: false,
    }
}

const fn change(service: Service, name: &'static str, class: Class) -> Operation {
    Operation {
        service,
        name,
        class,
        changes: true,
    }
}

pub(super) const LIST_CLUSTERS: Operation = read(Service::Ecs, "ListClusters", Class::ClusterRead);
pub(super) const DESCRIBE_CLUSTERS: Operation =
    read(Service::Ecs, "DescribeClusters", Class::ClusterRead);
pub(super) const LIST_SERVICES: Operation = read(Service::Ecs, "ListServices", Class::ServiceRead);
pub(super) const DESCRIBE_SERVICES: Operation =
    read(Service::Ecs, "DescribeServices", Class::ServiceRead);
pub(super) const LIST_TASKS: Operation =
    read(Service::Ecs, "ListTasks", Class::ClusterResourceRead);
pub(super) const DESCRIBE_TASKS: Operation =
    read(Service::Ecs, "DescribeTasks", Class::ClusterResourceRead);
pub(super) const DESCRIBE_TASK_DEFINITION: Operation = read(
    Service::Ecs,
    "DescribeTaskDefinition",
    Class::TaskDefinitionRead,
);
pub(super) const LIST_TASK_DEFINITIONS: Operation = read(
    Service::Ecs,
    "ListTaskDefinitions",
    Class::TaskDefinitionRead,
);
pub(super) const LIST_SERVICE_DEPLOYMENTS: Operation = read(
    Service::Ecs,
    "ListServiceDeployments",
    Class::ServiceDeploymentRead,
);
pub(super) const DESCRIBE_SERVICE_DEPLOYMENTS: Operation = read(
    Service::Ecs,
    "DescribeServiceDeployments",
    Class::ServiceDeploymentRead,
);
pub(super) const DESCRIBE_SERVICE_REVISIONS: Operation = read(
    Service::Ecs,
    "DescribeServiceRevisions",
    Class::ServiceRevisionRead,
);
pub(super) const REGISTER_TASK_DEFINITION: Operation = change(
    Service::Ecs,
    "RegisterTaskDefinition",
    Class::TaskDefinitionModify,
);
pub(super) const UPDATE_SERVICE: Operation =
    change(Service::Ecs, "UpdateService", Class::ServiceModify);
pub(super) const RUN_TASK: Operation =
    change(Service::Ecs, "RunTask", Class::ClusterResourceModify);
pub(super) const STOP_TASK: Operation =
    change(Service::Ecs, "StopTask", Class::ClusterResourceModify);
pub(super) const STOP_SERVICE_DEPLOYMENT: Operation = change(
    Service::Ecs,
    "StopServiceDeployment",
    Class::ServiceDeploymentModify,
);
pub(super) const CONTINUE_SERVICE_DEPLOYMENT: Operation = change(
    Service::Ecs,
    "ContinueServiceDeployment",
    Class::ServiceDeploymentModify,
);
pub(super) const FILTER_LOG_EVENTS: Operation =
    read(Service::Logs, "FilterLogEvents", Class::FilterLogEvents);
pub(super) const BATCH_GET_IMAGE: Operation =
    read(Service::Ecr, "BatchGetImage", Class::BatchGetImage);
pub(super) const DESCRIBE_SCALABLE_TARGETS: Operation = read(
    Service::AutoScaling,
    "DescribeScalableTargets",
    Class::ScalingRead,
);
pub(super) const LOOKUP_EVENTS: Operation = read(Service::Trail, "LookupEvents", Class::TrailRead);
