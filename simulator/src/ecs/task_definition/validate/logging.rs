//! Log drivers and the log router they may need.

use serde_json::Value;

use crate::{
    ecs::task_definition::validate::{Draft, text},
    error::AwsError,
};

/// Checks the log configuration of all containers.
pub(super) fn check(draft: &Draft<'_>) -> Result<(), AwsError> {
    let routers = draft
        .containers
        .iter()
        .filter(|container| container.get("firelensConfiguration").is_some())
        .count();
    if routers > 1 {
        return Err(AwsError::client(
            "Only one container in a task definition can have a firelensConfiguration.",
        ));
    }
    for log in draft
        .containers
        .iter()
        .filter_map(|container| container.get("logConfiguration"))
    {
        match text(log, "logDriver") {
            "awslogs" => {
                for option in ["awslogs-group", "awslogs-region"] {
                    let given = log.get("options").and_then(|options| options.get(option));
                    if given.and_then(Value::as_str).is_none_or(str::is_empty) {
                        return Err(AwsError::client(
                            "Log driver awslogs requires options: awslogs-region, awslogs-group",
                        ));
                    }
                }
            }
            "awsfirelens" if routers == 0 => {
                return Err(AwsError::client(
                    "When a container uses the log driver awsfirelens, another container must have a firelensConfiguration.",
                ));
            }
            _ => {}
        }
    }
    Ok(())
}
