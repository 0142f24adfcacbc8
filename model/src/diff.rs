//! What differs between two task definitions or service revisions, as it is shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::{self, Step};
use crate::task_definition::{ANSWERS, Guarded};

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

/// Members of a service revision, or of a request for one, that say which one it is, what ECS made of
/// it, and what has a document of its own.
const REVISION_ANSWERS: [&str; 12] = [
    "forceNewDeployment",
    "serviceRevisionArn",
    "serviceArn",
    "clusterArn",
    "taskDefinition",
    "containerImages",
    "createdAt",
    "resolvedConfiguration",
    "ecsManagedResources",
    "guardDutyEnabled",
    "platformFamily",
    "fargateEphemeralStorage",
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
    changes(before, after, &ANSWERS, values)
}

/// Every member that differs between two `serviceRevision` documents besides the task definition,
/// which has a document of its own, and the images, which belong to it. `values` as there.
pub fn service_revisions(before: &Value, after: &Value, values: bool) -> Vec<Change> {
    changes(before, after, &REVISION_ANSWERS, values)
}

fn changes(before: &Value, after: &Value, answers: &[&str], values: bool) -> Vec<Change> {
    let mut rows: BTreeMap<Vec<String>, (Option<String>, Option<String>)> = BTreeMap::new();
    for edit in document::edits(before, after) {
        if edit
            .path
            .first()
            .is_some_and(|first| answers.contains(&first.word()))
        {
            continue;
        }
        for (path, value) in leaves(&edit.path, edit.before.as_ref()) {
            rows.entry(path).or_default().0 = Some(value);
        }
        for (path, value) in leaves(&edit.path, edit.after.as_ref()) {
            rows.entry(path).or_default().1 = Some(value);
        }
    }
    rows.into_iter()
        .map(|(mut path, (before, after))| {
            let hidden = !values && path.iter().any(|part| GUARDED.contains(&part.as_str()));
            let guard = |value| {
                if hidden {
                    Guarded::Hidden
                } else {
                    Guarded::Shown(value)
                }
            };
            let name = path.pop().unwrap_or_default();
            Change {
                place: if path.is_empty() {
                    "task".to_owned()
                } else {
                    path.join(".")
                },
                name,
                before: before.map(guard),
                after: after.map(guard),
            }
        })
        .collect()
}

/// The values in a part of a document, by where they are in words.
fn leaves(path: &[Step], part: Option<&Value>) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    if let Some(part) = part {
        walk(&mut path.to_vec(), part, &mut found);
    }
    found
}

fn walk(path: &mut Vec<Step>, value: &Value, found: &mut Vec<(Vec<String>, String)>) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            let is_item = matches!(path.last(), Some(Step::Item(_)));
            let before = found.len();
            for (name, member) in members {
                if is_item && document::is_in_key(value, name) {
                    continue;
                }
                path.push(Step::Member(name.clone()));
                walk(path, member, found);
                path.pop();
            }
            if is_item && found.len() == before {
                let key = path.last().map_or("", Step::word).to_owned();
                found.push((words(path), key));
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (key, item) in document::keyed(items) {
                path.push(Step::Item(key));
                walk(path, item, found);
                path.pop();
            }
        }
        Value::Array(items) if items.is_empty() => {}
        Value::Array(items) => {
            let mut texts: Vec<String> = items.iter().map(plain).collect();
            if !path
                .last()
                .is_some_and(|step| document::is_sequence(step.word()))
            {
                texts.sort_unstable();
            }
            found.push((words(path), texts.join(" ")));
        }
        leaf => found.push((words(path), plain(leaf))),
    }
}

/// A way in words. A name's value is where the name is.
fn words(path: &[Step]) -> Vec<String> {
    let path = match path {
        [rest @ .., Step::Item(_), Step::Member(last)]
            if matches!(last.as_str(), "value" | "valueFrom") =>
        {
            &path[..=rest.len()]
        }
        _ => path,
    };
    path.iter()
        .map(|step| match step.word() {
            "containerDefinitions" => "containers".to_owned(),
            word => word.to_owned(),
        })
        .collect()
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
