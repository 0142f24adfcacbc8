//! The attributes that a task definition asks of container instances.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::ecs::task_definition::validate::Draft;

/// `requiresAttributes`: what an instance must be able to do for its tasks.
pub(super) fn required(draft: &Draft<'_>) -> Value {
    let Draft {
        input, containers, ..
    } = draft;
    let any = |found: fn(&Value) -> bool| containers.iter().any(found);
    let mut names = BTreeSet::new();
    if any(|container| container["logConfiguration"]["logDriver"] == json!("awslogs")) {
        names.insert("com.amazonaws.ecs.capability.logging-driver.awslogs");
        names.insert("ecs.capability.execution-role-awslogs");
    }
    if any(|container| {
        container["image"]
            .as_str()
            .is_some_and(|image| image.contains(".dkr.ecr."))
    }) {
        names.insert("com.amazonaws.ecs.capability.ecr-auth");
        names.insert("ecs.capability.execution-role-ecr-pull");
    }
    if any(|container| container.get("healthCheck").is_some()) {
        names.insert("ecs.capability.container-health-check");
    }
    if any(|container| container.get("secrets").is_some()) {
        names.insert("ecs.capability.secrets.asm.environment-variables");
    }
    if input.get("taskRoleArn").is_some() {
        names.insert("com.amazonaws.ecs.capability.task-iam-role");
    }
    if input.get("networkMode") == Some(&json!("awsvpc")) {
        names.insert("ecs.capability.task-eni");
    }
    names.insert("com.amazonaws.ecs.capability.docker-remote-api.1.18");
    names
        .into_iter()
        .map(|name| json!({ "name": name }))
        .collect()
}
