//! Whether Fargate runs a task.

use serde_json::Value;

use crate::{
    ecs::{TaskDefinition, task::blueprint, task_definition::is_fargate_size},
    error::AwsError,
};

/// Refuses a definition that Fargate doesn't run, with what is overridden for the task.
pub(crate) fn check(
    definition: &TaskDefinition,
    overrides: Option<&Value>,
) -> Result<(), AwsError> {
    let compatible = definition.document.get("compatibilities");
    let compatible = compatible.and_then(Value::as_array);
    if !compatible.is_some_and(|all| all.iter().any(|one| one == "FARGATE")) {
        return Err(AwsError::invalid_parameter(
            "Task definition does not support launch_type FARGATE.",
        ));
    }
    let (cpu, memory) = blueprint::reservation(&definition.document, overrides);
    if !is_fargate_size(cpu, memory) {
        return Err(AwsError::client(format!(
            "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. \
             See the Amazon ECS documentation for the valid values."
        )));
    }
    if !(20..=200).contains(&blueprint::ephemeral_storage(
        &definition.document,
        overrides,
    )) {
        return Err(AwsError::client(
            "Ephemeral storage must be between 20 GiB and 200 GiB.",
        ));
    }
    Ok(())
}
