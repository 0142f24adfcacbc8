//! The containers of a task.

use crate::{
    ecs::task::{Health, behaviour::Behaviour, blueprint::HealthCheck},
    logs::StreamKey,
};

/// A container of a task.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Container {
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) image: String,
    pub(super) digest: Option<String>,
    pub(super) runtime_id: String,
    pub(super) essential: bool,
    pub(super) cpu: i64,
    pub(super) memory: Option<i64>,
    pub(super) memory_reservation: Option<i64>,
    pub(super) state: State,
    pub(super) health: Option<Health>,
    pub(super) health_check: Option<HealthCheck>,
    pub(super) behaviour: Behaviour,
    /// Where its log goes, when the driver is `awslogs`.
    pub(super) log: Option<StreamKey>,
    /// Ports of its host that lead to it, in network mode `bridge`.
    pub(super) bindings: Vec<Binding>,
    /// Seconds between SIGTERM and SIGKILL.
    pub(super) stop_timeout: i64,
}

/// Whether a container runs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) enum State {
    Pending,
    Running,
    Stopped {
        /// `None` when the container never ran.
        exit_code: Option<i32>,
        reason: Option<String>,
    },
}

impl State {
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Running => "RUNNING",
            Self::Stopped { .. } => "STOPPED",
        }
    }
}

/// A port of the host that leads to a container.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Binding {
    pub(super) container_port: i64,
    pub(super) host_port: i64,
    pub(super) protocol: String,
}
