//! Services, their rolling state and their events.

use serde::{Deserialize, Serialize};

use crate::cluster::Tag;
use crate::open_enum::open_enum;
use crate::time::Timestamp;

open_enum! {
    /// A service's `status`.
    ServiceStatus {
        /// In use.
        Active = "ACTIVE",
        /// Being deleted, tasks still stopping.
        Draining = "DRAINING",
        /// Deleted.
        Inactive = "INACTIVE",
    }
}

open_enum! {
    /// A service's `launchType`.
    LaunchType {
        /// Serverless capacity.
        Fargate = "FARGATE",
        /// The account's own instances.
        Ec2 = "EC2",
        /// Instances outside AWS (ECS Anywhere).
        External = "EXTERNAL",
        /// Instances that ECS manages.
        ManagedInstances = "MANAGED_INSTANCES",
    }
}

open_enum! {
    /// Who replaces a service's tasks when it changes (`deploymentController.type`).
    DeploymentController {
        /// ECS itself.
        Ecs = "ECS",
        /// AWS CodeDeploy.
        CodeDeploy = "CODE_DEPLOY",
        /// A third party, by task sets.
        External = "EXTERNAL",
    }
}

open_enum! {
    /// How a deployment replaces tasks (`deploymentConfiguration.strategy`).
    Strategy {
        /// Task by task.
        Rolling = "ROLLING",
        /// A full second set, then all traffic at once.
        BlueGreen = "BLUE_GREEN",
        /// Traffic in equal steps.
        Linear = "LINEAR",
        /// A little traffic first, then all.
        Canary = "CANARY",
    }
}

open_enum! {
    /// An ECS deployment's `rolloutState`.
    RolloutState {
        /// Replacing tasks.
        InProgress = "IN_PROGRESS",
        /// Steady.
        Completed = "COMPLETED",
        /// The circuit breaker or an alarm ended it.
        Failed = "FAILED",
    }
}

open_enum! {
    /// An ECS deployment's `status`.
    DeploymentStatus {
        /// The newest one.
        Primary = "PRIMARY",
        /// An older one that still has tasks.
        Active = "ACTIVE",
        /// Replaced entirely.
        Inactive = "INACTIVE",
    }
}

/// One entry of a service's `deployments[]`: the live counts of one revision's tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deployment {
    /// The id, as `ecs-svc/1234567890123456789`; tasks carry it in `startedBy`.
    pub id: String,
    /// PRIMARY for the newest.
    pub status: DeploymentStatus,
    /// The task definition's ARN.
    pub task_definition: String,
    /// Tasks wanted.
    pub desired: i32,
    /// Tasks in PENDING.
    pub pending: i32,
    /// Tasks in RUNNING.
    pub running: i32,
    /// Consecutive tasks that failed to start or stay.
    pub failed: i32,
    /// IN_PROGRESS, COMPLETED or FAILED; absent for controllers other than ECS.
    pub rollout_state: Option<RolloutState>,
    /// ECS's sentence about it.
    pub rollout_reason: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
}

/// A line of a service's event list (newest 100 are kept by ECS).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceEvent {
    /// The event's id.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// AWS's text.
    pub message: String,
}

/// A capacity provider with its share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityShare {
    /// The provider's name, as `FARGATE_SPOT`.
    pub provider: String,
    /// Its relative weight.
    pub weight: i32,
    /// The number of tasks it gets first.
    pub base: i32,
}

/// A service (ECS `Service`) without its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// The full ARN.
    pub arn: String,
    /// The name.
    pub name: String,
    /// ACTIVE, DRAINING or INACTIVE.
    pub status: ServiceStatus,
    /// Tasks wanted.
    pub desired: i32,
    /// Tasks in RUNNING.
    pub running: i32,
    /// Tasks in PENDING.
    pub pending: i32,
    /// The ARN of the task definition set now.
    pub task_definition: String,
    /// Images of the current task definition's containers in its order, once they are known.
    #[serde(default)]
    pub images: Vec<String>,
    /// The launch type; absent with a capacity provider strategy.
    pub launch_type: Option<LaunchType>,
    /// The capacity provider strategy; empty with a launch type.
    pub capacity: Vec<CapacityShare>,
    /// Who carries out deployments.
    pub controller: DeploymentController,
    /// How tasks are replaced.
    pub strategy: Strategy,
    /// `REPLICA` or `DAEMON`.
    pub scheduling: String,
    /// `minimumHealthyPercent`.
    pub minimum_healthy_percent: Option<i32>,
    /// `maximumPercent`.
    pub maximum_percent: Option<i32>,
    /// Whether the circuit breaker is on, and whether it rolls back.
    pub circuit_breaker: Option<CircuitBreaker>,
    /// Live counts by revision, newest first.
    pub deployments: Vec<Deployment>,
    /// Message and time of the newest event.
    pub last_event: Option<ServiceEvent>,
    /// When the service was created.
    pub created_at: Option<Timestamp>,
    /// Who created it, an IAM ARN.
    pub created_by: Option<String>,
    /// Whether ECS Exec is on.
    pub exec_enabled: bool,
    /// `healthCheckGracePeriodSeconds`.
    pub health_check_grace_s: Option<i32>,
    /// Fargate platform version, as `LATEST` or `1.4.0`.
    pub platform_version: Option<String>,
    /// Subnets, security groups and public address of awsvpc tasks.
    pub network: Option<Network>,
    /// Load balancer attachments.
    pub load_balancers: Vec<LoadBalancer>,
    /// Service Connect configuration of the current deployment, when it is on.
    pub service_connect: Option<ServiceConnect>,
    /// Tags.
    pub tags: Vec<Tag>,
}

