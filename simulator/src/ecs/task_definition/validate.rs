//! Checking a task definition and filling in AWS's defaults.

mod attributes;
mod containers;
mod dependencies;
mod fargate;
mod health;
mod logging;
mod ports;
mod sizes;
mod volumes;

use serde_json::{Map, Value, json};

use crate::{ecs::name, error::AwsError, input::Input};
pub(crate) use fargate::is_fargate_size;

/// The longest task definition AWS registers, in bytes of JSON.
const MOST_BYTES: usize = 65_536;

/// A registration that is being checked.
#[derive(Debug)]
struct Draft<'a> {
    input: &'a Input,
    /// The container definitions with their defaults.
    containers: &'a [Value],
    network_mode: Option<&'a str>,
    fargate: bool,
}

/// The document to keep for a registration, or what is wrong with it.
pub(crate) fn checked(input: &Input) -> Result<Map<String, Value>, AwsError> {
    if !name::is_valid(input.required_text("family")?) {
        return Err(AwsError::client("Family contains invalid characters."));
    }
    let containers = input.list("containerDefinitions")?;
    if containers.is_empty() {
        return Err(AwsError::client("Container list cannot be empty."));
    }
    let mut document = input.members().clone();
    document.remove("tags");
    check_length(&document)?;
    let network_mode = input.text("networkMode")?;
    let containers: Vec<Value> = containers
        .iter()
        .map(|container| container_with_defaults(container, network_mode))
        .collect::<Result<_, _>>()?;
    let draft = Draft {
        input,
        containers: &containers,
        network_mode,
        fargate: input.texts("requiresCompatibilities")?.contains(&"FARGATE"),
    };
    containers::check(&draft)?;
    dependencies::check(&draft)?;
    ports::check(&draft)?;
    volumes::check(&draft)?;
    logging::check(&draft)?;
    health::check(&draft)?;
    for (member, number) in sizes::checked(&draft)? {
        document.insert(member.to_owned(), json!(number.to_string()));
    }
    if draft.fargate {
        fargate::check(&draft)?;
    }
    document.insert("compatibilities".to_owned(), compatibilities(&draft));
    document.insert(
        "requiresAttributes".to_owned(),
        attributes::required(&draft),
    );
    document.insert("containerDefinitions".to_owned(), Value::Array(containers));
    document.entry("volumes").or_insert_with(|| json!([]));
    document
        .entry("placementConstraints")
        .or_insert_with(|| json!([]));
    document.insert(
        "registeredBy".to_owned(),
        json!(format!(
            "arn:aws:iam::{}:user/simulator",
            crate::arn::ACCOUNT
        )),
    );
    Ok(document)
}

fn container_with_defaults(
    container: &Value,
    network_mode: Option<&str>,
) -> Result<Value, AwsError> {
    let Value::Object(members) = container else {
        return Err(AwsError::serialization(
            "Expected containerDefinitions to be a list of structures.",
        ));
    };
    let mut members = members.clone();
    for (name, value) in [
        ("cpu", json!(0)),
        ("portMappings", json!([])),
        ("essential", json!(true)),
        ("environment", json!([])),
        ("mountPoints", json!([])),
        ("volumesFrom", json!([])),
        ("systemControls", json!([])),
    ] {
        members.entry(name).or_insert(value);
    }
    for mapping in members
        .get_mut("portMappings")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        let Value::Object(mapping) = mapping else {
            continue;
        };
        mapping.entry("protocol").or_insert_with(|| json!("tcp"));
        if network_mode == Some("awsvpc")
            && let Some(port) = mapping.get("containerPort").cloned()
        {
            mapping.entry("hostPort").or_insert(port);
        }
    }
    Ok(Value::Object(members))
}

fn check_length(document: &Map<String, Value>) -> Result<(), AwsError> {
    let length = serde_json::to_string(document).map_or(0, |text| text.len());
    if length > MOST_BYTES {
        return Err(AwsError::client(format!(
            "Actual length: '{length}'. Max allowed length is '{MOST_BYTES}' bytes."
        )));
    }
    Ok(())
}

/// Where tasks of the definition can run.
fn compatibilities(draft: &Draft<'_>) -> Value {
    let awsvpc = draft.network_mode == Some("awsvpc");
    let sized = draft.input.get("cpu").is_some() && draft.input.get("memory").is_some();
    let mut launch_types = Vec::new();
    if !awsvpc {
        launch_types.push("EXTERNAL");
    }
    launch_types.push("EC2");
    if awsvpc && sized && fargate::check(draft).is_ok() {
        launch_types.push("FARGATE");
    }
    json!(launch_types)
}

/// A text member of a container; absent is empty.
fn text<'a>(container: &'a Value, name: &str) -> &'a str {
    container
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A list member of a container; absent is empty.
fn list<'a>(container: &'a Value, name: &str) -> &'a [Value] {
    container
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// What AWS says of a container's setting.
fn invalid_setting(container: &Value, complaint: &str) -> AwsError {
    let name = text(container, "name");
    AwsError::client(format!(
        "Invalid setting for container '{name}'. {complaint}"
    ))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests;
