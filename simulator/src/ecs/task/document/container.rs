//! The containers of a task as AWS answers them.

use serde::Serialize;

use crate::{
    clock::{SECOND, Seconds},
    ecs::task::{
        Container, Health, Phase, Task,
        container::{Binding, State},
    },
};

/// A container of a task.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContainerDocument<'a> {
    container_arn: &'a str,
    task_arn: &'a str,
    name: &'a str,
    image: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_digest: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runtime_id: Option<&'a str>,
    last_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    network_bindings: Vec<BindingDocument<'a>>,
    network_interfaces: Vec<InterfaceDocument<'a>>,
    health_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    managed_agents: Option<[Agent; 1]>,
    cpu: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_reservation: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct BindingDocument<'a> {
    #[serde(rename = "bindIP")]
    bind_ip: &'static str,
    container_port: i64,
    host_port: i64,
    protocol: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct InterfaceDocument<'a> {
    attachment_id: &'a str,
    private_ipv4_address: &'a str,
}

/// The agent behind `ExecuteCommand`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Agent {
    name: &'static str,
    last_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_started_at: Option<Seconds>,
}

impl<'a> ContainerDocument<'a> {
    /// A container of a task.
    pub(super) fn of(container: &'a Container, task: &'a Task) -> Self {
        let (exit_code, reason) = match &container.state {
            State::Stopped { exit_code, reason } => (*exit_code, reason.as_deref()),
            State::Pending | State::Running => (None, None),
        };
        let running = container.state == State::Running;
        let attached = task.phase != Phase::Provisioning;
        let interfaces = task.interface.iter().filter(|_| attached);
        let bindings = container.bindings.iter().filter(|_| running);
        Self {
            container_arn: &container.arn,
            task_arn: &task.arn,
            name: &container.name,
            image: &container.image,
            image_digest: container.digest.as_deref(),
            runtime_id: container.started.map(|_| container.runtime_id.as_str()),
            last_status: container.state.as_str(),
            exit_code,
            reason,
            network_bindings: bindings.map(BindingDocument::of).collect(),
            network_interfaces: interfaces
                .map(|interface| InterfaceDocument {
                    attachment_id: &interface.attachment_id,
                    private_ipv4_address: &interface.ip,
                })
                .collect(),
            health_status: container.health.map_or("UNKNOWN", Health::as_str),
            managed_agents: (task.exec_enabled && container.essential)
                .then(|| [Agent::of(container)]),
            cpu: container.cpu.to_string(),
            memory: container.memory.map(|mib| mib.to_string()),
            memory_reservation: container.memory_reservation.map(|mib| mib.to_string()),
        }
    }
}

impl<'a> BindingDocument<'a> {
    fn of(binding: &'a Binding) -> Self {
        Self {
            bind_ip: "0.0.0.0",
            container_port: binding.container_port,
            host_port: binding.host_port,
            protocol: &binding.protocol,
        }
    }
}

impl Agent {
    fn of(container: &Container) -> Self {
        let last_status = match (&container.state, container.started) {
            (State::Running, _) => "RUNNING",
            (_, Some(_)) => "STOPPED",
            (_, None) => "PENDING",
        };
        Self {
            name: "ExecuteCommandAgent",
            last_status,
            last_started_at: container.started.map(|at| Seconds(at + SECOND)),
        }
    }
}
