//! Starting a task: from a definition and a place to a new task.

use serde_json::Value;

use crate::{
    arn,
    clock::MINUTE,
    ecs::{
        Cluster,
        placement::{self, Constraint, Demand, Refusal, Strategy},
        task::{
            Health, NetworkInterface, Owner, Phase, Plan, Task, Times, Trouble, blueprint,
            interface::zone_of, lifecycle, platform,
        },
        task_definition::TaskDefinition,
    },
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
    /// `TaskOverride`
    pub(crate) overrides: Option<Value>,
    pub(crate) exec_enabled: bool,
    /// The platform version on Fargate, unless it is the newest.
    pub(crate) platform: Option<String>,
    pub(crate) tags: Tags,
    /// Placement constraints besides those of the definition.
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) strategies: Vec<Strategy>,
    /// The id of the only container instance that will do.
    pub(crate) instance: Option<String>,
    /// What its containers do besides what their labels say.
    pub(crate) plans: Vec<Plan>,
    /// Digests of images by the names of containers.
    pub(crate) digests: Vec<(String, String)>,
}

/// Where a task runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Capacity {
    /// A capacity provider, when a strategy chose one.
    pub(crate) provider: Option<String>,
    /// The launch type asked for, or that of the provider.
    pub(crate) fargate: bool,
}

/// What a task asks of a container instance.
fn demand(definition: &TaskDefinition, launch: &Launch) -> Demand {
    let (cpu, memory) = blueprint::reservation(&definition.document, launch.overrides.as_ref());
    let own = definition.document.get("placementConstraints");
    let own = own.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    // An expression that can't be read was refused when the definition was registered.
    let mut constraints = Constraint::parse(own).unwrap_or_default();
    constraints.extend(launch.constraints.iter().cloned());
    Demand {
        cpu,
        memory,
        ports: blueprint::host_ports(&definition.document),
        constraints,
        strategies: launch.strategies.clone(),
        provider: launch.capacity.provider.clone(),
        group: launch.group.clone(),
        instance: launch.instance.clone(),
    }
}

/// Starts a task in a cluster; its id.
pub(crate) fn start(
    cluster: &mut Cluster,
    definition: &TaskDefinition,
    launch: Launch,
    context: &mut Context<'_>,
) -> Result<String, Refusal> {
    let demand = demand(definition, &launch);
    let id = context.random.hex(32);
    let instance = if launch.capacity.fargate {
        None
    } else {
        let chosen = placement::choose(cluster, &demand, context.random)?;
        Some((chosen.arn.clone(), chosen.availability_zone().to_owned()))
    };
    let task_arn = arn::ecs(&context.region, &format!("task/{}/{id}", cluster.name));
    let network_mode = if launch.capacity.fargate {
        "awsvpc"
    } else {
        blueprint::network_mode(&definition.document)
    };
    let overrides = launch.overrides.as_ref();
    let containers: Vec<_> = blueprint::containers(&definition.document)
        .map(|container| {
            let ids = (task_arn.as_str(), id.as_str());
            let mut container =
                blueprint::container(container, overrides, network_mode, ids, context.random);
            let mut digests = launch.digests.iter();
            container.pinned = digests
                .find(|(name, _)| *name == container.name)
                .map(|(_, digest)| digest.clone());
            container
        })
        .collect();
    let interface = launch
        .subnets
        .get(context.random.index(launch.subnets.len()))
        .map(|subnet| NetworkInterface::attach(subnet, context));
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
    let planned_error = launch.plans.iter().find_map(|plan| match &plan.trouble {
        Trouble::StartError(error) => Some(error.as_str().into()),
        _ => None,
    });
    let labelled_error = containers
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
        platform_version: launch.capacity.fargate.then(|| {
            launch
                .platform
                .unwrap_or_else(|| platform::LATEST.to_owned())
        }),
        capacity_provider: launch.capacity.provider,
        container_instance: instance.map(|(arn, _)| arn),
        availability_zone,
        phase,
        health: Health::Unknown,
        healthy_since: None,
        stop: None,
        serial: 0,
        version: 1,
        cpu: demand.cpu,
        memory: demand.memory,
        ephemeral_storage: blueprint::ephemeral_storage(&definition.document, overrides),
        containers,
        interface,
        overrides: launch.overrides,
        protected_until: None,
        plans: launch.plans,
        targets: Vec::new(),
        settled: false,
        exec_enabled: launch.exec_enabled,
        created: context.now,
        times: Times::default(),
        tags: launch.tags,
        start_error: planned_error.or(labelled_error),
        id: id.clone(),
    };
    let task = cluster.tasks.entry(id.clone()).or_insert(task);
    lifecycle::begin(&cluster.name, task, context);
    Ok(id)
}

/// How long a service waits before it looks for room again.
pub(crate) const LOOK_AGAIN: crate::clock::Millis = MINUTE / 2;
