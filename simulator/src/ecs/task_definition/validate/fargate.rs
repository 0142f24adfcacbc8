//! What Fargate runs, and what it doesn't have.

use serde_json::Value;

use crate::{
    ecs::task_definition::validate::{Draft, invalid_setting, list, sizes, text},
    error::AwsError,
};

/// Members of containers that Fargate refuses.
const UNSUPPORTED: [&str; 7] = [
    "disableNetworking",
    "dnsSearchDomains",
    "dnsServers",
    "dockerSecurityOptions",
    "extraHosts",
    "links",
    "privileged",
];

/// Checks a task definition for Fargate.
pub(super) fn check(draft: &Draft<'_>) -> Result<(), AwsError> {
    if draft.network_mode != Some("awsvpc") {
        return Err(AwsError::client(
            "Fargate only supports network mode 'awsvpc'.",
        ));
    }
    size(draft)?;
    storage(draft)?;
    if !draft.input.list("placementConstraints")?.is_empty() {
        return Err(AwsError::client(
            "Placement constraints are not supported for Fargate task definitions.",
        ));
    }
    if draft.input.get("ipcMode").is_some() {
        return Err(AwsError::client("Fargate does not support 'ipcMode'."));
    }
    if draft.input.text("pidMode")? == Some("host") {
        return Err(AwsError::client(
            "Fargate does not support 'pidMode' with the value 'host'.",
        ));
    }
    for container in draft.containers {
        unsupported(container)?;
    }
    Ok(())
}

fn size(draft: &Draft<'_>) -> Result<(), AwsError> {
    let sizes = sizes::checked(draft)?;
    let size = |member: &str| sizes.iter().find(|(name, _)| *name == member);
    let (Some((_, cpu)), Some((_, memory))) = (size("cpu"), size("memory")) else {
        return Err(AwsError::client(
            "Fargate requires that 'cpu' and 'memory' be defined at the task level.",
        ));
    };
    if !is_fargate_size(*cpu, *memory) {
        return Err(AwsError::client(format!(
            "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. \
             See the Amazon ECS documentation for the valid values."
        )));
    }
    Ok(())
}

/// Whether Fargate runs tasks with these CPU units and MiB of memory.
pub(crate) fn is_fargate_size(cpu: i64, memory: i64) -> bool {
    let gib = |low: i64, high: i64, step: i64| {
        memory % 1_024 == 0
            && (low..=high).contains(&(memory / 1_024))
            && (memory / 1_024 - low) % step == 0
    };
    match cpu {
        256 => matches!(memory, 512 | 1_024 | 2_048),
        512 => gib(1, 4, 1),
        1_024 => gib(2, 8, 1),
        2_048 => gib(4, 16, 1),
        4_096 => gib(8, 30, 1),
        8_192 => gib(16, 60, 4),
        16_384 => gib(32, 120, 8),
        _ => false,
    }
}

/// Ephemeral storage is 20 to 200 GiB; volumes are none of the host's.
fn storage(draft: &Draft<'_>) -> Result<(), AwsError> {
    if let Some(storage) = draft.input.object("ephemeralStorage")?
        && let Some(size) = storage.integer("sizeInGiB")?
        && !(20..=200).contains(&size)
    {
        return Err(AwsError::client(
            "The ephemeral storage size must be between 20 and 200 GiB.",
        ));
    }
    for volume in draft.input.list("volumes")? {
        if volume.get("dockerVolumeConfiguration").is_some()
            || volume.pointer("/host/sourcePath").is_some()
        {
            return Err(AwsError::client(format!(
                "Volume '{}' uses a configuration that Fargate does not support.",
                text(volume, "name")
            )));
        }
    }
    Ok(())
}

fn unsupported(container: &Value) -> Result<(), AwsError> {
    let set = |name: &&&str| match container.get(**name) {
        None | Some(Value::Bool(false)) => false,
        Some(Value::Array(items)) => !items.is_empty(),
        Some(_) => true,
    };
    if let Some(name) = UNSUPPORTED.iter().find(set) {
        return Err(invalid_setting(
            container,
            &format!("Fargate does not support '{name}'."),
        ));
    }
    let driver = container
        .get("logConfiguration")
        .map(|log| text(log, "logDriver"));
    if driver.is_some_and(|driver| !matches!(driver, "awslogs" | "splunk" | "awsfirelens")) {
        return Err(invalid_setting(
            container,
            "Fargate only supports the log drivers awslogs, splunk and awsfirelens.",
        ));
    }
    if !list(container, "resourceRequirements").is_empty() {
        return Err(invalid_setting(
            container,
            "Fargate does not support 'resourceRequirements'.",
        ));
    }
    Ok(())
}
