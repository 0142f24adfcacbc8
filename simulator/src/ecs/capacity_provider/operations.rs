//! Operations on capacity providers.

use serde_json::{Value, json};

use crate::{
    arn,
    document::Document,
    ecs::{
        CapacityProvider, Ecs,
        capacity_provider::{Kind, fargate, is_fargate},
        missing, name,
    },
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    tags::Tags,
    world::Context,
};

/// `DescribeCapacityProviders`.
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let tagged = input.includes("TAGS")?;
    let wanted = input.limited_texts("capacityProviders", 100)?;
    let of_cluster = input.text("cluster")?.map(arn::short_name);
    let mut failures = Vec::new();
    let mut names: Vec<String> = if wanted.is_empty() {
        let own = ecs.capacity_providers.values();
        let own = own
            .filter(|provider| provider.active)
            .map(|provider| provider.name.clone());
        ["FARGATE", "FARGATE_SPOT"]
            .map(str::to_owned)
            .into_iter()
            .chain(own)
            .collect()
    } else {
        wanted
            .iter()
            .map(|name| arn::short_name(name).to_owned())
            .collect()
    };
    if let Some(name) = of_cluster {
        let cluster = ecs.clusters.get(name).filter(|cluster| cluster.active);
        let cluster = cluster.ok_or_else(AwsError::cluster_not_found)?;
        names.retain(|name| cluster.capacity_providers.contains(name));
    }
    names.sort();
    names.dedup();
    let mut items = Vec::new();
    for name in names {
        match ecs.capacity_providers.get(&name) {
            _ if is_fargate(&name) => items.push((name.clone(), fargate(&name, context))),
            Some(provider) => items.push((name, provider.document(tagged))),
            None => failures.push(missing(&arn::ecs(
                &context.region,
                &format!("capacity-provider/{name}"),
            ))),
        }
    }
    let (providers, token) = page(
        items,
        input,
        PageSize {
            default: 10,
            most: 10,
        },
        "DescribeCapacityProviders",
    )?;
    Ok(Document::new()
        .set("capacityProviders", providers)
        .set("failures", failures)
        .maybe("nextToken", token)
        .build())
}

/// `CreateCapacityProvider`.
pub(crate) fn create(ecs: &mut Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let name = input.required_text("name")?;
    check_name(name)?;
    if ecs
        .capacity_providers
        .get(name)
        .is_some_and(|provider| provider.active)
    {
        return Err(AwsError::invalid_parameter(
            "The specified capacity provider already exists. To change the configuration of an existing capacity provider, update the capacity provider.",
        ));
    }
    let group = input.get(Kind::AutoScaling.member());
    let managed = input.get(Kind::ManagedInstances.member());
    let (kind, provider) = match (group, managed) {
        (Some(group), None) => (Kind::AutoScaling, with_defaults(group.clone(), &json!({}))),
        (None, Some(managed)) => (Kind::ManagedInstances, managed.clone()),
        _ => {
            return Err(AwsError::invalid_parameter(
                "Specify either autoScalingGroupProvider or managedInstancesProvider.",
            ));
        }
    };
    if kind == Kind::AutoScaling {
        check_group(ecs, &provider)?;
    } else {
        input.required_text("cluster")?;
    }
    let cluster_arn = match input.text("cluster")? {
        Some(_) => Some(ecs.cluster(input)?.arn.clone()),
        None => None,
    };
    let created = CapacityProvider {
        name: name.to_owned(),
        arn: arn::ecs(&context.region, &format!("capacity-provider/{name}")),
        cluster_arn,
        kind,
        provider,
        active: true,
        update_status: (kind == Kind::ManagedInstances).then(|| "CREATE_COMPLETE".to_owned()),
        tags: Tags::parse(input.list("tags")?)?,
    };
    let document = created.document(true);
    if kind == Kind::ManagedInstances {
        // A provider of managed instances belongs to its cluster from the start.
        ecs.cluster_mut(input)?
            .capacity_providers
            .push(name.to_owned());
    }
    ecs.capacity_providers.insert(name.to_owned(), created);
    Ok(json!({ "capacityProvider": document }))
}

/// `UpdateCapacityProvider`: members that are absent stay as they are.
pub(crate) fn update(ecs: &mut Ecs, input: &Input) -> Answer {
    let name = arn::short_name(input.required_text("name")?);
    check_cluster(ecs, input)?;
    let provider = own(ecs, name)?;
    let change = input.get(provider.kind.member()).ok_or_else(|| {
        AwsError::invalid_parameter(format!(
            "{} must be specified for this capacity provider.",
            provider.kind.member()
        ))
    })?;
    provider.provider = match provider.kind {
        Kind::AutoScaling => with_defaults(change.clone(), &provider.provider),
        Kind::ManagedInstances => merged(change.clone(), &provider.provider),
    };
    provider.update_status = Some("UPDATE_COMPLETE".to_owned());
    Ok(json!({ "capacityProvider": provider.document(true) }))
}

