//! Registering a task definition's like.

use serde_json::{Value, json};

use crate::cluster::Tag;

/// Members that ECS adds to a registered revision; they say nothing about what it runs.
pub const ANSWERS: [&str; 8] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "compatibilities",
    "requiresAttributes",
];

/// The RegisterTaskDefinition request that registers a document's like, with tags: everything it
/// says, members that nobody knows yet included, without what ECS added.
pub fn registration(document: &Value, tags: &[Tag]) -> Value {
    let mut request = document.clone();
    if let Some(members) = request.as_object_mut() {
        members.retain(|name, value| !ANSWERS.contains(&name.as_str()) && !value.is_null());
        // Tags of AWS's own can't be set.
        let own = tags.iter().filter(|tag| !tag.key.starts_with("aws:"));
        let tags: Vec<Value> = own
            .map(|tag| json!({ "key": tag.key, "value": tag.value }))
            .collect();
        if !tags.is_empty() {
            members.insert("tags".to_owned(), Value::Array(tags));
        }
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registration_has_all_that_was_registered_and_nothing_else() {
        let tag = |key: &str| Tag {
            key: key.to_owned(),
            value: "1".to_owned(),
        };
        let document = json!({
            "taskDefinitionArn": "x", "revision": 7, "status": "INACTIVE", "registeredAt": 1.5,
            "deregisteredAt": 2.5, "requiresAttributes": [{"name": "a"}], "compatibilities": ["EC2"],
            "registeredBy": "me", "family": "web", "memberOfTomorrow": {"x": [1]},
            "containerDefinitions": [{"name": "web", "newer": true}],
        });
        assert_eq!(
            registration(
                &document,
                &[tag("team"), tag("aws:cloudformation:stack-name")]
            ),
            json!({
                "family": "web", "memberOfTomorrow": {"x": [1]},
                "containerDefinitions": [{"name": "web", "newer": true}],
                "tags": [{"key": "team", "value": "1"}],
            })
        );
    }
}
