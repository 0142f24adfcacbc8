//! `RegisterContainerInstance` and `DeregisterContainerInstance`, as agents and operators call them.

use serde_json::{Value, json};

use crate::{
    arn,
    ecs::{
        Cluster, ContainerInstance,
        container_instance::Status,
        placement::{Port, Protocol},
        task::{Phase, StopCause, lifecycle},
    },
    error::{Answer, AwsError},
    input::Input,
    tags::Tags,
    world::{Context, Region},
};

/// `RegisterContainerInstance`: a new instance, or an instance whose agent registers again.
pub(crate) fn register(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let cluster = region.ecs.cluster_mut(input)?;
    let tags = Tags::parse(input.list("tags")?)?;
    let identity: Value = match input.text("instanceIdentityDocument")? {
        None => Value::Null,
        Some(text) => serde_json::from_str(text)
            .map_err(|_| AwsError::client("The instance identity document is not valid."))?,
    };
    let id = if let Some(arn) = input.text("containerInstanceArn")? {
        let id = arn::short_name(arn);
        if !cluster.instances.contains_key(id) {
            return Err(AwsError::client(
                "The referenced container instance was not found.",
            ));
        }
        id.to_owned()
    } else {
        let instance = ContainerInstance::new(&cluster.name, "a", context);
        let id = instance.id.clone();
        cluster.instances.insert(id.clone(), instance);
        id
    };
    if let Some(instance) = cluster.instances.get_mut(&id) {
        describe_itself(instance, &identity, input)?;
        instance.tags.set(tags)?;
        instance.status = Status::Active;
        instance.version += 1;
    }
    cluster.instances_changed(context);
    Ok(answer(cluster, &id))
}

/// What an agent says of its instance.
fn describe_itself(
    instance: &mut ContainerInstance,
    identity: &Value,
    input: &Input,
) -> Result<(), AwsError> {
    let known = |name: &str| {
        identity
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    if let Some(id) = known("instanceId") {
        instance.ec2_instance_id = id;
    }
    for (member, attribute) in [
        ("availabilityZone", "ecs.availability-zone"),
        ("instanceType", "ecs.instance-type"),
        ("imageId", "ecs.ami-id"),
    ] {
        if let Some(value) = known(member) {
            instance
                .attributes
                .insert(attribute.to_owned(), Some(value));
        }
    }
    for attribute in input.list("attributes")? {
        let text = |name: &str| attribute.get(name).and_then(Value::as_str);
        if let Some(name) = text("name") {
            let value = text("value").map(str::to_owned);
            instance.attributes.insert(name.to_owned(), value);
        }
    }
    for resource in input.list("totalResources")? {
        let amount = resource.get("integerValue").and_then(Value::as_i64);
        let ports = |protocol: Protocol| {
            let list = resource.get("stringSetValue").and_then(Value::as_array);
            let numbers = list.into_iter().flatten().filter_map(Value::as_str);
            let numbers = numbers.filter_map(|text| text.parse().ok());
            numbers.map(|port| (protocol, port)).collect::<Vec<Port>>()
        };
        match (resource["name"].as_str(), amount) {
            (Some("CPU"), Some(units)) => instance.cpu = units.max(0),
            (Some("MEMORY"), Some(mebibytes)) => instance.memory = mebibytes.max(0),
            (Some("PORTS"), _) => instance.reserved_ports.extend(ports(Protocol::Tcp)),
            (Some("PORTS_UDP"), _) => instance.reserved_ports.extend(ports(Protocol::Udp)),
            _ => {}
        }
    }
    Ok(())
}

/// `DeregisterContainerInstance`: with `force`, tasks on the instance end with it.
pub(crate) fn deregister(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let id = arn::short_name(input.required_text("containerInstance")?).to_owned();
    let forced = input.flag("force")?.unwrap_or(false);
    let cluster = region.ecs.cluster_mut(input)?;
    let Some(instance) = cluster.instances.get(&id) else {
        return Err(AwsError::invalid_parameter(
            "The referenced container instance was not found.",
        ));
    };
    let ended = format!(
        "Host EC2 (instance {}) terminated.",
        instance.ec2_instance_id
    );
    let tasks: Vec<String> = cluster
        .tasks
        .values()
        .filter(|task| task.is_on(&instance.arn) && task.phase != Phase::Stopped)
        .map(|task| task.id.clone())
        .collect();
    if !tasks.is_empty() && !forced {
        return Err(AwsError::invalid_parameter(
            "Found running tasks on the instance.",
        ));
    }
    let mut document = answer(cluster, &id);
    document["containerInstance"]["status"] = json!("INACTIVE");
    cluster.instances.remove(&id);
    for task in tasks {
        let cause = StopCause::new("TerminationNotice", ended.as_str());
        lifecycle::stop(cluster, &task, cause, context);
    }
    cluster.instances_changed(context);
    Ok(document)
}

fn answer(cluster: &Cluster, id: &str) -> Value {
    let instance = cluster.instances.get(id);
    let document = instance.map(|instance| instance.document(cluster, true));
    json!({ "containerInstance": document.unwrap_or_default() })
}
