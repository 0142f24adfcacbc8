//! Container instances as AWS answers them.

use serde_json::{Value, json};

use crate::{
    document::Document,
    ecs::{
        Cluster, ContainerInstance,
        container_instance::AGENT_VERSION,
        placement::{Protocol, Room},
    },
};

impl ContainerInstance {
    /// The instance as `DescribeContainerInstances` answers it.
    pub(crate) fn document(&self, cluster: &Cluster, tagged: bool) -> Value {
        let free = Room::on(self, cluster);
        let all = Room {
            cpu: self.cpu,
            memory: self.memory,
            ports: self.reserved_ports.clone(),
            ..Room::default()
        };
        let attributes = self.attributes.iter().map(|(name, value)| {
            Document::new()
                .set("name", name.as_str())
                .maybe("value", value.as_deref())
                .build()
        });
        Document::new()
            .set("containerInstanceArn", self.arn.as_str())
            .set("ec2InstanceId", self.ec2_instance_id.as_str())
            .maybe("capacityProviderName", self.capacity_provider.as_deref())
            .set("version", self.version)
            .set("versionInfo", json!({ "agentVersion": AGENT_VERSION, "agentHash": "8cd9ca4c", "dockerVersion": "DockerVersion: 25.0.6" }))
            .set("registeredResources", resources(&all))
            .set("remainingResources", resources(&free))
            .set("status", self.status.as_str())
            .set("agentConnected", self.agent_connected)
            .set("runningTasksCount", free.running)
            .set("pendingTasksCount", free.pending)
            .set("attributes", attributes.collect::<Value>())
            .time("registeredAt", Some(self.registered_at))
            .set("attachments", json!([]))
            .set("tags", if tagged { self.tags.to_json() } else { json!([]) })
            .build()
    }
}

fn resources(room: &Room<'_>) -> Value {
    let amount = |name: &str, value: i64| json!({ "name": name, "type": "INTEGER", "doubleValue": 0.0, "longValue": 0, "integerValue": value });
    let ports = |name: &str, wanted: Protocol| {
        let ports = room
            .ports
            .iter()
            .filter(|(protocol, _)| *protocol == wanted);
        let numbers: Vec<String> = ports.map(|(_, number)| number.to_string()).collect();
        json!({ "name": name, "type": "STRINGSET", "doubleValue": 0.0, "longValue": 0, "integerValue": 0, "stringSetValue": numbers })
    };
    json!([
        amount("CPU", room.cpu),
        amount("MEMORY", room.memory),
        ports("PORTS", Protocol::Tcp),
        ports("PORTS_UDP", Protocol::Udp)
    ])
}
