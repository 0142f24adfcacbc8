//! What AWS's models say about the members of requests: their types, limits and enums.
//!
//! The tables beside this file are written by `end2end/wire/schema.py`. Every request is checked
//! against them before its operation looks at it, so operations only check what no model says.

mod check;
mod violation;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{LazyLock, OnceLock},
};

use regex::Regex;
use serde::Deserialize;
use serde_json::Value;

use crate::{error::AwsError, input::Input, wire::Service};
use check::Check;

/// The requests of one service.
#[derive(Debug, Deserialize)]
pub(crate) struct Schema {
    /// The shape of each operation's request, by the operation's name.
    operations: BTreeMap<String, String>,
    shapes: BTreeMap<String, Shape>,
}

/// What a value must be. Members name a shape of the table or a plain type.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Shape {
    Structure {
        members: BTreeMap<String, String>,
        #[serde(default)]
        required: Vec<String>,
    },
    List {
        member: String,
        #[serde(flatten)]
        range: Range,
    },
    Map {
        value: String,
        #[serde(flatten)]
        range: Range,
    },
    String {
        #[serde(default, rename = "enum")]
        values: Vec<String>,
        #[serde(flatten)]
        range: Range,
        pattern: Option<Pattern>,
    },
    Integer {
        #[serde(flatten)]
        range: Range,
    },
    Long {
        #[serde(flatten)]
        range: Range,
    },
    Double {
        #[serde(flatten)]
        range: Range,
    },
    Boolean,
    Timestamp,
    Blob {
        #[serde(flatten)]
        range: Range,
    },
    /// A document: anything.
    Any,
}

/// Bounds of a number, or of a length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
struct Range {
    min: Option<f64>,
    max: Option<f64>,
}

const UNBOUNDED: Range = Range {
    min: None,
    max: None,
};

/// A regular expression for a whole text, compiled when it is first needed.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
struct Pattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }
}