/// The deployment circuit breaker's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CircuitBreaker {
    /// Whether it ends a failing deployment.
    pub enable: bool,
    /// Whether it then rolls back.
    pub rollback: bool,
}

/// The awsvpc configuration of a service's tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// Subnet ids.
    pub subnets: Vec<String>,
    /// Security group ids.
    pub security_groups: Vec<String>,
    /// Whether tasks get a public address.
    pub public_ip: bool,
}

/// One load balancer attachment of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadBalancer {
    /// The target group's ARN; absent for classic load balancers.
    pub target_group: Option<String>,
    /// The container that takes the traffic.
    pub container: String,
    /// Its port.
    pub port: Option<i32>,
}

/// What a service offers and where, through Service Connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceConnect {
    /// The namespace, an ARN or a name.
    pub namespace: Option<String>,
    /// What it offers; empty for clients only.
    pub offers: Vec<ServiceConnectOffer>,
}

/// A name and port under which a service can be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceConnectOffer {
    /// The port's name in the task definition.
    pub port_name: String,
    /// The DNS name callers use; the discovery name when none is set.
    pub dns_name: Option<String>,
    /// The port callers use.
    pub port: Option<i32>,
}

impl Service {
    /// The deployment that is current or becoming so.
    pub fn primary(&self) -> Option<&Deployment> {
        self.deployments
            .iter()
            .find(|deployment| deployment.status == DeploymentStatus::Primary)
    }

    /// Whether a deployment is in progress.
    pub fn is_deploying(&self) -> bool {
        self.primary()
            .is_some_and(|primary| primary.rollout_state == Some(RolloutState::InProgress))
            || self.deployments.len() > 1
    }

    /// Launch type or capacity providers, and strategy, as `Fargate, rolling`.
    pub fn kind_words(&self) -> String {
        let capacity = match (&self.launch_type, self.capacity.as_slice()) {
            (_, [first, rest @ ..]) => {
                let more = if rest.is_empty() {
                    String::new()
                } else {
                    format!(" +{}", rest.len())
                };
                format!("{}{more}", crate::words::capacity(&first.provider))
            }
            (Some(launch_type), []) => crate::words::capacity(launch_type.as_str()),
            (None, []) => "No capacity set".to_owned(),
        };
        let strategy = match &self.controller {
            DeploymentController::CodeDeploy => "CodeDeploy".to_owned(),
            DeploymentController::External => "external deployments".to_owned(),
            _ => crate::words::strategy(&self.strategy),
        };
        format!("{capacity}, {strategy}")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A rolling Fargate service `web` with these counts and one completed deployment.
    pub(crate) fn service(desired: i32, running: i32, pending: i32) -> Service {
        Service {
            arn: "arn:aws:ecs:us-east-1:123456789012:service/c/web".to_owned(),
            name: "web".to_owned(),
            status: ServiceStatus::Active,
            desired,
            running,
            pending,
            task_definition: "td/web:18".to_owned(),
            images: Vec::new(),
            launch_type: Some(LaunchType::Fargate),
            capacity: Vec::new(),
            controller: DeploymentController::Ecs,
            strategy: Strategy::Rolling,
            scheduling: "REPLICA".to_owned(),
            minimum_healthy_percent: Some(100),
            maximum_percent: Some(200),
            circuit_breaker: None,
            deployments: vec![deployment(
                "1",
                "PRIMARY",
                "td/web:18",
                (desired, running),
                Some("COMPLETED"),
            )],
            last_event: None,
            created_at: Some(Timestamp(1)),
            created_by: None,
            exec_enabled: false,
            health_check_grace_s: None,
            platform_version: None,
            network: None,
            load_balancers: Vec::new(),
            service_connect: None,
            tags: Vec::new(),
        }
    }

    /// A deployment with (desired, running) tasks.
    pub(crate) fn deployment(
        id: &str,
        status: &str,
        task_definition: &str,
        (desired, running): (i32, i32),
        rollout: Option<&str>,
    ) -> Deployment {
        Deployment {
            id: format!("ecs-svc/{id}"),
            status: status.into(),
            task_definition: task_definition.to_owned(),
            desired,
            pending: 0,
            running,
            failed: 0,
            rollout_state: rollout.map(Into::into),
            rollout_reason: None,
            created_at: Some(Timestamp(100)),
            updated_at: None,
        }
    }

    #[test]
    fn kinds_in_words() {
        let mut web = service(1, 1, 0);
        assert_eq!(web.kind_words(), "Fargate, rolling");
        web.strategy = Strategy::BlueGreen;
        let share = |provider: &str| CapacityShare {
            provider: provider.to_owned(),
            weight: 1,
            base: 0,
        };
        web.capacity = vec![share("FARGATE_SPOT"), share("FARGATE")];
        assert_eq!(web.kind_words(), "Fargate Spot +1, blue/green");
        web.capacity = vec![share("my-asg")];
        web.controller = DeploymentController::CodeDeploy;
        assert_eq!(web.kind_words(), "my-asg, CodeDeploy");
        web.strategy = "SOMETHING_NEW".into();
        web.controller = DeploymentController::Ecs;
        assert_eq!(web.kind_words(), "my-asg, something new");
    }
}
