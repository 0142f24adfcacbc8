//! Operations on container instances.

use serde_json::{Value, json};

use crate::{
    arn,
    document::Document,
    ecs::{
        Ecs,
        container_instance::Status,
        missing,
        placement::{Candidate, Expression, Room},
    },
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    world::{Context, Region},
};

/// `ListContainerInstances`; by default those of every status.
pub(crate) fn list(ecs: &Ecs, input: &Input) -> Answer {
    let cluster = ecs.cluster(input)?;
    let status = input.text("status")?;
    let filter = input
        .text("filter")?
        .map(Expression::parse)
        .transpose()
        .map_err(|error| AwsError::invalid_parameter(format!("Invalid filter: {error}.")))?;
    let items = cluster
        .instances
        .values()
        .filter(|instance| status.is_none_or(|status| instance.status.as_str() == status))
        .filter(|instance| {
            filter.as_ref().is_none_or(|filter| {
                let room = Room::on(instance, cluster);
                filter.holds(&Candidate { instance, room }.facts())
            })
        })
        .map(|instance| (instance.id.clone(), instance.arn.clone()));
    let (arns, token) = page(
        items,
        input,
        PageSize {
            default: 100,
            most: 100,
        },
        "ListContainerInstances",
    )?;
    Ok(Document::new()
        .set("containerInstanceArns", arns)
        .maybe("nextToken", token)
        .build())
}

/// `DescribeContainerInstances`.
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let cluster = ecs.cluster(input)?;
    let identifiers = input.limited_texts("containerInstances", 100)?;
    if identifiers.is_empty() {
        return Err(AwsError::invalid_parameter(
            "Container instances can not be empty.",
        ));
    }
    let tagged = input.includes("TAGS")?;
    let (mut instances, mut failures) = (Vec::new(), Vec::new());
    for identifier in identifiers {
        let id = arn::short_name(identifier);
        match cluster.instances.get(id) {
            Some(instance) => instances.push(instance.document(cluster, tagged)),
            None => failures.push(absent(&cluster.name, id, context)),
        }
    }
    Ok(json!({ "containerInstances": instances, "failures": failures }))
}

/// `UpdateContainerInstancesState`: an instance that drains gives its services' tasks away.
pub(crate) fn update_state(
    region: &mut Region,
    input: &Input,
    context: &mut Context<'_>,
) -> Answer {
    let cluster = region.ecs.cluster_mut(input)?;
    let identifiers = input.limited_texts("containerInstances", 10)?;
    if identifiers.is_empty() {
        return Err(AwsError::invalid_parameter(
            "Container instances can not be empty.",
        ));
    }
    let status = match input.required_text("status")? {
        "ACTIVE" => Status::Active,
        "DRAINING" => Status::Draining,
        _ => {
            return Err(AwsError::invalid_parameter(
                "Container instances can only be updated to ACTIVE or DRAINING state.",
            ));
        }
    };
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for identifier in identifiers {
        let id = arn::short_name(identifier);
        match cluster.instances.get_mut(id) {
            Some(instance) => {
                if instance.status != status {
                    instance.status = status;
                    instance.version += 1;
                }
                found.push(id.to_owned());
            }
            None => failures.push(absent(&cluster.name, id, context)),
        }
    }
    cluster.instances_changed(context);
    let instances: Vec<Value> = found
        .iter()
        .filter_map(|id| cluster.instances.get(id))
        .map(|instance| instance.document(cluster, true))
        .collect();
    Ok(json!({ "containerInstances": instances, "failures": failures }))
}

fn absent(cluster: &str, id: &str, context: &Context<'_>) -> Value {
    missing(&arn::ecs(
        &context.region,
        &format!("container-instance/{cluster}/{id}"),
    ))
}
