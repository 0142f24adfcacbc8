//! Port mappings.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    ecs::task_definition::validate::{Draft, invalid_setting, list, text},
    error::AwsError,
};

/// Checks the port mappings of all containers together.
pub(super) fn check(draft: &Draft<'_>) -> Result<(), AwsError> {
    let mode = draft.network_mode.unwrap_or("bridge");
    let (mut taken, mut names) = (BTreeSet::new(), BTreeSet::new());
    for container in draft.containers {
        let mappings = list(container, "portMappings");
        if mode == "none" && !mappings.is_empty() {
            return Err(AwsError::client(
                "Port mappings are not supported when networkMode=none.",
            ));
        }
        for mapping in mappings {
            let port = |name: &str| mapping.get(name).and_then(Value::as_i64);
            let (inner, host) = (port("containerPort"), port("hostPort"));
            let range = mapping.get("containerPortRange").is_some();
            if range == inner.is_some() {
                return Err(invalid_setting(
                    container,
                    "A port mapping must have either containerPort or containerPortRange.",
                ));
            }
            for port in [inner, host].into_iter().flatten() {
                if !(0..=65_535).contains(&port) {
                    return Err(invalid_setting(
                        container,
                        "Ports must be between 0 and 65535.",
                    ));
                }
            }
            let shared = matches!(mode, "awsvpc" | "host");
            if shared && host.is_some_and(|host| Some(host) != inner) {
                return Err(AwsError::client(format!(
                    "When networkMode={mode}, the host ports and container ports in port mappings must match."
                )));
            }
            let used = if shared {
                inner
            } else {
                host.filter(|port| *port > 0)
            };
            if let Some(port) = used
                && !taken.insert((port, text(mapping, "protocol").to_owned()))
            {
                return Err(invalid_setting(
                    container,
                    &format!("Port {port} is mapped more than once."),
                ));
            }
            let name = text(mapping, "name");
            if !name.is_empty() && !names.insert(name.to_owned()) {
                return Err(AwsError::client(format!(
                    "Port mapping name '{name}' must be unique within the task definition."
                )));
            }
        }
    }
    Ok(())
}
