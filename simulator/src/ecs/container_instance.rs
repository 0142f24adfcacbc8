//! Container instances: the EC2 machines of a cluster.

mod document;
pub(crate) mod operations;
pub(crate) mod registration;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    arn,
    clock::Millis,
    ecs::{
        Cluster,
        placement::{Port, Protocol},
    },
    tags::Tags,
    world::Context,
};

/// The version of the agent on every instance.
pub(crate) const AGENT_VERSION: &str = "1.89.2";

/// Ports that the agent and the operating system of an instance keep for themselves.
const RESERVED_PORTS: [i64; 5] = [22, 2_375, 2_376, 51_678, 51_679];

/// What the agent of an instance can do; every task definition's required attributes are among them.
const CAPABILITIES: [&str; 13] = [
    "com.amazonaws.ecs.capability.docker-remote-api.1.18",
    "com.amazonaws.ecs.capability.ecr-auth",
    "com.amazonaws.ecs.capability.logging-driver.awslogs",
    "com.amazonaws.ecs.capability.privileged-container",
    "com.amazonaws.ecs.capability.task-iam-role",
    "ecs.capability.container-health-check",
    "ecs.capability.container-ordering",
    "ecs.capability.execution-role-awslogs",
    "ecs.capability.execution-role-ecr-pull",
    "ecs.capability.extensible-ephemeral-storage",
    "ecs.capability.firelens.fluentbit",
    "ecs.capability.secrets.asm.environment-variables",
    "ecs.capability.task-eni",
];

/// Whether an instance takes tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Active,
    /// It takes no new tasks, and those of services move away.
    Draining,
}

impl Status {
    /// AWS's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Draining => "DRAINING",
        }
    }
}

/// A registered EC2 instance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ContainerInstance {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) ec2_instance_id: String,
    pub(crate) status: Status,
    pub(crate) agent_connected: bool,
    /// Attributes by name, with their values where they have one.
    pub(crate) attributes: BTreeMap<String, Option<String>>,
    pub(crate) capacity_provider: Option<String>,
    /// CPU units in all.
    pub(crate) cpu: i64,
    /// Memory in MiB in all.
    pub(crate) memory: i64,
    pub(crate) reserved_ports: BTreeSet<Port>,
    pub(crate) registered_at: Millis,
    /// Rises with each change.
    pub(crate) version: u32,
    pub(crate) tags: Tags,
}

impl ContainerInstance {
    /// An m6i.large in a zone of the region, with 2 vCPU and just under 8 GiB.
    pub(crate) fn new(cluster: &str, zone: &str, context: &mut Context<'_>) -> Self {
        let id = context.random.hex(32);
        let zone = format!("{}{zone}", context.region);
        let valued = [
            ("ecs.availability-zone", zone.as_str()),
            ("ecs.cpu-architecture", "x86_64"),
            ("ecs.instance-type", "m6i.large"),
            ("ecs.os-family", "LINUX"),
            ("ecs.os-type", "linux"),
        ];
        let mut attributes: BTreeMap<String, Option<String>> = valued
            .map(|(name, value)| (name.to_owned(), Some(value.to_owned())))
            .into();
        attributes.extend(CAPABILITIES.map(|name| (name.to_owned(), None)));
        Self {
            arn: arn::ecs(
                &context.region,
                &format!("container-instance/{cluster}/{id}"),
            ),
            id,
            ec2_instance_id: format!("i-{}", context.random.hex(17)),
            status: Status::Active,
            agent_connected: true,
            attributes,
            capacity_provider: None,
            cpu: 2_048,
            memory: 7_680,
            reserved_ports: RESERVED_PORTS.map(|port| (Protocol::Tcp, port)).into(),
            registered_at: context.now,
            version: 3,
            tags: Tags::default(),
        }
    }

    /// Registers an instance of a capacity provider in a cluster.
    pub(crate) fn register(
        cluster: &mut Cluster,
        capacity_provider: &str,
        zone: &str,
        context: &mut Context<'_>,
    ) {
        let mut instance = Self::new(&cluster.name, zone, context);
        instance.capacity_provider = Some(capacity_provider.to_owned());
        cluster.instances.insert(instance.id.clone(), instance);
        cluster.instances_changed(context);
    }

    /// Its availability zone.
    pub(crate) fn availability_zone(&self) -> &str {
        let zone = self.attributes.get("ecs.availability-zone");
        zone.and_then(Option::as_deref).unwrap_or_default()
    }
}
