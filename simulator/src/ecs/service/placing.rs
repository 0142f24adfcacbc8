//! Starting the tasks of a deployment, where there is room.

use serde_json::Value;

use crate::{
    clock::{MINUTE, Millis},
    ecs::{
        Cluster, TaskDefinitions,
        service::{Service, message},
        task::{
            Owner,
            launch::{self, Capacity, Launch, NoRoom},
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
    let workload = &deployment.workload;
    let text = |name: &str| workload.members.get(name).and_then(Value::as_str);
    let owner = Owner {
        service: service.name.clone(),
        deployment: deployment.id.clone(),
    };
    let tags = match service
        .settings
        .get("propagateTags")
        .and_then(Value::as_str)
    {
        Some("SERVICE") => service.tags.clone(),
        Some("TASK_DEFINITION") => definition.tags.clone(),
        _ => Tags::default(),
    };
    let base = Launch {
        group: format!("service:{}", service.name),
        started_by: Some(deployment.id.clone()),
        owner: Some(owner),
        capacity: Capacity::default(),
        subnets: subnets(definition, workload.members.get("networkConfiguration"))
            .unwrap_or_default(),
        overrides: None,
        exec_enabled: service.settings.get("enableExecuteCommand") == Some(&Value::Bool(true)),
        tags,
    };
    let (mut started, mut refused) = (Vec::new(), None);
    for _ in 0..count {
        let capacity = Capacity::choose(
            text("launchType"),
            workload.list("capacityProviderStrategy"),
            cluster,
            context,
        );
        match launch::start(
            cluster,
            definition,
            Launch {
                capacity,
                ..base.clone()
            },
            context,
        ) {
            Ok(id) => started.push(id),
            Err(NoRoom(reason)) => {
                refused = Some(reason);
                break;
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
