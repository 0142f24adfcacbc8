//! Health checks and the times of starting and stopping.

use serde_json::Value;

use crate::{
    ecs::task_definition::validate::{Draft, invalid_setting, list},
    error::AwsError,
};

/// Members of a health check with their bounds.
const BOUNDS: [(&str, i64, i64); 4] = [
    ("interval", 5, 300),
    ("timeout", 2, 60),
    ("retries", 1, 10),
    ("startPeriod", 0, 300),
];

/// Checks the health checks and timeouts of all containers.
pub(super) fn check(draft: &Draft<'_>) -> Result<(), AwsError> {
    for container in draft.containers {
        let outside = |parent: &Value, name: &str, least: i64, most: i64| {
            let number = parent.get(name).and_then(Value::as_i64);
            number.is_some_and(|number| !(least..=most).contains(&number))
        };
        if let Some(health) = container.get("healthCheck") {
            let command = list(health, "command").first().and_then(Value::as_str);
            if !matches!(command, Some("CMD" | "CMD-SHELL" | "NONE")) {
                return Err(invalid_setting(
                    container,
                    "The health check command must start with CMD, CMD-SHELL or NONE.",
                ));
            }
            for (name, least, most) in BOUNDS {
                if outside(health, name, least, most) {
                    return Err(invalid_setting(
                        container,
                        &format!("The health check's {name} must be between {least} and {most}."),
                    ));
                }
            }
        }
        let longest = if draft.fargate { 120 } else { i64::MAX };
        for (name, least) in [("startTimeout", 2), ("stopTimeout", 0)] {
            if outside(container, name, least, longest) {
                return Err(invalid_setting(
                    container,
                    &format!("{name} is not within its limits."),
                ));
            }
        }
    }
    Ok(())
}
