//! Starting the tasks of a deployment, where there is room.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    clock::{MINUTE, Millis},
    ecs::{
        Cluster, TaskDefinition, TaskDefinitions,
        capacity_provider::strategy::CapacityPlan,
        placement::{Constraint, Strategy},
        service::{Deployment, Service, daemon, message},
        service_revision::ServiceRevision,
        task::{
            Owner,
            launch::{self, Launch},
            operations::subnets,
        },
    },
    tags::Tags,
    world::Context,
};

/// How long the same complaint about missing room isn't repeated.
const NO_ROOM_AGAIN: Millis = 5 * MINUTE;

/// Starts tasks of one deployment and says so.
pub(super) fn start(
    service: &mut Service,
    cluster: &mut Cluster,
    definitions: &TaskDefinitions,
    index: usize,
    count: i64,
    context: &mut Context<'_>,
) {
    let Some(deployment) = service.deployments.get(index) else {
        return;
    };
    let Some(definition) = definitions.find(&deployment.workload.definition) else {
        return;
    };
    let base = launch(service, deployment, definition);
    let workload = &deployment.workload;
    let mut plan = CapacityPlan::new(
        workload.members.get("launchType").and_then(Value::as_str),
        workload.list("capacityProviderStrategy"),
        &cluster.default_strategy,
    );
    let mut subnets: BTreeMap<String, usize> = base
        .subnets
        .iter()
        .map(|subnet| (subnet.clone(), 0))
        .collect();
    for task in service.live_tasks(cluster).filter(|task| task.is_wanted()) {
        if let Some(provider) = task
            .capacity_provider()
            .filter(|_| task.is_of(&deployment.id))
        {
            plan.count(provider);
        }
        if let Some(tasks) = task.subnet().and_then(|subnet| subnets.get_mut(subnet)) {
            *tasks += 1;
        }
    }
    let places = daemon::free_places(service, cluster, definition);
    let (mut started, mut refused) = (Vec::new(), None);
    for number in 0..count {
        let instance = places
            .as_ref()
            .and_then(|places| places.get(number as usize).cloned());
        if places.is_some() && instance.is_none() {
            break;
        }
        let launch = Launch {
            capacity: plan.next(),
            subnets: least_used(&subnets, context).into_iter().collect(),
            plans: service.plans.first().cloned().into_iter().collect(),
            instance,
            ..base.clone()
        };
        let (provider, subnet) = (
            launch.capacity.provider.clone(),
            launch.subnets.first().cloned(),
        );
        match launch::start(cluster, definition, launch, context) {
            Ok(id) => {
                started.push(id);
                if let Some(provider) = provider {
                    plan.count(&provider);
                }
                if let Some(tasks) = subnet.and_then(|subnet| subnets.get_mut(&subnet)) {
                    *tasks += 1;
                }
                if !service.plans.is_empty() {
                    service.plans.remove(0);
                }
            }
            Err(refusal) => {
                refused = Some(refusal.reason());
                // Each place of a daemon is its own; elsewhere the next task meets the same.
                if places.is_none() {
                    break;
                }
            }
        }
    }
    if !started.is_empty() {
        service.steady_since = None;
        let replaced = service.unhealthy_stopped.min(started.len());
        service.unhealthy_stopped -= replaced;
        service.say(&message::started(&started, replaced), context);
        service.tasks.extend(started);
    }
    if let Some(reason) = refused {
        complain(service, message::no_room(&reason), context);
        service.wake(&cluster.name, launch::LOOK_AGAIN, context);
    }
}

/// What all tasks of a deployment are started with.
fn launch(service: &Service, deployment: &Deployment, definition: &TaskDefinition) -> Launch {
    let list = |name: &str| {
        let list = service.settings.get(name).and_then(Value::as_array);
        list.map_or(&[][..], Vec::as_slice)
    };
    let propagated = service.settings.get("propagateTags");
    let mut tags = match propagated.and_then(Value::as_str) {
        Some("SERVICE") => service.tags.clone(),
        Some("TASK_DEFINITION") => definition.tags.clone(),
        _ => Tags::default(),
    };
    if service.settings.get("enableECSManagedTags") == Some(&Value::Bool(true)) {
        let cluster = service.cluster_arn.rsplit('/').next().unwrap_or_default();
        tags.manage(cluster, Some(&service.name));
    }
    let network = deployment.workload.members.get("networkConfiguration");
    let mut revisions = service.revisions.iter();
    let revision = revisions.find(|revision| revision.arn == deployment.revision);
    Launch {
        digests: revision.map(ServiceRevision::digests).unwrap_or_default(),
        group: format!("service:{}", service.name),
        started_by: Some(deployment.id.clone()),
        owner: Some(Owner {
            service: service.name.clone(),
            deployment: deployment.id.clone(),
        }),
        subnets: subnets(definition, network).unwrap_or_default(),
        exec_enabled: service.settings.get("enableExecuteCommand") == Some(&Value::Bool(true)),
        platform: deployment.workload.platform_version().map(str::to_owned),
        tags,
        // Both were checked when the service was made or changed.
        constraints: Constraint::parse(list("placementConstraints")).unwrap_or_default(),
        strategies: Strategy::parse(list("placementStrategy")).unwrap_or_default(),
        ..Launch::default()
    }
}

/// One of the subnets with the fewest tasks of the service.
fn least_used(subnets: &BTreeMap<String, usize>, context: &mut Context<'_>) -> Option<String> {
    let fewest = subnets.values().min()?;
    let least: Vec<&String> = subnets
        .iter()
        .filter(|(_, tasks)| *tasks == fewest)
        .map(|(subnet, _)| subnet)
        .collect();
    let chosen = least.get(context.random.index(least.len()))?;
    Some((*chosen).clone())
}

/// Says what keeps tasks from starting, but not again and again.
pub(super) fn complain(service: &mut Service, sentence: String, context: &mut Context<'_>) {
    service.steady_since = None;
    let repeated = service
        .complaint
        .as_ref()
        .is_some_and(|(last, at)| *last == sentence && context.now - at < NO_ROOM_AGAIN);
    if !repeated {
        service.say(&sentence, context);
        service.complaint = Some((sentence, context.now));
    }
}
