//! Application Auto Scaling: the bounds of ECS services. No policy scales anything by itself.

mod describe;
mod register;
mod target;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{error::AwsError, input::Input, world::Handler};
use target::Target;

/// The scalable targets of a region, by resource id.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct AutoScaling {
    targets: BTreeMap<String, Target>,
}

/// What answers an operation.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    let handler: Handler = match operation {
        "RegisterScalableTarget" => register::register,
        "DeregisterScalableTarget" => register::deregister,
        "DescribeScalableTargets" => {
            |region, input, _| describe::describe(&region.autoscaling, input)
        }
        _ => return None,
    };
    Some(handler)
}

/// The namespace whose resources are simulated.
const NAMESPACE: &str = "ecs";
/// The only dimension of an ECS service.
const DIMENSION: &str = "ecs:service:DesiredCount";

/// A value that isn't allowed.
fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message)
}

/// The resource that a request names by namespace, dimension and id.
fn resource(input: &Input) -> Result<&str, AwsError> {
    let namespace = input.text("ServiceNamespace")?;
    let dimension = input.text("ScalableDimension")?;
    if (namespace, dimension) != (Some(NAMESPACE), Some(DIMENSION)) {
        return Err(invalid(
            "Unsupported service namespace, resource type or scalable dimension",
        ));
    }
    Ok(input.text("ResourceId")?.unwrap_or_default())
}
