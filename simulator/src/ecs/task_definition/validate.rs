//! Checking a task definition and filling in AWS's defaults.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{error::AwsError, input::Input};

/// The document to keep for a registration, or what is wrong with it.
pub(crate) fn checked(input: &Input) -> Result<Map<String, Value>, AwsError> {
    let family = input.required_text("family")?;
    if family.len() > 255
        || !family
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    {
        return Err(AwsError::client("Family contains invalid characters."));
    }
    let containers = input.list("containerDefinitions")?;
    if containers.is_empty() {
        return Err(AwsError::client("Container list cannot be empty."));
    }
    let mut document = input.members().clone();
    document.remove("tags");
    let network_mode = input.text("networkMode")?.map(str::to_owned);
    let containers: Vec<Value> = containers
        .iter()
        .map(|container| container_with_defaults(container, network_mode.as_deref()))
        .collect::<Result<_, _>>()?;
    check_containers(&containers)?;
    let fargate = input.texts("requiresCompatibilities")?.contains(&"FARGATE");
    if fargate {
        check_fargate(input, network_mode.as_deref())?;
    }
    let awsvpc = network_mode.as_deref() == Some("awsvpc");
    let sized = input.get("cpu").is_some() && input.get("memory").is_some();
    let compatible: &[&str] = if awsvpc && sized {
        &["EC2", "FARGATE"]
    } else {
        &["EXTERNAL", "EC2"]
    };
    document.insert("compatibilities".to_owned(), json!(compatible));
    document.insert(
        "requiresAttributes".to_owned(),
        required_attributes(input, &containers),
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

fn check_containers(containers: &[Value]) -> Result<(), AwsError> {
    let mut names = BTreeSet::new();
    for container in containers {
        let text = |name: &str| {
            container
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let name = text("name");
        if name.is_empty() {
            return Err(AwsError::client(
                "Container.name should not be null or empty.",
            ));
        }
        if text("image").is_empty() {
            return Err(AwsError::client(
                "Container.image should not be null or empty.",
            ));
        }
        if !names.insert(name) {
            return Err(AwsError::client(format!(
                "Duplicate container name '{name}'."
            )));
        }
    }
    if !containers
        .iter()
        .any(|container| container["essential"] == json!(true))
    {
        return Err(AwsError::client(
            "Invalid task definition: at least one container must be essential.",
        ));
    }
    for container in containers {
        for dependency in container
            .get("dependsOn")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let on = dependency
                .get("containerName")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if !names.contains(on) {
                return Err(AwsError::client(format!(
                    "Container depends on a container '{on}' that does not exist."
                )));
            }
        }
    }
    Ok(())
}

fn check_fargate(input: &Input, network_mode: Option<&str>) -> Result<(), AwsError> {
    if network_mode != Some("awsvpc") {
        return Err(AwsError::client(
            "Fargate only supports network mode 'awsvpc'.",
        ));
    }
    let (Some(cpu), Some(memory)) = (input.text("cpu")?, input.text("memory")?) else {
        return Err(AwsError::client(
            "Fargate requires that 'cpu' and 'memory' be defined at the task level.",
        ));
    };
    if !cpu
        .parse()
        .ok()
        .zip(memory.parse().ok())
        .is_some_and(|(cpu, memory)| is_fargate_size(cpu, memory))
    {
        return Err(AwsError::client(format!(
            "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. \
             See the Amazon ECS documentation for the valid values."
        )));
    }
    Ok(())
}

/// Whether Fargate runs tasks with these CPU units and MiB of memory.
pub(crate) fn is_fargate_size(cpu: u32, memory: u32) -> bool {
    let gib = |low: u32, high: u32, step: u32| {
        memory.is_multiple_of(1_024)
            && (low..=high).contains(&(memory / 1_024))
            && (memory / 1_024 - low).is_multiple_of(step)
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

fn required_attributes(input: &Input, containers: &[Value]) -> Value {
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use serde_json::{Value, json};

    use super::{checked, is_fargate_size};
    use crate::input::Input;

    #[test]
    fn fargate_sizes_are_those_of_the_published_table() {
        for (cpu, memory, valid) in [
            (256, 512, true),
            (256, 3_072, false),
            (512, 512, false),
            (512, 1_024, true),
            (1_024, 8_192, true),
            (1_024, 9_216, false),
            (4_096, 30_720, true),
            (8_192, 20_480, true),
            (8_192, 18_432, false),
            (16_384, 122_880, true),
            (300, 512, false),
        ] {
            assert_eq!(is_fargate_size(cpu, memory), valid, "{cpu} {memory}");
        }
    }

    fn with(change: impl Fn(&mut Value)) -> Input {
        let mut request = json!({
            "family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
            "cpu": "256", "memory": "512", "somethingNew": { "kept": true },
            "containerDefinitions": [{ "name": "web", "image": "nginx", "portMappings": [{ "containerPort": 80 }] }],
        });
        change(&mut request);
        Input::from_value(request)
    }

    #[test]
    fn a_document_keeps_its_members_and_gains_defaults() {
        let document = checked(&with(|_| ())).unwrap();
        assert_eq!(document["somethingNew"]["kept"], json!(true));
        assert_eq!(
            document["containerDefinitions"][0]["essential"],
            json!(true)
        );
        assert_eq!(
            document["containerDefinitions"][0]["portMappings"][0]["hostPort"],
            json!(80)
        );
        assert_eq!(document["compatibilities"], json!(["EC2", "FARGATE"]));
    }

    #[test]
    fn what_aws_refuses_is_refused() {
        let cases: [fn(&mut Value); 7] = [
            |request| request["family"] = json!("a b"),
            |request| request["containerDefinitions"] = json!([]),
            |request| request["containerDefinitions"][0]["image"] = json!(""),
            |request| request["containerDefinitions"][0]["essential"] = json!(false),
            |request| request["networkMode"] = json!("bridge"),
            |request| request["memory"] = json!("700"),
            |request| {
                request["containerDefinitions"][0]["dependsOn"] =
                    json!([{ "containerName": "db", "condition": "START" }]);
            },
        ];
        for (index, change) in cases.into_iter().enumerate() {
            assert_eq!(
                checked(&with(change)).unwrap_err().code,
                "ClientException",
                "case {index}"
            );
        }
    }
}
