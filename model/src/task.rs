//! Tasks and their containers.

mod cause;
mod phase;
#[cfg(test)]
pub(crate) mod tests;

use serde::{Deserialize, Serialize};

use crate::cluster::Tag;
use crate::open_enum::open_enum;
use crate::time::Timestamp;

pub(crate) use cause::of_container;
pub use phase::TaskPhase;

open_enum! {
    /// A task's `lastStatus`; a plain string in AWS's model.
    TaskStatus {
        /// Getting its network and capacity.
        Provisioning = "PROVISIONING",
        /// Waiting for the agent: pulling images, creating containers.
        Pending = "PENDING",
        /// Containers run; registering with load balancers and Service Connect.
        Activating = "ACTIVATING",
        /// Running.
        Running = "RUNNING",
        /// Leaving load balancers.
        Deactivating = "DEACTIVATING",
        /// Containers are being stopped.
        Stopping = "STOPPING",
        /// Giving its network back.
        Deprovisioning = "DEPROVISIONING",
        /// Stopped.
        Stopped = "STOPPED",
        /// Forgotten by ECS.
        Deleted = "DELETED",
    }
}

open_enum! {
    /// Health as container health checks see it.
    Health {
        /// The checks pass.
        Healthy = "HEALTHY",
        /// The checks fail.
        Unhealthy = "UNHEALTHY",
        /// There is no check, or no answer yet.
        UnknownYet = "UNKNOWN",
    }
}

/// A container of a task (ECS `Container`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Container {
    /// The name in the task definition.
    pub name: String,
    /// The container's ARN.
    pub arn: Option<String>,
    /// The image.
    pub image: Option<String>,
    /// The digest that runs.
    pub digest: Option<String>,
    /// The runtime's id of the container.
    pub runtime_id: Option<String>,
    /// `PENDING`, `RUNNING` or `STOPPED`; a plain string in AWS's model.
    pub status: Option<String>,
    /// The exit code, once it has exited.
    pub exit_code: Option<i32>,
    /// ECS's reason, as `OutOfMemoryError: Container killed due to memory usage`.
    pub reason: Option<String>,
    /// Health by its own check.
    pub health: Option<Health>,
    /// CPU units, as AWS gives them.
    pub cpu: Option<String>,
    /// Memory limit in MiB, as AWS gives it.
    pub memory: Option<String>,
    /// Ports on the host (bridge and host networks).
    pub bindings: Vec<PortBinding>,
    /// Private addresses of its network interfaces.
    pub private_ips: Vec<String>,
}

/// A container port published on its host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortBinding {
    /// The port in the container.
    pub container_port: Option<i32>,
    /// The port on the host.
    pub host_port: Option<i32>,
    /// `tcp` or `udp`.
    pub protocol: Option<String>,
}

/// A task (ECS `Task`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// The full ARN.
    pub arn: String,
    /// The id: 32 hexadecimal digits usually.
    pub id: String,
    /// `service:<name>` or `family:<family>`, or a group of the caller's.
    pub group: Option<String>,
    /// `ecs-svc/<deployment id>` for tasks of services, else the caller's word.
    pub started_by: Option<String>,
    /// The task definition's ARN.
    pub task_definition: String,
    /// The status.
    pub status: TaskStatus,
    /// `RUNNING` or `STOPPED`.
    pub desired_status: Option<String>,
    /// Health over all containers.
    pub health: Option<Health>,
    /// Rises with each change.
    pub version: i64,
    /// CPU units of the task.
    pub cpu: Option<String>,
    /// Memory of the task in MiB.
    pub memory: Option<String>,
    /// Launch type, as `FARGATE`.
    pub launch_type: Option<String>,
    /// The capacity provider it was placed by.
    pub capacity_provider: Option<String>,
    /// Availability zone.
    pub zone: Option<String>,
    /// Fargate platform version.
    pub platform_version: Option<String>,
    /// ARN of the container instance it runs on; absent on Fargate.
    pub container_instance: Option<String>,
    /// The containers.
    pub containers: Vec<Container>,
    /// The address of its elastic network interface.
    pub private_ip: Option<String>,
    /// The elastic network interface's id.
    pub network_interface: Option<String>,
    /// The subnet it is in.
    pub subnet: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When its first image pull began.
    pub pull_started_at: Option<Timestamp>,
    /// When its last image pull ended.
    pub pull_stopped_at: Option<Timestamp>,
    /// When it became RUNNING.
    pub started_at: Option<Timestamp>,
    /// When stopping began.
    pub stopping_at: Option<Timestamp>,
    /// When its containers stopped.
    pub execution_stopped_at: Option<Timestamp>,
    /// When it became STOPPED.
    pub stopped_at: Option<Timestamp>,
    /// Why, as a code: `EssentialContainerExited`, `TaskFailedToStart`, …
    pub stop_code: Option<String>,
    /// Why, in ECS's or the caller's words.
    pub stopped_reason: Option<String>,
    /// Whether ECS Exec is on.
    pub exec_enabled: bool,
    /// Tags.
    pub tags: Vec<Tag>,
}

impl Task {
    /// The service it belongs to, `None` for tasks run on their own.
    pub fn service(&self) -> Option<&str> {
        self.group.as_deref()?.strip_prefix("service:")
    }
}
