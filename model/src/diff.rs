//! What differs between two task definition documents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::task_definition::Guarded;

/// One member that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Where it is, as `containers.admin.environment`; `task` for what is no container's.
    pub place: String,
    /// The member's name, as `FEATURE_AUDIT`.
    pub name: String,
    /// The value before; `None` when it was absent.
    pub before: Option<Guarded>,
    /// The value after; `None` when it is absent.
    pub after: Option<Guarded>,
}

/// Members that ECS adds to a registered revision; they say nothing about what it runs.
const ANSWERS: [&str; 8] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "compatibilities",
    "requiresAttributes",
];

/// Members whose values only operators see, by the name of the member or of a parent.
const GUARDED: [&str; 5] = [
    "environment",
    "command",
    "entryPoint",
    "options",
    "healthCheck",
];

/// Every member that differs between two `taskDefinition` documents. Containers are compared by
/// name, environment by key, ports by number; order that does not matter does not show. `values`
/// says whether the reader may see values of environment, commands and log options.
pub fn task_definitions(before: &Value, after: &Value, values: bool) -> Vec<Change> {
    let old = leaves(before);
    let new = leaves(after);
    let mut paths: Vec<&Vec<String>> = old.keys().chain(new.keys()).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
        .into_iter()
        .filter(|path| old.get(*path) != new.get(*path))
        .map(|path| {
            let hidden = !values && path.iter().any(|part| GUARDED.contains(&part.as_str()));
            let guard = |value: Option<&String>| {
                value.map(|value| {
                    if hidden {
                        Guarded::Hidden
                    } else {
                        Guarded::Shown(value.clone())
                    }
                })
            };
            let (name, place) = match path.split_last() {
                Some((name, [])) => (name.clone(), "task".to_owned()),
                Some((name, place)) => (name.clone(), place.join(".")),
                None => (String::new(), String::new()),
            };
            Change {
                place,
                name,
                before: guard(old.get(path)),
                after: guard(new.get(path)),
            }
        })
        .collect()
}

type Leaves = BTreeMap<Vec<String>, String>;

fn leaves(document: &Value) -> Leaves {
    let mut out = Leaves::new();
    if let Some(members) = document.as_object() {
        for (name, value) in members
            .iter()
            .filter(|(name, _)| !ANSWERS.contains(&name.as_str()))
        {
            let name = if name == "containerDefinitions" {
                "containers"
            } else {
                name
            };
            walk(value, &mut vec![name.to_owned()], &mut out);
        }
    }
    out
}

fn walk(value: &Value, path: &mut Vec<String>, out: &mut Leaves) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (name, value) in members {
                path.push(name.clone());
                walk(value, path, out);
                path.pop();
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (index, item) in items.iter().enumerate() {
                let (key, whole) = identity(item, index);
                path.push(key);
                match whole {
                    Some(value) => {
                        out.insert(path.clone(), value);
                    }
                    None => walk(item, path, out),
                }
                path.pop();
            }
        }
        Value::Array(items) if items.is_empty() => {}
        Value::Array(items) => {
            let mut words: Vec<String> = items.iter().map(plain).collect();
            // Commands are sequences; every other list of words in a task definition is a set.
            let last = path.last().map(String::as_str);
            if !matches!(last, Some("command" | "entryPoint")) {
                words.sort_unstable();
            }
            out.insert(path.clone(), words.join(" "));
        }
        leaf => {
            out.insert(path.clone(), plain(leaf));
        }
    }
}

/// The key of an item of a list of objects, and its value when the item is a name and a value.
fn identity(item: &Value, index: usize) -> (String, Option<String>) {
    let member = |key: &str| item.get(key).filter(|value| !value.is_null()).map(plain);
    if let Some(name) = member("name") {
        let pair = member("value").or_else(|| member("valueFrom"));
        let only_pair = item.as_object().is_some_and(|members| members.len() == 2);
        return (name, pair.filter(|_| only_pair));
    }
    if let Some(port) = member("containerPort") {
        return (
            format!(
                "{port}/{}",
                member("protocol").unwrap_or_else(|| "tcp".to_owned())
            ),
            None,
        );
    }
    for key in [
        "containerName",
        "sourceVolume",
        "containerPath",
        "key",
        "type",
        "value",
    ] {
        if let Some(name) = member(key) {
            return (name, None);
        }
    }
    (index.to_string(), None)
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(value: &str) -> Guarded {
        Guarded::Shown(value.to_owned())
    }

    #[test]
    fn finds_what_matters_by_name() {
        let before = json!({
            "revision": 1, "memory": "512",
            "containerDefinitions": [
                {"name": "b", "image": "b:1"},
                {"name": "a", "image": "a:1",
                 "environment": [{"name": "X", "value": "1"}, {"name": "Y", "value": "2"}],
                 "portMappings": [{"containerPort": 80, "name": "http"}, {"containerPort": 81}]},
            ],
        });
        let after = json!({
            "revision": 2, "memory": "1024",
            "containerDefinitions": [
                {"name": "a", "image": "a:2",
                 "environment": [{"name": "Y", "value": "2"}, {"name": "Z", "value": "3"}],
                 "portMappings": [{"containerPort": 81}, {"containerPort": 80, "name": "http"}]},
                {"name": "b", "image": "b:1"},
            ],
        });
        let changes = task_definitions(&before, &after, true);
        let words: Vec<_> = changes
            .iter()
            .map(|c| {
                (
                    c.place.as_str(),
                    c.name.as_str(),
                    c.before.clone(),
                    c.after.clone(),
                )
            })
            .collect();
        assert_eq!(
            words,
            [
                ("containers.a.environment", "X", Some(shown("1")), None),
                ("containers.a.environment", "Z", None, Some(shown("3"))),
                (
                    "containers.a",
                    "image",
                    Some(shown("a:1")),
                    Some(shown("a:2"))
                ),
                ("task", "memory", Some(shown("512")), Some(shown("1024"))),
            ]
        );
        assert!(task_definitions(&before, &before, true).is_empty());
    }

    #[test]
    fn hides_values_from_viewers() {
        let make = |secret: &str| {
            json!({"containerDefinitions": [{
                "name": "a", "image": "a:1",
                "environment": [{"name": "X", "value": secret}],
                "command": [secret], "entryPoint": [secret],
                "healthCheck": {"command": [secret]},
                "logConfiguration": {"logDriver": "splunk", "options": {"token": secret}},
            }]})
        };
        let changes = task_definitions(&make("s3cret-1"), &make("s3cret-2"), false);
        assert_eq!(changes.len(), 5);
        assert!(!format!("{changes:?}").contains("s3cret"));
    }

    #[test]
    fn order_of_a_command_matters() {
        let make =
            |words: [&str; 2]| json!({"containerDefinitions": [{"name": "a", "command": words}]});
        assert_eq!(
            task_definitions(&make(["a", "b"]), &make(["b", "a"]), true).len(),
            1
        );
    }
}
