//! Registering scalable targets and taking them away.

use serde_json::json;

use crate::{
    autoscaling::{invalid, resource, target::Target},
    ecs::{Ecs, service::Service},
    error::{Answer, AwsError},
    input::Input,
    world::{Context, Region},
};

/// `RegisterScalableTarget`: makes a target, or changes what the request names of one. A desired count
/// outside the bounds moves into them.
pub(super) fn register(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let Region {
        ecs, autoscaling, ..
    } = region;
    let resource = resource(input)?;
    let (cluster, service) = service(ecs, resource)?;
    let known = autoscaling.targets.get(resource);
    let bound = |name: &str, known: Option<i64>| {
        let bound = input.integer(name)?.or(known);
        bound.ok_or_else(|| {
            invalid(format!(
                "{name} must be specified when a scalable target is registered for the first time"
            ))
        })
    };
    let min = bound("MinCapacity", known.map(|target| target.min))?;
    let max = bound("MaxCapacity", known.map(|target| target.max))?;
    if min < 0 {
        return Err(invalid("Minimum capacity cannot be negative"));
    }
    if min > max {
        return Err(invalid(
            "Maximum capacity cannot be less than minimum capacity",
        ));
    }
    let mut target = known
        .cloned()
        .unwrap_or_else(|| Target::new(&context.region, resource, (min, max), context.now));
    (target.min, target.max) = (min, max);
    target.suspended = target.suspended.changed(input)?;
    target.take_role(input.text("RoleARN")?);
    let desired = target.within(service.desired);
    if desired != service.desired {
        service.desired = desired;
        service.wake_soon(cluster, context);
    }
    let arn = target.arn.clone();
    autoscaling.targets.insert(resource.to_owned(), target);
    Ok(json!({ "ScalableTargetARN": arn }))
}

/// `DeregisterScalableTarget`.
pub(super) fn deregister(region: &mut Region, input: &Input, _: &mut Context<'_>) -> Answer {
    let resource = resource(input)?;
    match region.autoscaling.targets.remove(resource) {
        Some(_) => Ok(json!({})),
        None => Err(AwsError::new(
            "ObjectNotFoundException",
            format!(
                "No scalable target found for service namespace: ecs, resource ID: {resource}, \
                 scalable dimension: ecs:service:DesiredCount"
            ),
        )),
    }
}

/// The active service that `service/CLUSTER/SERVICE` names, with its cluster's name.
fn service<'a, 'b>(
    ecs: &'a mut Ecs,
    resource: &'b str,
) -> Result<(&'b str, &'a mut Service), AwsError> {
    let absent = || invalid(format!("ECS service doesn't exist: {resource}"));
    let mut parts = resource.split('/');
    let (Some("service"), Some(cluster), Some(name), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(invalid(format!(
            "Unsupported service namespace, resource type or scalable dimension: {resource}"
        )));
    };
    let found = ecs
        .clusters
        .get_mut(cluster)
        .and_then(|cluster| cluster.services.get_mut(name))
        .filter(|service| service.is_active());
    found.map(|service| (cluster, service)).ok_or_else(absent)
}
