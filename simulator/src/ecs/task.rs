//! Tasks: their state. What happens to them is in `lifecycle`.

mod behaviour;
mod blueprint;
mod container;
mod dependency;
mod document;
pub(crate) mod execute_command;
mod exit;
pub(crate) mod fargate;
mod health;
mod interface;
pub(crate) mod launch;
pub(crate) mod lifecycle;
pub(crate) mod operations;
pub(crate) mod platform;
pub(crate) mod protection;
pub(crate) mod run;
mod start;
pub(crate) mod target;
pub(crate) mod trouble;

use std::{borrow::Cow, sync::Arc};

use serde_json::Value;

use crate::{clock::Millis, ecs::placement::Port, tags::Tags};
pub(crate) use container::Container;
pub(crate) use interface::NetworkInterface;
pub(crate) use lifecycle::{Happening, Moment, News};
pub(crate) use trouble::{Plan, Trouble};

/// How long AWS remembers a stopped task.
pub(crate) const REMEMBERED: Millis = crate::clock::HOUR;

/// A task's `lastStatus`, in the order a task goes through them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub(crate) enum Phase {
    Provisioning,
    Pending,
    Activating,
    Running,
    Deactivating,
    Stopping,
    Deprovisioning,
    Stopped,
}

impl Phase {
    fn as_str(self) -> &'static str {
        match self {
            Self::Provisioning => "PROVISIONING",
            Self::Pending => "PENDING",
            Self::Activating => "ACTIVATING",
            Self::Running => "RUNNING",
            Self::Deactivating => "DEACTIVATING",
            Self::Stopping => "STOPPING",
            Self::Deprovisioning => "DEPROVISIONING",
            Self::Stopped => "STOPPED",
        }
    }
}

/// The health of a task or container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Health {
    Unknown,
    Healthy,
    Unhealthy,
}

impl Health {
    fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "UNKNOWN",
            Self::Healthy => "HEALTHY",
            Self::Unhealthy => "UNHEALTHY",
        }
    }
}

/// Why a task stopped: AWS's code and the sentence beside it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct StopCause {
    /// `stopCode`.
    pub(crate) code: Cow<'static, str>,
    /// `stoppedReason`.
    pub(crate) reason: String,
}

impl StopCause {
    /// A cause.
    pub(crate) fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            reason: reason.into(),
        }
    }

    /// The service scheduler stopped the task of a deployment.
    pub(crate) fn scaling(deployment: &str) -> Self {
        Self::new(
            "ServiceSchedulerInitiated",
            format!("Scaling activity initiated by (deployment {deployment})"),
        )
    }

    /// The task failed its container health checks.
    pub(crate) fn unhealthy() -> Self {
        Self::new(
            "ServiceSchedulerInitiated",
            "Task failed container health checks",
        )
    }

    /// The task failed the health checks of a target group.
    pub(crate) fn unhealthy_target(target_group: &str) -> Self {
        Self::new(
            "ServiceSchedulerInitiated",
            format!("Task failed ELB health checks in (target-group {target_group})"),
        )
    }

    /// An essential container exited.
    pub(crate) fn essential_exit() -> Self {
        Self::new(
            "EssentialContainerExited",
            "Essential container in task exited",
        )
    }

    /// The task could not start.
    pub(crate) fn failed_to_start(reason: impl Into<String>) -> Self {
        Self::new("TaskFailedToStart", reason)
    }

    /// The Spot capacity was taken back.
    pub(crate) fn spot_interruption() -> Self {
        Self::new("SpotInterruption", "Your Spot Task was interrupted.")
    }

    /// Somebody stopped the task.
    pub(crate) fn user(reason: Option<&str>) -> Self {
        Self::new("UserInitiated", reason.unwrap_or("Task stopped by user"))
    }
}

/// When things happened to a task.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Times {
    connectivity: Option<Millis>,
    pull_started: Option<Millis>,
    pull_stopped: Option<Millis>,
    pub(crate) started: Option<Millis>,
    stopping: Option<Millis>,
    execution_stopped: Option<Millis>,
    stopped: Option<Millis>,
}

