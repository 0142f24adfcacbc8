//! Task sets, which only services under an external deployment controller have, and no service here is.

use serde_json::json;

use crate::{
    arn,
    ecs::{Ecs, missing, service::Service},
    error::{Answer, AwsError},
    input::Input,
    world::Context,
};

/// `DescribeTaskSets`: none, and those asked for are missing.
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let service = service(ecs, input)?;
    let cluster = ecs.cluster(input)?;
    let failures: Vec<_> = input
        .texts("taskSets")?
        .into_iter()
        .map(|identifier| {
            let id = arn::short_name(identifier);
            let path = format!("task-set/{}/{}/{id}", cluster.name, service.name);
            missing(&arn::ecs(&context.region, &path))
        })
        .collect();
    Ok(json!({ "taskSets": [], "failures": failures }))
}

/// `CreateTaskSet`, `UpdateTaskSet`, `DeleteTaskSet` and `UpdateServicePrimaryTaskSet`.
pub(crate) fn refuse(ecs: &Ecs, input: &Input) -> Answer {
    service(ecs, input)?;
    Err(AwsError::invalid_parameter(
        "Amazon ECS only supports task set management on services configured to use external deployment controllers.",
    ))
}

fn service<'a>(ecs: &'a Ecs, input: &Input) -> Result<&'a Service, AwsError> {
    let name = arn::short_name(input.required_text("service")?);
    let service = ecs.cluster(input)?.services.get(name);
    let service = service.ok_or_else(AwsError::service_not_found)?;
    if !service.is_active() {
        return Err(AwsError::service_not_active());
    }
    Ok(service)
}