/// `DeleteCapacityProvider`: refused while a cluster has it.
pub(crate) fn delete(ecs: &mut Ecs, input: &Input) -> Answer {
    let name = arn::short_name(input.required_text("capacityProvider")?).to_owned();
    if is_fargate(&name) {
        return Err(AwsError::invalid_parameter(
            "The specified capacity provider is reserved and cannot be deleted.",
        ));
    }
    check_cluster(ecs, input)?;
    let kind = own(ecs, &name)?.kind;
    let user = ecs
        .clusters
        .values_mut()
        .find(|cluster| cluster.active && cluster.capacity_providers.contains(&name));
    match user {
        Some(cluster) if kind == Kind::ManagedInstances => {
            cluster.capacity_providers.retain(|other| *other != name);
        }
        Some(cluster) => {
            return Err(AwsError::invalid_parameter(format!(
                "The specified capacity provider is associated with the cluster {}. Disassociate the capacity provider and try again.",
                cluster.name
            )));
        }
        None => {}
    }
    let provider = own(ecs, &name)?;
    provider.active = false;
    provider.update_status = Some("DELETE_COMPLETE".to_owned());
    let mut document = provider.document(true);
    // The answer shows the provider as it is while AWS deletes it.
    document["status"] = json!("ACTIVE");
    document["updateStatus"] = json!("DELETE_IN_PROGRESS");
    Ok(json!({ "capacityProvider": document }))
}

/// The cluster that a request names must exist; without a name it is about none.
fn check_cluster(ecs: &Ecs, input: &Input) -> Result<(), AwsError> {
    match input.text("cluster")? {
        Some(_) => ecs.cluster(input).map(|_| ()),
        None => Ok(()),
    }
}

fn own<'a>(ecs: &'a mut Ecs, name: &str) -> Result<&'a mut CapacityProvider, AwsError> {
    ecs.capacity_providers
        .get_mut(name)
        .filter(|provider| provider.active)
        .ok_or_else(|| {
            AwsError::invalid_parameter(
                "The specified capacity provider does not exist. Specify a valid name or ARN and try again.",
            )
        })
}

fn check_name(name: &str) -> Result<(), AwsError> {
    let lower = name.to_lowercase();
    let reserved = ["aws", "ecs", "fargate"];
    if !name::is_valid(name) || reserved.iter().any(|prefix| lower.starts_with(prefix)) {
        return Err(AwsError::invalid_parameter(
            "The specified capacity provider name is invalid. Up to 255 characters are allowed, including letters (upper and lowercase), numbers, underscores (_), and hyphens (-). The name can't be prefixed with \"aws\", \"ecs\", or \"fargate\".",
        ));
    }
    Ok(())
}

/// Checks the Auto Scaling group of a new provider.
fn check_group(ecs: &Ecs, provider: &Value) -> Result<(), AwsError> {
    let group = provider["autoScalingGroupArn"].as_str().unwrap_or_default();
    let taken = |other: &CapacityProvider| {
        other.active && other.provider["autoScalingGroupArn"].as_str() == Some(group)
    };
    if !group.contains(":autoScalingGroupName/") {
        return Err(AwsError::invalid_parameter(
            "The specified Auto Scaling group ARN is invalid. Specify a valid ARN and try again.",
        ));
    }
    if ecs.capacity_providers.values().any(taken) {
        return Err(AwsError::invalid_parameter(
            "The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a unique Auto Scaling group ARN and try again.",
        ));
    }
    let on = |value: &Value| value == "ENABLED";
    if on(&provider["managedTerminationProtection"]) && !on(&provider["managedScaling"]["status"]) {
        return Err(AwsError::invalid_parameter(
            "Managed termination protection can only be enabled when managed scaling is enabled.",
        ));
    }
    Ok(())
}

/// The configuration of an Auto Scaling group with what it had before and AWS's defaults.
fn with_defaults(change: Value, before: &Value) -> Value {
    let defaults = json!({
        "managedScaling": {
            "status": "DISABLED", "targetCapacity": 100, "minimumScalingStepSize": 1,
            "maximumScalingStepSize": 10_000, "instanceWarmupPeriod": 300,
        },
        "managedTerminationProtection": "DISABLED",
        "managedDraining": "ENABLED",
    });
    merged(merged(change, before), &defaults)
}

/// A structure with the members of another one where it has none.
fn merged(mut change: Value, before: &Value) -> Value {
    if let (Value::Object(members), Value::Object(before)) = (&mut change, before) {
        for (name, value) in before {
            let member = members.entry(name.clone()).or_insert(Value::Null);
            *member = if member.is_null() {
                value.clone()
            } else {
                merged(member.take(), value)
            };
        }
    }
    change
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::with_defaults;

    #[test]
    fn what_is_not_changed_stays_and_what_was_never_set_has_defaults() {
        let before =
            json!({ "autoScalingGroupArn": "a", "managedScaling": { "targetCapacity": 80 } });
        let after = with_defaults(
            json!({ "managedScaling": { "status": "ENABLED" } }),
            &before,
        );
        assert_eq!(after["autoScalingGroupArn"], "a");
        assert_eq!(after["managedScaling"]["targetCapacity"], 80);
        assert_eq!(after["managedScaling"]["status"], "ENABLED");
        assert_eq!(after["managedDraining"], "ENABLED");
    }
}
