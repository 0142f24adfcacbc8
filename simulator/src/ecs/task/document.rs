//! Tasks as AWS answers them.

use serde_json::{Value, json};

use crate::{
    clock::SECOND,
    document::Document,
    ecs::task::{Container, NetworkInterface, Phase, Task, container::State},
};

impl Task {
    /// The task as `DescribeTasks` answers it.
    pub(crate) fn document(&self, tagged: bool) -> Value {
        let times = &self.times;
        let stopping = self.phase >= Phase::Deprovisioning;
        let fargate = self.launch_type == "FARGATE";
        Document::new()
            .set("attachments", self.attachments())
            .set(
                "attributes",
                json!([{ "name": "ecs.cpu-architecture", "value": "x86_64" }]),
            )
            .set("availabilityZone", self.availability_zone.as_str())
            .maybe("capacityProviderName", self.capacity_provider.as_deref())
            .set("clusterArn", self.cluster_arn.as_str())
            .maybe(
                "connectivity",
                times.connectivity.map(|_| {
                    if self.phase == Phase::Stopped {
                        "DISCONNECTED"
                    } else {
                        "CONNECTED"
                    }
                }),
            )
            .time("connectivityAt", times.connectivity)
            .maybe("containerInstanceArn", self.container_instance.as_deref())
            .set(
                "containers",
                self.containers
                    .iter()
                    .map(|container| self.container(container))
                    .collect::<Value>(),
            )
            .set("cpu", self.cpu.to_string())
            .time("createdAt", Some(self.created))
            .set("desiredStatus", self.desired_status())
            .set("enableExecuteCommand", self.exec_enabled)
            .time(
                "executionStoppedAt",
                times.execution_stopped.filter(|_| stopping),
            )
            .set("group", self.group.as_str())
            .set("healthStatus", self.health.as_str())
            .set("lastStatus", self.phase.as_str())
            .set("launchType", self.launch_type.as_ref())
            .set("memory", self.memory.to_string())
            .set("overrides", self.overrides())
            .maybe("platformVersion", self.platform_version.as_deref())
            .maybe("platformFamily", fargate.then_some("Linux"))
            .time("pullStartedAt", times.pull_started)
            .time("pullStoppedAt", times.pull_stopped)
            .time("startedAt", times.started)
            .maybe("startedBy", self.started_by.as_deref())
            .maybe(
                "stopCode",
                self.stop.as_ref().map(|stop| stop.code.as_ref()),
            )
            .time("stoppedAt", times.stopped)
            .maybe(
                "stoppedReason",
                self.stop.as_ref().map(|stop| stop.reason.as_str()),
            )
            .time("stoppingAt", times.stopping)
            .set(
                "tags",
                if tagged {
                    self.tags.to_json()
                } else {
                    json!([])
                },
            )
            .set("taskArn", self.arn.as_str())
            .set("taskDefinitionArn", self.definition_arn.as_str())
            .set("version", self.version)
            .maybe(
                "ephemeralStorage",
                fargate.then(|| json!({ "sizeInGiB": self.ephemeral_storage })),
            )
            .maybe(
                "fargateEphemeralStorage",
                fargate.then(|| json!({ "sizeInGiB": self.ephemeral_storage })),
            )
            .build()
    }

    fn attachments(&self) -> Value {
        let Some(interface) = &self.interface else {
            return json!([]);
        };
        let status = match self.phase {
            Phase::Provisioning => "PRECREATED",
            Phase::Deprovisioning => "DETACHING",
            Phase::Stopped => "DELETED",
            _ => "ATTACHED",
        };
        let detail = |name: &str, value: &str| json!({ "name": name, "value": value });
        let NetworkInterface {
            attachment_id,
            eni_id,
            subnet,
            mac,
            ip,
        } = interface;
        let mut details = vec![detail("subnetId", subnet)];
        if self.phase != Phase::Provisioning {
            details.extend([
                detail("networkInterfaceId", eni_id),
                detail("macAddress", mac),
                detail(
                    "privateDnsName",
                    &format!("ip-{}.ec2.internal", ip.replace('.', "-")),
                ),
                detail("privateIPv4Address", ip),
            ]);
        }
        json!([{ "id": attachment_id, "type": "ElasticNetworkInterface", "status": status, "details": details }])
    }

    fn overrides(&self) -> Value {
        let names = || {
            self.containers
                .iter()
                .map(|container| json!({ "name": container.name }))
                .collect::<Value>()
        };
        let mut overrides = match &self.overrides {
            Some(Value::Object(members)) => members.clone(),
            _ => serde_json::Map::new(),
        };
        overrides.entry("containerOverrides").or_insert_with(names);
        overrides
            .entry("inferenceAcceleratorOverrides")
            .or_insert_with(|| json!([]));
        Value::Object(overrides)
    }

    fn container(&self, container: &Container) -> Value {
        let (exit_code, reason) = match &container.state {
            State::Stopped { exit_code, reason } => (*exit_code, reason.as_deref()),
            State::Pending | State::Running => (None, None),
        };
        let started = container.started;
        let interfaces: Value = self
            .interface
            .iter()
            .filter(|_| self.phase != Phase::Provisioning)
            .map(|interface| json!({ "attachmentId": interface.attachment_id, "privateIpv4Address": interface.ip }))
            .collect();
        let bindings: Value = container
            .bindings
            .iter()
            .filter(|_| container.state == State::Running)
            .map(|binding| {
                json!({
                    "bindIP": "0.0.0.0", "containerPort": binding.container_port, "hostPort": binding.host_port,
                    "protocol": binding.protocol,
                })
            })
            .collect();
        let agents = (self.exec_enabled && container.essential).then(|| {
            let running = container.state == State::Running;
            let agent = Document::new()
                .set("name", "ExecuteCommandAgent")
                .set(
                    "lastStatus",
                    if running {
                        "RUNNING"
                    } else if started.is_some() {
                        "STOPPED"
                    } else {
                        "PENDING"
                    },
                )
                .time("lastStartedAt", started.map(|at| at + SECOND))
                .build();
            Value::Array(vec![agent])
        });
        Document::new()
            .set("containerArn", container.arn.as_str())
            .set("taskArn", self.arn.as_str())
            .set("name", container.name.as_str())
            .set("image", container.image.as_str())
            .maybe("imageDigest", container.digest.as_deref())
            .maybe("runtimeId", started.map(|_| container.runtime_id.as_str()))
            .set("lastStatus", container.state.as_str())
            .maybe("exitCode", exit_code)
            .maybe("reason", reason)
            .set("networkBindings", bindings)
            .set("networkInterfaces", interfaces)
            .set(
                "healthStatus",
                container.health.map_or("UNKNOWN", super::Health::as_str),
            )
            .maybe("managedAgents", agents)
            .set("cpu", container.cpu.to_string())
            .maybe("memory", container.memory.map(|mib| mib.to_string()))
            .maybe(
                "memoryReservation",
                container.memory_reservation.map(|mib| mib.to_string()),
            )
            .build()
    }
}
