//! What tells the items of a list of objects apart.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

/// Members that tell an item from the others of its list, strongest first; those of one line
/// together.
const IDENTITIES: [&[&str]; 20] = [
    &["targetGroupArn", "containerName", "containerPort"],
    &["loadBalancerName", "containerName", "containerPort"],
    &["registryArn", "containerName", "containerPort"],
    &["containerPortRange", "protocol"],
    &["portName"],
    &["dnsName", "port"],
    &["capacityProvider"],
    &["containerName"],
    &["sourceVolume", "containerPath"],
    &["sourceContainer"],
    &["hostPath", "containerPath"],
    &["containerPath"],
    &["expression"],
    &["hostname"],
    &["namespace"],
    &["deviceName"],
    &["name"],
    &["key"],
    &["type"],
    &["value"],
];

/// The items by their keys.
pub(crate) fn keyed(items: &[Value]) -> BTreeMap<String, &Value> {
    keys(items).into_iter().zip(items).collect()
}

/// The key of each item: what it is told apart by, and a number after it where that is not enough.
pub(super) fn keys(items: &[Value]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    items
        .iter()
        .map(|item| {
            let key = identity(item);
            let count = seen.entry(key.clone()).or_default();
            *count += 1;
            match *count {
                1 => key,
                count => format!("{key} #{count}"),
            }
        })
        .collect()
}

/// Whether a member belongs to what an item is told apart by, so that its key repeats it.
pub(crate) fn is_in_key(item: &Value, member: &str) -> bool {
    if port(item).is_some() {
        return matches!(member, "containerPort" | "protocol");
    }
    found(item).is_some_and(|names| names.contains(&member))
}

fn identity(item: &Value) -> String {
    if let Some(port) = port(item) {
        return port;
    }
    match found(item) {
        Some(names) => {
            let words: Vec<String> = names.iter().filter_map(|name| word(item, name)).collect();
            words.join(" ")
        }
        // Then the item as a whole is what tells it apart.
        None => item.to_string(),
    }
}

/// `80/tcp` for a port mapping.
fn port(item: &Value) -> Option<String> {
    let mapping = word(item, "containerName").is_none() && word(item, "targetGroupArn").is_none();
    let port = word(item, "containerPort").filter(|_| mapping)?;
    let protocol = word(item, "protocol").unwrap_or_else(|| "tcp".to_owned());
    Some(format!("{port}/{protocol}"))
}

/// The first set of members whose first is there.
fn found(item: &Value) -> Option<&'static [&'static str]> {
    // Files of environment variables are all of one type; other typed items are one of their type.
    if item.get("type").is_some_and(|kind| kind == "s3") {
        return Some(&["value"]);
    }
    IDENTITIES
        .into_iter()
        .find(|names| names.first().is_some_and(|name| word(item, name).is_some()))
}

fn word(item: &Value, name: &str) -> Option<String> {
    match item.get(name)? {
        Value::Null | Value::Object(_) | Value::Array(_) => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
