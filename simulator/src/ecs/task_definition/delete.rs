//! `DeleteTaskDefinitions`, and the end of the revisions it was asked for.

use serde_json::{Value, json};

use crate::{
    arn,
    clock::{HOUR, Millis},
    ecs::{Ecs, Event, missing, task::Phase},
    error::{Answer, AwsError},
    input::Input,
    world::Context,
};

/// How long a revision stays DELETE_IN_PROGRESS, and how often it is looked at while it is used.
const DELETED_AFTER: Millis = HOUR;

/// `DeleteTaskDefinitions`: INACTIVE revisions become DELETE_IN_PROGRESS and are gone later.
pub(crate) fn delete(ecs: &mut Ecs, input: &Input, context: &mut Context<'_>) -> Answer {
    let identifiers = input.limited_texts("taskDefinitions", 10)?;
    if identifiers.is_empty() {
        return Err(AwsError::invalid_parameter(
            "Task definitions can not be empty.",
        ));
    }
    if let Some(vague) = identifiers
        .iter()
        .find(|identifier| !arn::short_name(identifier).contains(':'))
    {
        return Err(AwsError::invalid_parameter(format!(
            "Task definition family and revision must be specified: {vague}."
        )));
    }
    let (mut deleted, mut failures) = (Vec::<Value>::new(), Vec::new());
    for identifier in identifiers {
        let Some(definition) = ecs.task_definitions.find_mut(identifier) else {
            let name = arn::short_name(identifier);
            failures.push(missing(&arn::ecs(
                &context.region,
                &format!("task-definition/{name}"),
            )));
            continue;
        };
        if definition.is_active() {
            failures.push(json!({
                "arn": definition.arn,
                "reason": "The specified task definition is still in ACTIVE status. Please deregister the target and try again.",
            }));
            continue;
        }
        if definition.delete_requested_at.is_none() {
            definition.delete_requested_at = Some(context.now);
            context.after(
                DELETED_AFTER,
                Event::TaskDefinition {
                    arn: definition.arn.clone(),
                },
            );
        }
        deleted.push(definition.describe());
    }
    Ok(json!({ "taskDefinitions": deleted, "failures": failures }))
}

/// Forgets a revision whose deletion was asked for, or looks again later while it is used.
pub(crate) fn finish(ecs: &mut Ecs, definition: &str, context: &mut Context<'_>) {
    if is_used(ecs, definition) {
        let arn = definition.to_owned();
        context.after(DELETED_AFTER, Event::TaskDefinition { arn });
        return;
    }
    let Some(found) = ecs.task_definitions.find(definition) else {
        return;
    };
    let (family, revision) = (found.family.clone(), found.revision);
    if let Some(revisions) = ecs.task_definitions.families.get_mut(&family) {
        revisions.remove(&revision);
        if revisions.is_empty() {
            ecs.task_definitions.families.remove(&family);
        }
    }
}

/// Whether a service deploys it or a task runs it.
fn is_used(ecs: &Ecs, definition: &str) -> bool {
    ecs.clusters.values().any(|cluster| {
        let deployed = cluster
            .services
            .values()
            .flat_map(|service| &service.deployments)
            .any(|deployment| deployment.workload.definition == definition);
        let running = cluster
            .tasks
            .values()
            .any(|task| task.phase != Phase::Stopped && task.definition_arn == definition);
        deployed || running
    })
}
