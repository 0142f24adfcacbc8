//! Express services: there are none.

use crate::{
    arn,
    ecs::Ecs,
    error::{Answer, AwsError},
    input::Input,
    world::Context,
};

/// `DescribeExpressGatewayService`.
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let service = input.required_text("serviceArn")?;
    match arn::ecs_resource(service, &context.region).as_deref() {
        Some(["service", cluster, _]) => ecs.active_cluster(cluster)?,
        _ => {
            return Err(AwsError::invalid_parameter(format!(
                "Invalid identifier: {service}"
            )));
        }
    };
    Err(AwsError::new(
        "ResourceNotFoundException",
        "The specified Express service wasn't found.",
    ))
}
