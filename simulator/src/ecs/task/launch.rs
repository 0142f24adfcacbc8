//! Starting a task: from a definition and a place to a new task.

use serde_json::Value;

use crate::{
    arn,
    clock::MINUTE,
    ecs::{
        Cluster,
        capacity_provider::is_fargate,
        task::{Health, NetworkInterface, Owner, Phase, Task, Times, blueprint, lifecycle},
        task_definition::TaskDefinition,
    },
    random::{Noise, hash},
    tags::Tags,
    world::Context,
};

/// What a task is started with besides its definition.
#[derive(Debug, Clone, Default)]
pub(crate) struct Launch {
    pub(crate) group: String,
    pub(crate) started_by: Option<String>,
    pub(crate) owner: Option<Owner>,
    pub(crate) capacity: Capacity,
    /// `awsvpcConfiguration.subnets`; empty without `awsvpc`.
    pub(crate) subnets: Vec<String>,
    pub(crate) overrides: Option<Value>,
    pub(crate) exec_enabled: bool,
    pub(crate) tags: Tags,
}

/// Where a task runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Capacity {
    /// A capacity provider, when a strategy chose one.
    pub(crate) provider: Option<String>,
    /// The launch type asked for, or that of the provider.
    pub(crate) fargate: bool,
}

impl Capacity {
    /// Chooses by launch type, by strategy, or by the cluster's default strategy, in this order.
    pub(crate) fn choose(
        launch_type: Option<&str>,
        strategy: &[Value],
        cluster: &Cluster,
        context: &mut Context<'_>,
    ) -> Self {
        if strategy.is_empty()
            && let Some(launch_type) = launch_type
        {
            return Self {
                provider: None,
                fargate: launch_type == "FARGATE",
            };
        }
        let strategy = if strategy.is_empty() {
            &cluster.default_strategy
        } else {
            strategy
        };
        let weighted: Vec<(&str, i64)> = strategy
            .iter()
            .filter_map(|item| {
                Some((
                    item.get("capacityProvider")?.as_str()?,
                    item.get("weight").and_then(Value::as_i64).unwrap_or(0),
                ))
            })
            .collect();
        let total: i64 = weighted.iter().map(|(_, weight)| weight).sum();
        let mut ticket = context.random.between(1, total.max(1));
        let chosen = weighted
            .iter()
            .find(|(_, weight)| {
                ticket -= weight;
                ticket <= 0
            })
            .or(weighted.first());
        match chosen {
            Some((provider, _)) => Self {
                fargate: is_fargate(provider),
                provider: Some((*provider).to_owned()),
            },
            None => Self {
                provider: None,
                fargate: false,
            },
        }
    }
}

/// Why no task could be started: no container instance has room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoRoom(
    /// AWS's reason, the sentence after "Reason:".
    pub(crate) String,
);