/// A task.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Task {
    pub(crate) id: String,
    pub(crate) arn: String,
    cluster_arn: String,
    pub(crate) definition_arn: String,
    family: String,
    pub(crate) group: String,
    pub(crate) started_by: Option<String>,
    /// The service that keeps this task, and the id of its deployment.
    pub(crate) owner: Option<Owner>,
    pub(crate) launch_type: Cow<'static, str>,
    capacity_provider: Option<String>,
    container_instance: Option<String>,
    platform_version: Option<String>,
    availability_zone: String,
    pub(crate) phase: Phase,
    pub(crate) health: Health,
    /// When the task first counted as healthy.
    pub(crate) healthy_since: Option<Millis>,
    /// Why it stops or stopped; a task is wanted as long as there is no cause.
    pub(crate) stop: Option<StopCause>,
    /// Rises when the task takes another way, so that events of the old way are ignored.
    serial: u32,
    version: u32,
    /// CPU units the task reserves.
    pub(crate) cpu: i64,
    /// MiB of memory the task reserves.
    pub(crate) memory: i64,
    /// GiB of ephemeral storage, on Fargate.
    ephemeral_storage: i64,
    containers: Vec<Container>,
    interface: Option<NetworkInterface>,
    overrides: Option<Value>,
    exec_enabled: bool,
    created: Millis,
    pub(crate) times: Times,
    pub(crate) tags: Tags,
    /// An error that keeps the task from starting, from the definition's labels.
    start_error: Option<Arc<str>>,
    /// Until when its service must not stop it to scale in or to deploy.
    pub(crate) protected_until: Option<Millis>,
    /// What shall happen once it runs.
    plans: Vec<Plan>,
    /// What it is to load balancers.
    targets: Vec<target::Target>,
    /// Whether its containers are fine, whatever load balancers say.
    settled: bool,
}

/// The service and deployment that started a task.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Owner {
    /// The service's name.
    pub(crate) service: String,
    /// The deployment's id, `ecs-svc/…`.
    pub(crate) deployment: String,
}

impl Task {
    /// Whether its desired status is RUNNING.
    pub(crate) fn is_wanted(&self) -> bool {
        self.stop.is_none()
    }

    /// Whether it runs, is wanted and counts as healthy.
    pub(crate) fn is_healthy(&self) -> bool {
        self.is_wanted()
            && self.phase == Phase::Running
            && self.healthy_since.is_some()
            && self.health != Health::Unhealthy
            && self.passes_balancers()
    }

    /// Whether it runs on a container instance.
    pub(crate) fn is_on(&self, container_instance: &str) -> bool {
        self.container_instance.as_deref() == Some(container_instance)
    }

    /// The ARN of its container instance.
    pub(crate) fn container_instance(&self) -> Option<&str> {
        self.container_instance.as_deref()
    }

    /// The capacity provider it was placed by.
    pub(crate) fn capacity_provider(&self) -> Option<&str> {
        self.capacity_provider.as_deref()
    }

    /// The subnet of its network interface.
    pub(crate) fn subnet(&self) -> Option<&str> {
        let interface = self.interface.as_ref()?;
        Some(interface.subnet.as_str())
    }

    /// Whether its capacity can be taken back.
    fn is_on_spot(&self) -> bool {
        self.capacity_provider() == Some("FARGATE_SPOT")
    }

    /// The ports it takes on its host.
    pub(crate) fn host_ports(&self) -> impl Iterator<Item = Port> {
        let containers = self.containers.iter();
        containers.flat_map(|container| container.bindings.iter().map(container::Binding::port))
    }

    /// Why it could not start, in the words of its container where it has any.
    pub(crate) fn start_failure(&self) -> Option<&str> {
        let stop = self.stop.as_ref();
        let stop = stop.filter(|stop| stop.code == "TaskFailedToStart")?;
        let of_container = self
            .containers
            .iter()
            .find_map(|container| match &container.state {
                container::State::Stopped {
                    exit_code: None,
                    reason: Some(reason),
                } => Some(reason.as_str()),
                _ => None,
            });
        Some(of_container.unwrap_or(stop.reason.as_str()))
    }

    /// Whether its service must let it run for now.
    pub(crate) fn is_protected(&self, now: Millis) -> bool {
        self.protected_until.is_some_and(|until| until > now)
    }

    /// Whether it belongs to a deployment.
    pub(crate) fn is_of(&self, deployment: &str) -> bool {
        self.owner
            .as_ref()
            .is_some_and(|owner| owner.deployment == deployment)
    }

    fn desired_status(&self) -> &'static str {
        if self.is_wanted() {
            "RUNNING"
        } else {
            "STOPPED"
        }
    }
}
