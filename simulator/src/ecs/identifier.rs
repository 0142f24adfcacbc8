//! ARNs in requests: each must name the right kind of resource, here and in the cluster it is used with.

use serde_json::Value;

use crate::{arn::ACCOUNT, arn::short_name, error::AwsError, input::Input};

/// Members that name resources by name or ARN, and the kind at the start of the ARN's resource.
const MEMBERS: [(&str, &str); 10] = [
    ("cluster", "cluster"),
    ("service", "service"),
    ("serviceName", "service"),
    ("services", "service"),
    ("task", "task"),
    ("tasks", "task"),
    ("containerInstance", "container-instance"),
    ("containerInstances", "container-instance"),
    ("taskDefinition", "task-definition"),
    ("taskDefinitions", "task-definition"),
];

/// Refuses ARNs of other kinds, regions, accounts and clusters; short names always pass.
pub(crate) fn check(operation: &str, input: &Input, region: &str) -> Result<(), AwsError> {
    let cluster = input
        .get("cluster")
        .and_then(Value::as_str)
        .filter(|name| !name.is_empty())
        .map_or("default", short_name);
    for (member, kind) in MEMBERS {
        let identifiers = match input.get(member) {
            Some(Value::Array(items)) => items.iter().collect(),
            Some(one) => vec![one],
            None => continue,
        };
        for identifier in identifiers.into_iter().filter_map(Value::as_str) {
            if let Some(wrong) = mismatch(identifier, kind, region, cluster) {
                return Err(if operation.ends_with("TaskDefinition") {
                    AwsError::client(wrong)
                } else {
                    AwsError::invalid_parameter(wrong)
                });
            }
        }
    }
    Ok(())
}

/// What is wrong with an identifier.
fn mismatch(identifier: &str, kind: &str, region: &str, cluster: &str) -> Option<String> {
    let rest = identifier.strip_prefix("arn:")?;
    let invalid = || Some(format!("Invalid identifier: {identifier}"));
    let mut parts = rest.splitn(5, ':');
    let (Some(_), Some("ecs"), Some(of_region), Some(account), Some(resource)) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return invalid();
    };
    if account != ACCOUNT {
        return Some(format!(
            "Identifier is for {account}. Your accountId is {ACCOUNT}"
        ));
    }
    if of_region != region {
        return Some(format!(
            "Identifier is for {of_region}. Your region is {region}"
        ));
    }
    let mut names = resource.split('/');
    if names.next() != Some(kind) {
        return invalid();
    }
    match (kind, names.next(), names.next(), names.next()) {
        // The long form names the cluster; the short one, from before 2018, doesn't.
        ("service" | "task" | "container-instance", Some(of), Some(_), None) if of != cluster => {
            Some(format!(
                "Identifier is for cluster {of}. Your cluster is {cluster}"
            ))
        }
        (_, Some(name), None, None) if !name.is_empty() => None,
        ("service" | "task" | "container-instance", Some(_), Some(_), None) => None,
        _ => invalid(),
    }
}

#[cfg(test)]
mod tests {
    use super::mismatch;

    #[test]
    fn arns_of_both_forms_pass_and_those_of_other_places_do_not() {
        let here = "arn:aws:ecs:us-east-1:123456789012:";
        for (identifier, kind, right) in [
            ("web".to_owned(), "service", true),
            (format!("{here}service/web"), "service", true),
            (format!("{here}service/todo/web"), "service", true),
            (format!("{here}service/batch/web"), "service", false),
            (format!("{here}service/todo/web/1"), "service", false),
            (format!("{here}task/todo/1"), "service", false),
            (format!("{here}cluster/todo"), "cluster", true),
            (format!("{here}cluster/"), "cluster", false),
            (
                format!("{here}task-definition/web:1"),
                "task-definition",
                true,
            ),
            (
                "arn:aws:ecs:eu-west-1:123456789012:cluster/todo".to_owned(),
                "cluster",
                false,
            ),
            (
                "arn:aws:ecs:us-east-1:000000000000:cluster/todo".to_owned(),
                "cluster",
                false,
            ),
            (
                "arn:aws:ecr:us-east-1:123456789012:repository/a".to_owned(),
                "cluster",
                false,
            ),
            ("arn:nonsense".to_owned(), "cluster", false),
        ] {
            let found = mismatch(&identifier, kind, "us-east-1", "todo");
            assert_eq!(found.is_none(), right, "{identifier}: {found:?}");
        }
    }
}
