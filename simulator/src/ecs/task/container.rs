//! The containers of a task.

use serde::{Deserialize, Serialize};

use crate::{
    clock::Millis,
    ecs::{
        placement::{Port, Protocol},
        task::{
            Health,
            behaviour::Behaviour,
            blueprint::{HealthCheck, RestartPolicy},
            dependency::Dependency,
        },
    },
    logs::StreamKey,
};

/// A container of a task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Container {
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) image: String,
    pub(super) digest: Option<String>,
    /// The digest that its service revision keeps to.
    pub(super) pinned: Option<String>,
    pub(super) runtime_id: String,
    pub(super) essential: bool,
    pub(super) cpu: i64,
    pub(super) memory: Option<i64>,
    pub(super) memory_reservation: Option<i64>,
    pub(super) state: State,
    /// When it started, or was last restarted.
    pub(super) started: Option<Millis>,
    /// Rises with each start and end, so that events of an earlier run are ignored.
    pub(super) run: u32,
    pub(super) health: Option<Health>,
    pub(super) health_check: Option<HealthCheck>,
    /// Its health checks fail from this time on.
    pub(super) sick_since: Option<Millis>,
    pub(super) behaviour: Behaviour,
    pub(super) depends_on: Vec<Dependency>,
    /// How long others wait for it to complete or to become healthy.
    pub(super) start_timeout: Millis,
    pub(super) restart_policy: Option<RestartPolicy>,
    /// Where its log goes, when the driver is `awslogs`.
    pub(super) log: Option<StreamKey>,
    /// Ports of its host that lead to it, in the network modes `bridge` and `host`.
    pub(super) bindings: Vec<Binding>,
    /// Seconds between SIGTERM and SIGKILL.
    pub(super) stop_timeout: i64,
}

impl Container {
    /// Whether its checks fail now.
    pub(super) fn is_sick(&self, now: Millis) -> bool {
        self.sick_since.is_some_and(|since| since <= now)
    }
}

/// Whether a container runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Binding {
    pub(super) container_port: i64,
    pub(super) host_port: i64,
    pub(super) protocol: String,
}

impl Binding {
    /// The port it takes on its host.
    pub(super) fn port(&self) -> Port {
        let protocol = if self.protocol == "udp" {
            Protocol::Udp
        } else {
            Protocol::Tcp
        };
        (protocol, self.host_port)
    }
}
