//! Tasks and their containers.

use serde::{Deserialize, Serialize};

use crate::cluster::Tag;
use crate::open_enum::open_enum;
use crate::time::Timestamp;

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

/// What a task's dot shows, by shape and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskPhase {
    /// Before RUNNING.
    Starting,
    /// RUNNING, and not unhealthy.
    Running,
    /// RUNNING, and its checks fail.
    Unhealthy,
    /// After RUNNING, before STOPPED.
    Stopping,
    /// STOPPED because it was asked to.
    Stopped,
    /// STOPPED because something went wrong.
    Failed,
}

impl TaskPhase {
    /// The phase as a word.
    pub fn words(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Unhealthy => "unhealthy",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }
}

impl Task {
    /// The service it belongs to, `None` for tasks run on their own.
    pub fn service(&self) -> Option<&str> {
        self.group.as_deref()?.strip_prefix("service:")
    }

    /// The phase its dot shows.
    pub fn phase(&self) -> TaskPhase {
        match &self.status {
            TaskStatus::Running if self.wants_stop() => TaskPhase::Stopping,
            TaskStatus::Running if self.health == Some(Health::Unhealthy) => TaskPhase::Unhealthy,
            TaskStatus::Running => TaskPhase::Running,
            TaskStatus::Deactivating | TaskStatus::Stopping | TaskStatus::Deprovisioning => {
                TaskPhase::Stopping
            }
            TaskStatus::Stopped | TaskStatus::Deleted => {
                if self.has_failed() {
                    TaskPhase::Failed
                } else {
                    TaskPhase::Stopped
                }
            }
            TaskStatus::Provisioning
            | TaskStatus::Pending
            | TaskStatus::Activating
            | TaskStatus::Unknown(_) => TaskPhase::Starting,
        }
    }

    /// Whether it is STOPPED.
    pub fn is_stopped(&self) -> bool {
        matches!(self.status, TaskStatus::Stopped | TaskStatus::Deleted)
    }

    fn wants_stop(&self) -> bool {
        self.desired_status.as_deref() == Some("STOPPED")
    }

    /// Whether it stopped, or is stopping, because something went wrong: not by a user and not by
    /// scaling or a deployment.
    pub fn has_failed(&self) -> bool {
        match self.stop_code.as_deref() {
            Some("EssentialContainerExited") => {
                // A one-off task ends by exiting with 0, which is its success.
                self.service().is_some()
                    || self
                        .containers
                        .iter()
                        .any(|c| c.exit_code.is_none_or(|code| code != 0))
            }
            Some(
                "TaskFailedToStart"
                | "SpotInterruption"
                | "TerminationNotice"
                | "InfrastructureHealth",
            ) => true,
            Some("ServiceSchedulerInitiated") => self
                .stopped_reason
                .as_deref()
                .is_some_and(|reason| reason.contains("failed")),
            Some(_) => false,
            None => self
                .containers
                .iter()
                .any(|container| container.exit_code.is_some_and(|code| code != 0)),
        }
    }

