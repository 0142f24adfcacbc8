//! Tags of ECS resources.

use serde_json::json;

use crate::{
    arn,
    ecs::Ecs,
    error::{Answer, AwsError},
    input::Input,
    tags::Tags,
    world::Context,
};

const NOT_FOUND: &str = "The specified resource is not found.";

/// `ListTagsForResource`.
pub(crate) fn list(ecs: &mut Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let tags = tags_of(ecs, input, context)?;
    let tags = tags.ok_or_else(|| AwsError::invalid_parameter(NOT_FOUND))?;
    Ok(json!({ "tags": tags.to_json() }))
}

/// `TagResource`.
pub(crate) fn add(ecs: &mut Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let more = Tags::parse(input.list("tags")?)?;
    to_change(ecs, input, context)?.set(more)?;
    Ok(json!({}))
}

/// `UntagResource`.
pub(crate) fn remove(ecs: &mut Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let keys = input.texts("tagKeys")?;
    to_change(ecs, input, context)?.unset(&keys);
    Ok(json!({}))
}

/// The tags of a resource that are to be changed, for which the models have an error of their own.
fn to_change<'a>(
    ecs: &'a mut Ecs,
    input: &Input,
    context: &Context<'_>,
) -> Result<&'a mut Tags, AwsError> {
    tags_of(ecs, input, context)?
        .ok_or_else(|| AwsError::new("ResourceNotFoundException", NOT_FOUND))
}

/// The tags of the resource that `resourceArn` names; `None` when its cluster doesn't have it.
fn tags_of<'a>(
    ecs: &'a mut Ecs,
    input: &Input,
    context: &Context<'_>,
) -> Result<Option<&'a mut Tags>, AwsError> {
    let resource = input.required_text("resourceArn")?;
    let parts = arn::ecs_resource(resource, &context.region)
        .ok_or_else(|| AwsError::invalid_parameter("Invalid resource ARN provided."))?;
    if let [
        "cluster" | "service" | "task" | "container-instance",
        cluster,
        ..,
    ] = parts[..]
        && !ecs.clusters.contains_key(cluster)
    {
        return Err(AwsError::cluster_not_found());
    }
    let found = match parts[..] {
        ["cluster", name] => ecs.clusters.get_mut(name).map(|cluster| &mut cluster.tags),
        ["service", cluster, name] => ecs
            .clusters
            .get_mut(cluster)
            .and_then(|cluster| cluster.services.get_mut(name))
            .map(|service| &mut service.tags),
        ["task", cluster, id] => ecs
            .clusters
            .get_mut(cluster)
            .and_then(|cluster| cluster.tasks.get_mut(id))
            .map(|task| &mut task.tags),
        ["container-instance", cluster, id] => ecs
            .clusters
            .get_mut(cluster)
            .and_then(|cluster| cluster.instances.get_mut(id))
            .map(|instance| &mut instance.tags),
        ["task-definition", name] => ecs
            .task_definitions
            .find_mut(name)
            .map(|definition| &mut definition.tags),
        ["capacity-provider", name] => ecs
            .capacity_providers
            .get_mut(name)
            .map(|provider| &mut provider.tags),
        _ => {
            return Err(AwsError::invalid_parameter(
                "Invalid resource ARN provided.",
            ));
        }
    };
    Ok(found)
}