impl Pattern {
    /// Whether the whole of a text matches; an expression that can't be compiled matches all.
    fn matches(&self, text: &str) -> bool {
        let compiled = self
            .compiled
            .get_or_init(|| Regex::new(&format!("^(?:{})$", self.text)).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

impl Shape {
    /// The shape of a type that nothing limits.
    fn plain(name: &str) -> Option<&'static Self> {
        static TEXT: Shape = Shape::String {
            values: Vec::new(),
            range: UNBOUNDED,
            pattern: None,
        };
        Some(match name {
            "string" => &TEXT,
            "integer" => &Self::Integer { range: UNBOUNDED },
            "long" => &Self::Long { range: UNBOUNDED },
            "double" => &Self::Double { range: UNBOUNDED },
            "boolean" => &Self::Boolean,
            "timestamp" => &Self::Timestamp,
            "blob" => &Self::Blob { range: UNBOUNDED },
            "any" => &Self::Any,
            _ => return None,
        })
    }
}

impl Schema {
    /// The schema of a service; the query protocol has none.
    pub(crate) fn of(service: Service) -> Option<&'static Self> {
        static ECS: LazyLock<Option<Schema>> =
            LazyLock::new(|| serde_json::from_str(include_str!("schema/ecs.json")).ok());
        static ECR: LazyLock<Option<Schema>> =
            LazyLock::new(|| serde_json::from_str(include_str!("schema/ecr.json")).ok());
        static LOGS: LazyLock<Option<Schema>> =
            LazyLock::new(|| serde_json::from_str(include_str!("schema/logs.json")).ok());
        static AUTO_SCALING: LazyLock<Option<Schema>> = LazyLock::new(|| {
            serde_json::from_str(include_str!("schema/application-autoscaling.json")).ok()
        });
        static TRAIL: LazyLock<Option<Schema>> =
            LazyLock::new(|| serde_json::from_str(include_str!("schema/cloudtrail.json")).ok());
        match service {
            Service::Ecs => ECS.as_ref(),
            Service::Ecr => ECR.as_ref(),
            Service::Logs => LOGS.as_ref(),
            Service::AutoScaling => AUTO_SCALING.as_ref(),
            Service::Trail => TRAIL.as_ref(),
            Service::Sts | Service::Elb => None,
        }
    }

    fn shape(&self, name: &str) -> &Shape {
        self.shapes
            .get(name)
            .or_else(|| Shape::plain(name))
            .unwrap_or(&Shape::Any)
    }
}

/// The request as its operation may rely on it: of the right types, within the model's limits, and
/// without members that the model doesn't have, which AWS ignores.
pub(crate) fn conform<'a>(
    service: Service,
    operation: &str,
    input: &'a Input,
) -> Result<Cow<'a, Input>, AwsError> {
    let Some(schema) = Schema::of(service) else {
        return Ok(Cow::Borrowed(input));
    };
    let Some(name) = schema.operations.get(operation) else {
        return Ok(Cow::Borrowed(input));
    };
    let mut check = Check::new(schema, operation == "RegisterTaskDefinition");
    check
        .members(schema.shape(name), input.members())
        .map_err(|violation| violation.error(service, operation))?;
    if check.is_clean() {
        return Ok(Cow::Borrowed(input));
    }
    let mut value = Value::Object(input.members().clone());
    check::prune(schema, schema.shape(name), &mut value);
    Ok(Cow::Owned(Input::from_value(value)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use serde_json::{Value, json};

    use super::{Schema, Shape, conform};
    use crate::{input::Input, wire::Service};

    fn code(service: Service, operation: &str, input: Value) -> String {
        match conform(service, operation, &Input::from_value(input)) {
            Ok(_) => "ok".to_owned(),
            Err(error) => error.code.into_owned(),
        }
    }

    #[test]
    fn every_table_is_complete_and_its_patterns_compile() {
        for service in [
            Service::Ecs,
            Service::Ecr,
            Service::Logs,
            Service::AutoScaling,
            Service::Trail,
        ] {
            let schema = Schema::of(service).unwrap();
            for (name, shape) in &schema.shapes {
                let members: Vec<&String> = match shape {
                    Shape::Structure { members, required } => {
                        assert!(required.iter().all(|name| members.contains_key(name)));
                        members.values().collect()
                    }
                    Shape::List { member, .. } => vec![member],
                    Shape::Map { value, .. } => vec![value],
                    Shape::String {
                        pattern: Some(pattern),
                        ..
                    } => {
                        pattern.matches("");
                        assert!(pattern.compiled.get().unwrap().is_some(), "{name}");
                        Vec::new()
                    }
                    _ => Vec::new(),
                };
                for member in members {
                    let known =
                        schema.shapes.contains_key(member) || Shape::plain(member).is_some();
                    assert!(known, "{name}: {member}");
                }
            }
            assert!(
                schema
                    .operations
                    .values()
                    .all(|name| schema.shapes.contains_key(name) || name == "any")
            );
        }
    }

    #[test]
    fn types_limits_and_enums_are_those_of_the_model() {
        let (invalid, serialization) = ("InvalidParameterException", "SerializationException");
        for (service, operation, input, expected) in [
            (Service::Ecs, "ListTasks", json!({}), "ok"),
            (Service::Ecs, "ListTasks", json!({ "cluster": null }), "ok"),
            (
                Service::Ecs,
                "ListTasks",
                json!({ "cluster": 5 }),
                serialization,
            ),
            (
                Service::Ecs,
                "ListTasks",
                json!({ "launchType": "MOON" }),
                invalid,
            ),
            (Service::Ecs, "DescribeTasks", json!({}), invalid),
            (
                Service::Ecs,
                "DescribeTasks",
                json!({ "tasks": "a" }),
                serialization,
            ),
            (
                Service::Ecs,
                "DescribeTasks",
                json!({ "tasks": [1] }),
                serialization,
            ),
            (
                Service::Ecs,
                "UpdateService",
                json!({ "service": "a", "desiredCount": 2.0 }),
                "ok",
            ),
            (
                Service::Ecs,
                "UpdateService",
                json!({ "service": "a", "desiredCount": 2.5 }),
                serialization,
            ),
            (
                Service::Ecs,
                "UpdateService",
                json!({ "service": "a", "desiredCount": "2" }),
                serialization,
            ),
            (
                Service::Ecs,
                "UpdateService",
                json!({ "service": "a", "desiredCount": 1_i64 << 40 }),
                serialization,
            ),
            (
                Service::Ecs,
                "UpdateService",
                json!({ "service": "a", "networkConfiguration": [] }),
                serialization,
            ),
            (
                Service::Ecs,
                "PutAccountSetting",
                json!({ "name": "containerInsights" }),
                invalid,
            ),
            (
                Service::Ecr,
                "CreateRepository",
                json!({ "repositoryName": "A b" }),
                invalid,
            ),
            (
                Service::Ecr,
                "ListImages",
                json!({ "repositoryName": "a", "maxResults": 1_001 }),
                invalid,
            ),
            (
                Service::Logs,
                "DescribeLogGroups",
                json!({ "limit": 51 }),
                invalid,
            ),
            (
                Service::Logs,
                "CreateLogGroup",
                json!({ "logGroupName": "a b" }),
                invalid,
            ),
            (
                Service::Logs,
                "CreateLogGroup",
                json!({ "logGroupName": "/a" }),
                "ok",
            ),
        ] {
            assert_eq!(
                code(service, operation, input.clone()),
                expected,
                "{operation} {input}"
            );
        }
    }

    #[test]
    fn unknown_members_are_ignored_but_refused_in_task_definitions() {
        let input = Input::from_value(json!({
            "cluster": "c", "surprise": 1, "tasks": ["a", null], "include": null,
        }));
        let conformed = conform(Service::Ecs, "DescribeTasks", &input).unwrap();
        let members = Value::Object(conformed.members().clone());
        assert_eq!(members, json!({ "cluster": "c", "tasks": ["a"] }));
        let container = json!({ "name": "a", "image": "b", "surprise": 1 });
        let input = json!({ "family": "a", "containerDefinitions": [container] });
        let error = conform(
            Service::Ecs,
            "RegisterTaskDefinition",
            &Input::from_value(input),
        )
        .unwrap_err();
        assert_eq!(error.code, "ClientException");
        assert!(
            error
                .message
                .contains("containerDefinitions.1.member.surprise"),
            "{error:?}"
        );
    }
}
