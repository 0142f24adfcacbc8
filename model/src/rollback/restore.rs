//! What UpdateService is asked for to return a service to a revision.

use serde_json::{Map, Value, json};

use crate::document::same;

/// Members of a service revision that UpdateService can set besides the task definition, and what
/// takes each of them away again.
const SETTABLE: [(&str, Removal); 10] = [
    ("capacityProviderStrategy", Removal::EmptyList),
    ("networkConfiguration", Removal::Impossible),
    ("loadBalancers", Removal::EmptyList),
    ("serviceRegistries", Removal::EmptyList),
    ("serviceConnectConfiguration", Removal::Disabled),
    ("volumeConfigurations", Removal::EmptyList),
    ("vpcLatticeConfigurations", Removal::EmptyList),
    ("gatewayConnectors", Removal::EmptyList),
    ("monitoring", Removal::Impossible),
    ("platformVersion", Removal::NotNeeded),
];

/// How UpdateService takes a member away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Removal {
    /// By an empty list.
    EmptyList,
    /// By `{"enabled": false}`.
    Disabled,
    /// Not at all.
    Impossible,
    /// Nothing depends on it: capacity without Fargate has no platform version.
    NotNeeded,
}

/// What returns a service to a revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Restored {
    /// Members for UpdateService besides cluster, service and task definition.
    pub parameters: Map<String, Value>,
    /// What can't come back, in sentences.
    pub lost: Vec<String>,
}

/// What UpdateService is asked for so that a service that is at one revision gets what another
/// carries: what was requested, not what ECS made of it, and only what differs. Without the document
/// of the current revision, everything that the other carries is set. Both are `serviceRevision`
/// documents.
pub fn restored(current: Option<&Value>, target: &Value) -> Restored {
    let mut parameters = Map::new();
    let mut lost = Vec::new();
    for (name, removal) in SETTABLE {
        let now = current.and_then(|current| said(current, name));
        let then = said(target, name);
        match (now, then) {
            (None, None) => {}
            (Some(now), Some(then)) if same(now, then) => {}
            (_, Some(then)) => {
                parameters.insert(name.to_owned(), then.clone());
            }
            (Some(_), None) => match removal {
                Removal::EmptyList => {
                    parameters.insert(name.to_owned(), json!([]));
                }
                Removal::Disabled => {
                    parameters.insert(name.to_owned(), json!({ "enabled": false }));
                }
                Removal::Impossible => lost.push(format!(
                    "The earlier revision has no {name}, and UpdateService can’t remove it."
                )),
                Removal::NotNeeded => {}
            },
        }
    }
    lost.extend(launch_type(current, target));
    if parameters.contains_key("capacityProviderStrategy") {
        parameters.insert("forceNewDeployment".to_owned(), Value::Bool(true));
    }
    Restored { parameters, lost }
}

/// A member that says something: an empty list, an empty object and a Service Connect that is off
/// say what their absence says.
fn said<'a>(document: &'a Value, name: &str) -> Option<&'a Value> {
    let value = document.get(name)?;
    let is_off = name == "serviceConnectConfiguration" && value["enabled"] == false;
    let is_said = !is_off && !same(&json!({}), &json!({ "member": value }));
    is_said.then_some(value)
}

/// UpdateService has no launch type.
fn launch_type(current: Option<&Value>, target: &Value) -> Option<String> {
    let of = |document: &'_ Value| match said(document, "capacityProviderStrategy") {
        Some(_) => None,
        None => document["launchType"].as_str().map(str::to_owned),
    };
    let (now, then) = (of(current?)?, of(target)?);
    (now != then).then(|| {
        format!("The launch type stays {now}; the earlier revision’s {then} can’t be set again.")
    })
}

/// What stays as it is now, in sentences: what a service revision doesn't carry. `definition` is the
/// target's task definition document.
pub fn kept(definition: &Value) -> Vec<String> {
    let mut kept = vec![
        "The desired count and auto scaling stay as they are now.".to_owned(),
        "Deployment settings, tags and ECS Exec stay as they are now.".to_owned(),
        "So do the health check grace period, Availability Zone rebalancing and the placement of tasks."
            .to_owned(),
    ];
    let has_role = ["taskRoleArn", "executionRoleArn"]
        .iter()
        .any(|role| definition[role].is_string());
    let has_secrets = definition["containerDefinitions"]
        .as_array()
        .is_some_and(|containers| {
            let mut containers = containers.iter();
            containers.any(|container| {
                container["secrets"]
                    .as_array()
                    .is_some_and(|secrets| !secrets.is_empty())
            })
        });
    let outside: Vec<&str> = [
        (has_role, "policies of its roles"),
        (has_secrets, "values of its secrets"),
    ]
    .into_iter()
    .filter_map(|(has, words)| has.then_some(words))
    .collect();
    if !outside.is_empty() {
        kept.push(format!(
            "What the {} were then does not come back.",
            outside.join(" and ")
        ));
    }
    kept
}
