//! Dependencies between containers: they must exist, make sense and end somewhere.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    ecs::task_definition::validate::{Draft, list, text},
    error::AwsError,
};

/// Checks `dependsOn` and `links` of all containers.
pub(super) fn check(draft: &Draft<'_>) -> Result<(), AwsError> {
    let by_name: BTreeMap<&str, &Value> = draft
        .containers
        .iter()
        .map(|container| (text(container, "name"), container))
        .collect();
    let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, container) in &by_name {
        for dependency in list(container, "dependsOn") {
            let on = text(dependency, "containerName");
            let Some(other) = by_name.get(on) else {
                return Err(AwsError::client(format!(
                    "Container depends on a container '{on}' that does not exist."
                )));
            };
            condition(text(dependency, "condition"), on, other)?;
            edges.entry(name).or_default().push(on);
        }
        for link in list(container, "links") {
            let link = link.as_str().unwrap_or_default();
            let target = link.split(':').next().unwrap_or(link);
            if !by_name.contains_key(target) {
                return Err(AwsError::client(format!(
                    "Invalid link: container '{target}' does not exist."
                )));
            }
            edges.entry(name).or_default().push(target);
        }
    }
    if has_cycle(&edges) {
        return Err(AwsError::client(
            "Container dependencies must not form a cycle.",
        ));
    }
    Ok(())
}

fn condition(condition: &str, on: &str, other: &Value) -> Result<(), AwsError> {
    let essential = other["essential"] == json!(true);
    match condition {
        "HEALTHY" if other.get("healthCheck").is_none() => Err(AwsError::client(format!(
            "Container '{on}' must have a health check for the dependency condition HEALTHY."
        ))),
        "COMPLETE" | "SUCCESS" if essential => Err(AwsError::client(format!(
            "Container '{on}' is essential and cannot be waited for with the dependency condition {condition}."
        ))),
        _ => Ok(()),
    }
}

/// Whether any path comes back to where it began: nodes without open dependencies are taken away
/// until none is left, or none can be taken.
fn has_cycle(edges: &BTreeMap<&str, Vec<&str>>) -> bool {
    let mut open = edges.clone();
    loop {
        let closed: Vec<&str> = open
            .iter()
            .filter(|(_, on)| on.iter().all(|name| !open.contains_key(name)))
            .map(|(name, _)| *name)
            .collect();
        if closed.is_empty() {
            return !open.is_empty();
        }
        open.retain(|name, _| !closed.contains(name));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::has_cycle;

    #[test]
    fn cycles_are_found_at_any_length() {
        let edges = |pairs: &[(&'static str, &'static str)]| {
            let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (from, to) in pairs {
                edges.entry(from).or_default().push(to);
            }
            edges
        };
        for (pairs, cycle) in [
            (&[][..], false),
            (&[("a", "b"), ("b", "c"), ("a", "c")], false),
            (&[("a", "a")], true),
            (&[("a", "b"), ("b", "c"), ("c", "b")], true),
        ] {
            assert_eq!(has_cycle(&edges(pairs)), cycle, "{pairs:?}");
        }
    }
}