    /// Why it stopped in a few words, `None` while nothing is known: `out of memory (exit 137)`,
    /// `health check failed`, `image pull failed`.
    pub fn cause(&self) -> Option<String> {
        let reason = self.stopped_reason.as_deref().unwrap_or_default();
        let dead = self
            .containers
            .iter()
            .find(|c| {
                c.reason
                    .as_deref()
                    .is_some_and(|r| r.starts_with("OutOfMemoryError"))
            })
            .or_else(|| {
                self.containers
                    .iter()
                    .find(|c| c.exit_code.is_some_and(|code| code != 0))
            });
        let exit = dead.and_then(|c| c.exit_code);
        let told = dead.and_then(|c| c.reason.as_deref()).unwrap_or_default();
        let with_exit = |words: &str| match exit {
            Some(code) => format!("{words} (exit {code})"),
            None => words.to_owned(),
        };
        let anywhere = |word: &str| {
            reason.contains(word)
                || self
                    .containers
                    .iter()
                    .any(|c| c.reason.as_deref().is_some_and(|r| r.contains(word)))
        };
        if told.starts_with("OutOfMemoryError") || reason.contains("OutOfMemoryError") {
            return Some(with_exit("out of memory"));
        }
        for (word, cause) in [
            ("CannotPullContainer", "image pull failed"),
            (
                "ResourceInitializationError",
                "resource initialisation failed",
            ),
            ("CannotStartContainer", "container could not start"),
            ("CannotCreateContainer", "container could not be created"),
            (
                "failed ELB health checks",
                "load balancer health check failed",
            ),
            ("failed container health checks", "health check failed"),
        ] {
            if anywhere(word) {
                return Some(cause.to_owned());
            }
        }
        match self.stop_code.as_deref() {
            Some("SpotInterruption") => return Some("Spot capacity taken back".to_owned()),
            Some("TaskFailedToStart") => return Some("failed to start".to_owned()),
            Some("UserInitiated") => return Some("stopped by a user".to_owned()),
            _ => {}
        }
        match exit {
            Some(137) => Some("killed (exit 137)".to_owned()),
            Some(143) => Some("terminated (exit 143)".to_owned()),
            Some(code) => Some(format!("exited with {code}")),
            None if reason.is_empty() => None,
            None if reason.starts_with("Scaling activity initiated") => {
                Some("scaled in or replaced".to_owned())
            }
            None => Some(reason.to_owned()),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn task(id: &str, status: &str) -> Task {
        Task {
            arn: format!("arn:aws:ecs:us-east-1:123456789012:task/c/{id}"),
            id: id.to_owned(),
            group: Some("service:web".to_owned()),
            started_by: Some("ecs-svc/1".to_owned()),
            task_definition: "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1".to_owned(),
            status: status.into(),
            desired_status: Some("RUNNING".to_owned()),
            health: None,
            version: 1,
            cpu: None,
            memory: None,
            launch_type: None,
            capacity_provider: None,
            zone: None,
            platform_version: None,
            container_instance: None,
            containers: Vec::new(),
            private_ip: None,
            network_interface: None,
            subnet: None,
            created_at: None,
            pull_started_at: None,
            pull_stopped_at: None,
            started_at: None,
            stopping_at: None,
            execution_stopped_at: None,
            stopped_at: None,
            stop_code: None,
            stopped_reason: None,
            exec_enabled: false,
            tags: Vec::new(),
        }
    }

    fn container(exit_code: Option<i32>, reason: Option<&str>) -> Container {
        Container {
            name: "app".to_owned(),
            arn: None,
            image: None,
            digest: None,
            runtime_id: None,
            status: Some("STOPPED".to_owned()),
            exit_code,
            reason: reason.map(str::to_owned),
            health: None,
            cpu: None,
            memory: None,
            bindings: Vec::new(),
            private_ips: Vec::new(),
        }
    }

    #[test]
    fn causes_and_phases_of_stopped_tasks() {
        let oom = "OutOfMemoryError: Container killed due to memory usage";
        let essential = "Essential container in task exited";
        for (code, reason, exit, told, cause, failed) in [
            (
                "EssentialContainerExited",
                essential,
                Some(137),
                Some(oom),
                "out of memory (exit 137)",
                true,
            ),
            (
                "EssentialContainerExited",
                essential,
                Some(137),
                None,
                "killed (exit 137)",
                true,
            ),
            (
                "EssentialContainerExited",
                essential,
                Some(1),
                None,
                "exited with 1",
                true,
            ),
            (
                "EssentialContainerExited",
                essential,
                Some(0),
                None,
                essential,
                true,
            ),
            (
                "TaskFailedToStart",
                "CannotPullContainerError: not found",
                None,
                None,
                "image pull failed",
                true,
            ),
            (
                "ServiceSchedulerInitiated",
                "Task failed container health checks",
                Some(143),
                None,
                "health check failed",
                true,
            ),
            (
                "ServiceSchedulerInitiated",
                "Scaling activity initiated by (deployment ecs-svc/1)",
                None,
                None,
                "scaled in or replaced",
                false,
            ),
            (
                "UserInitiated",
                "maintenance",
                Some(143),
                None,
                "stopped by a user",
                false,
            ),
        ] {
            let mut stopped = task("1", "STOPPED");
            stopped.stop_code = Some(code.to_owned());
            stopped.stopped_reason = Some(reason.to_owned());
            stopped.containers = vec![container(exit, told)];
            assert_eq!(stopped.cause().as_deref(), Some(cause));
            assert_eq!(stopped.has_failed(), failed, "{cause}");
            let phase = if failed {
                TaskPhase::Failed
            } else {
                TaskPhase::Stopped
            };
            assert_eq!(stopped.phase(), phase);
        }
    }

    #[test]
    fn a_one_off_task_that_exits_with_zero_has_not_failed() {
        let mut done = task("1", "STOPPED");
        done.group = Some("family:migrate".to_owned());
        done.stop_code = Some("EssentialContainerExited".to_owned());
        done.containers = vec![container(Some(0), None)];
        assert_eq!(done.phase(), TaskPhase::Stopped);
    }

    #[test]
    fn a_running_task_that_was_told_to_stop_is_stopping() {
        let mut told = task("1", "RUNNING");
        assert_eq!(told.phase(), TaskPhase::Running);
        told.health = Some(Health::Unhealthy);
        assert_eq!(told.phase(), TaskPhase::Unhealthy);
        told.desired_status = Some("STOPPED".to_owned());
        assert_eq!(told.phase(), TaskPhase::Stopping);
        assert_eq!(task("1", "SOMETHING_NEW").phase(), TaskPhase::Starting);
    }
}
