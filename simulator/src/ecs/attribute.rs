//! Attributes of container instances: what their agents know, and what the account adds.

use serde_json::{Value, json};

use crate::{
    arn,
    document::Document,
    ecs::{Cluster, ContainerInstance, Ecs},
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    world::{Context, Region},
};

/// The most attributes one call changes, and the most an account adds to one instance.
const MOST: usize = 10;

/// Whether the agent or ECS made an attribute, not the account.
fn is_built_in(name: &str) -> bool {
    name.starts_with("ecs.") || name.starts_with("com.amazonaws.ecs.")
}

fn document(name: &str, value: Option<&str>, target: &str) -> Value {
    Document::new()
        .set("name", name)
        .maybe("value", value)
        .set("targetId", target)
        .build()
}

/// `ListAttributes`.
pub(crate) fn list(ecs: &Ecs, input: &Input) -> Answer {
    let cluster = ecs.cluster(input)?;
    let (name, value) = (input.text("attributeName")?, input.text("attributeValue")?);
    let items = cluster.instances.values().flat_map(|instance| {
        let wanted = instance.attributes.iter().filter(move |(found, of)| {
            name.is_none_or(|name| name == *found)
                && value.is_none_or(|value| of.as_deref() == Some(value))
        });
        wanted.map(|(name, value)| {
            (
                format!("{}/{name}", instance.id),
                document(name, value.as_deref(), &instance.arn),
            )
        })
    });
    let (attributes, token) = page(
        items,
        input,
        PageSize {
            default: 100,
            most: 100,
        },
        "ListAttributes",
    )?;
    Ok(Document::new()
        .set("attributes", attributes)
        .maybe("nextToken", token)
        .build())
}

/// An attribute of a request.
struct Change {
    instance: String,
    name: String,
    value: Option<String>,
}

/// The attributes of a request, whose targets must exist.
fn changes(cluster: &Cluster, input: &Input) -> Result<Vec<Change>, AwsError> {
    let attributes = input.list("attributes")?;
    if attributes.is_empty() || attributes.len() > MOST {
        return Err(AwsError::invalid_parameter(format!(
            "Between 1 and {MOST} attributes can be changed at once."
        )));
    }
    let change = |attribute: &Value| {
        let text = |name: &str| attribute.get(name).and_then(Value::as_str);
        let name = text("name").unwrap_or_default();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./\\".contains(&byte);
        if name.is_empty() || name.len() > 128 || !name.bytes().all(allowed) || is_built_in(name) {
            return Err(AwsError::invalid_parameter(format!(
                "The attribute name '{name}' is not valid."
            )));
        }
        let target = text("targetId").unwrap_or_default();
        let instance = arn::short_name(target);
        if !cluster.instances.contains_key(instance) {
            return Err(AwsError::new(
                "TargetNotFoundException",
                "The specified target wasn't found.",
            ));
        }
        Ok(Change {
            instance: instance.to_owned(),
            name: name.to_owned(),
            value: text("value").map(str::to_owned),
        })
    };
    attributes.iter().map(change).collect()
}

/// Applies changes to their instances; the attributes as they were given or found.
fn apply(
    region: &mut Region,
    input: &Input,
    context: &mut Context<'_>,
    work: fn(&mut ContainerInstance, &Change) -> Option<Option<String>>,
) -> Answer {
    let cluster = region.ecs.cluster_mut(input)?;
    let changes = changes(cluster, input)?;
    let mut attributes = Vec::new();
    for change in &changes {
        if let Some(instance) = cluster.instances.get_mut(&change.instance)
            && let Some(value) = work(instance, change)
        {
            attributes.push(document(&change.name, value.as_deref(), &instance.arn));
        }
    }
    // Services place their tasks by attributes.
    cluster.instances_changed(context);
    Ok(json!({ "attributes": attributes }))
}

/// `PutAttributes`: adds attributes or replaces their values.
pub(crate) fn put(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let cluster = region.ecs.cluster(input)?;
    let changes = changes(cluster, input)?;
    for instance in cluster.instances.values() {
        let names = instance.attributes.keys().map(String::as_str);
        let own = names.filter(|name| !is_built_in(name));
        let more = changes
            .iter()
            .filter(|change| change.instance == instance.id);
        let all: std::collections::BTreeSet<&str> =
            own.chain(more.map(|change| change.name.as_str())).collect();
        if all.len() > MOST {
            return Err(AwsError::new(
                "AttributeLimitExceededException",
                "You can apply up to 10 custom attributes for each resource.",
            ));
        }
    }
    apply(region, input, context, |instance, change| {
        let attributes = &mut instance.attributes;
        attributes.insert(change.name.clone(), change.value.clone());
        instance.version += 1;
        Some(change.value.clone())
    })
}

/// `DeleteAttributes`: those that aren't there are left out of the answer.
pub(crate) fn delete(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    apply(region, input, context, |instance, change| {
        let removed = instance.attributes.remove(&change.name)?;
        instance.version += 1;
        Some(removed)
    })
}
