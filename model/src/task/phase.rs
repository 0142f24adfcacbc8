//! Where in its life a task is, and whether it failed.

use serde::{Deserialize, Serialize};

use super::cause::is_by_signal;
use super::{Container, Health, Task, TaskStatus};

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

    /// Whether ECS wants it to stop.
    pub fn wants_stop(&self) -> bool {
        self.desired_status.as_deref() == Some("STOPPED")
    }

    /// Whether it stopped, or is stopping, because something went wrong: not by a user and not by
    /// scaling or a deployment.
    pub fn has_failed(&self) -> bool {
        match self.stop_code.as_deref() {
            Some("EssentialContainerExited") => {
                // A one-off task ends by exiting with 0, which is its success; ECS then ends the rest.
                let clean = |container: &Container| container.exit_code == Some(0);
                let ended = |container: &Container| {
                    clean(container) || container.exit_code.is_some_and(is_by_signal)
                };
                let succeeded = self.containers.iter().any(clean)
                    && self.containers.iter().all(ended)
                    && !self.ran_out_of_memory();
                self.service().is_some() || !succeeded
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
}
