//! Containers: their names, images, environment, and what their network mode lets them have.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    ecs::{
        name,
        task_definition::validate::{Draft, invalid_setting, list, text},
    },
    error::AwsError,
};

/// Checks every container.
pub(super) fn check(draft: &Draft<'_>) -> Result<(), AwsError> {
    let mut names = BTreeSet::new();
    for container in draft.containers {
        let name = text(container, "name");
        if name.is_empty() {
            return Err(AwsError::client(
                "Container.name should not be null or empty.",
            ));
        }
        if !name::is_valid(name) {
            return Err(AwsError::client(
                "Container.name contains invalid characters.",
            ));
        }
        if text(container, "image").is_empty() {
            return Err(AwsError::client(
                "Container.image should not be null or empty.",
            ));
        }
        if !names.insert(name) {
            return Err(AwsError::client(format!(
                "Duplicate container name '{name}'."
            )));
        }
        environment(draft, container)?;
        network(draft, container)?;
    }
    let essential = |container: &Value| container["essential"] == json!(true);
    if !draft.containers.iter().any(essential) {
        return Err(AwsError::client(
            "Invalid task definition: at least one container must be essential.",
        ));
    }
    for container in draft.containers {
        for from in list(container, "volumesFrom") {
            let source = text(from, "sourceContainer");
            if !names.contains(source) {
                return Err(AwsError::client(format!("Unknown container '{source}'.")));
            }
        }
    }
    Ok(())
}

/// Names of variables and secrets must be there, and a secret's must be its own.
fn environment(draft: &Draft<'_>, container: &Value) -> Result<(), AwsError> {
    let names = |member: &str| {
        list(container, member)
            .iter()
            .map(|item| text(item, "name"))
    };
    if names("environment").any(str::is_empty) {
        return Err(invalid_setting(
            container,
            "Environment variable name must not be empty.",
        ));
    }
    let mut taken: BTreeSet<&str> = names("environment").collect();
    for name in names("secrets") {
        if name.is_empty() || !taken.insert(name) {
            return Err(AwsError::client(format!(
                "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '{name}'."
            )));
        }
    }
    let secret = !list(container, "secrets").is_empty();
    if secret && draft.input.get("executionRoleArn").is_none() {
        return Err(AwsError::client(
            "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        ));
    }
    Ok(())
}

/// Links are for network mode `bridge`; a host name isn't for `awsvpc`.
fn network(draft: &Draft<'_>, container: &Value) -> Result<(), AwsError> {
    let mode = draft.network_mode.unwrap_or("bridge");
    if mode != "bridge" && !list(container, "links").is_empty() {
        return Err(AwsError::client(format!(
            "Links are not supported when networkMode={mode}."
        )));
    }
    if mode == "awsvpc" && !text(container, "hostname").is_empty() {
        return Err(invalid_setting(
            container,
            "hostname is not supported on container when networkMode=awsvpc.",
        ));
    }
    Ok(())
}