/// Starts a task in a cluster; its id.
pub(crate) fn start(
    cluster: &mut Cluster,
    definition: &TaskDefinition,
    launch: Launch,
    context: &mut Context<'_>,
) -> Result<String, NoRoom> {
    let (cpu, memory) = blueprint::reservation(&definition.document);
    let id = context.random.hex(32);
    let instance = if launch.capacity.fargate {
        None
    } else {
        Some(place(cluster, cpu, memory)?)
    };
    let task_arn = arn::ecs(&context.region, &format!("task/{}/{id}", cluster.name));
    let network_mode = definition
        .document
        .get("networkMode")
        .and_then(Value::as_str)
        .unwrap_or("bridge");
    let bridged = network_mode == "bridge" && !launch.capacity.fargate;
    let containers: Vec<_> = blueprint::containers(&definition.document)
        .map(|container| blueprint::container(container, bridged, &task_arn, &id, context.random))
        .collect();
    let interface = launch
        .subnets
        .get(context.random.index(launch.subnets.len()))
        .map(|subnet| attach(subnet, context));
    let availability_zone = match &instance {
        Some((_, zone)) => zone.clone(),
        None => zone_of(
            interface
                .as_ref()
                .map_or("", |interface| interface.subnet.as_str()),
            &context.region,
        ),
    };
    // On container instances only tasks with their own network interface are provisioned.
    let phase = if launch.capacity.fargate || interface.is_some() {
        Phase::Provisioning
    } else {
        Phase::Pending
    };
    let start_error = containers
        .iter()
        .find_map(|container| container.behaviour.start_error.as_deref().map(Into::into));
    let task = Task {
        arn: task_arn,
        cluster_arn: cluster.arn.clone(),
        definition_arn: definition.arn.clone(),
        family: definition.family.clone(),
        group: launch.group,
        started_by: launch.started_by,
        owner: launch.owner,
        launch_type: if launch.capacity.fargate {
            "FARGATE".into()
        } else {
            "EC2".into()
        },
        platform_version: launch.capacity.fargate.then(|| "1.4.0".to_owned()),
        capacity_provider: launch.capacity.provider,
        container_instance: instance.map(|(arn, _)| arn),
        availability_zone,
        phase,
        health: Health::Unknown,
        healthy_since: None,
        stop: None,
        serial: 0,
        version: 1,
        cpu,
        memory,
        containers,
        interface,
        overrides: launch.overrides,
        exec_enabled: launch.exec_enabled,
        created: context.now,
        times: Times::default(),
        tags: launch.tags,
        start_error,
        id: id.clone(),
    };
    let task = cluster.tasks.entry(id.clone()).or_insert(task);
    lifecycle::begin(&cluster.name, task, context);
    Ok(id)
}

/// The instance with the most free memory among those with room; its ARN and zone.
fn place(cluster: &Cluster, cpu: i64, memory: i64) -> Result<(String, String), NoRoom> {
    if cluster.instances.is_empty() {
        return Err(NoRoom(
            "No Container Instances were found in your cluster.".to_owned(),
        ));
    }
    let free = || {
        cluster
            .instances
            .values()
            .map(|instance| (instance, instance.free(cluster)))
    };
    let fitting = free().filter(|(_, free)| free.0 >= cpu && free.1 >= memory);
    if let Some((instance, _)) = fitting.max_by_key(|(_, free)| free.1) {
        return Ok((instance.arn.clone(), instance.availability_zone.clone()));
    }
    let closest = free().max_by_key(|(_, free)| free.1);
    Err(NoRoom(closest.map_or_else(String::new, |(instance, free)| {
        let lacking = if free.1 < memory { "memory" } else { "CPU units" };
        format!("The closest matching (container-instance {}) has insufficient {lacking} available.", instance.id)
    })))
}

fn attach(subnet: &str, context: &mut Context<'_>) -> NetworkInterface {
    let mut noise = Noise::new(hash(0, subnet));
    let network = noise.below(16);
    let octet = |context: &mut Context<'_>| context.random.between(4, 250);
    let pair = |context: &mut Context<'_>| context.random.hex(2);
    NetworkInterface {
        attachment_id: context.random.uuid(),
        eni_id: format!("eni-0{}", context.random.hex(16)),
        subnet: subnet.to_owned(),
        mac: format!(
            "0a:{}:{}:{}:{}:{}",
            pair(context),
            pair(context),
            pair(context),
            pair(context),
            pair(context)
        ),
        ip: format!("10.0.{network}.{}", octet(context)),
    }
}

/// Subnets are spread over three zones by their ids.
fn zone_of(subnet: &str, region: &str) -> String {
    let letter = match Noise::new(hash(1, subnet)).below(3) {
        0 => 'a',
        1 => 'b',
        _ => 'c',
    };
    format!("{region}{letter}")
}

/// How long a service waits before it looks for room again.
pub(crate) const LOOK_AGAIN: crate::clock::Millis = MINUTE / 2;
