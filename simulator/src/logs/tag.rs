//! Tags of log groups.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    arn,
    error::{Answer, AwsError},
    input::Input,
    logs::{Logs, group::Group},
    world::Context,
};

/// The most tags a log group may have.
const MOST: usize = 50;

/// The member `tags` of a request.
pub(super) fn parse(input: &Input) -> Result<BTreeMap<String, String>, AwsError> {
    let tags = input.object("tags")?.unwrap_or_default();
    let pairs = tags.members().iter();
    let pairs = pairs.map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().into()));
    let tags: BTreeMap<String, String> = pairs.collect();
    if tags.keys().any(|key| key.starts_with("aws:")) {
        return Err(AwsError::invalid_parameter(
            "Tag keys can't start with aws:.",
        ));
    }
    Ok(tags)
}

/// The group that `resourceArn` or `logGroupName` names.
fn named<'a>(
    logs: &'a mut Logs,
    input: &Input,
    context: &Context<'_>,
) -> Result<&'a mut Group, AwsError> {
    let Some(resource) = input.text("resourceArn")? else {
        return logs.group_mut(input);
    };
    let prefix = arn::log_group(&context.region, "");
    let name = resource
        .strip_prefix(&prefix)
        .ok_or_else(|| AwsError::invalid_parameter("Invalid resource ARN."))?;
    logs.groups
        .get_mut(name.trim_end_matches(":*"))
        .ok_or_else(super::group::not_found)
}

/// `ListTagsForResource` and `ListTagsLogGroup`.
pub(super) fn list(logs: &mut Logs, input: &Input, context: &Context<'_>) -> Answer {
    Ok(json!({ "tags": named(logs, input, context)?.tags }))
}

/// `TagResource` and `TagLogGroup`.
pub(super) fn add(logs: &mut Logs, input: &Input, context: &Context<'_>) -> Answer {
    let more = parse(input)?;
    let tags = &mut named(logs, input, context)?.tags;
    let new = more.keys().filter(|key| !tags.contains_key(*key)).count();
    if tags.len() + new > MOST {
        let code = if input.get("resourceArn").is_some() {
            "TooManyTagsException"
        } else {
            "InvalidParameterException"
        };
        return Err(AwsError::new(
            code,
            "A resource can have no more than 50 tags.",
        ));
    }
    tags.extend(more);
    Ok(json!({}))
}

/// `UntagResource` with `tagKeys`, and `UntagLogGroup` with `tags`.
pub(super) fn remove(logs: &mut Logs, input: &Input, context: &Context<'_>) -> Answer {
    let member = if input.get("tagKeys").is_some() {
        "tagKeys"
    } else {
        "tags"
    };
    let keys: Vec<&str> = input
        .list(member)?
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let tags = &mut named(logs, input, context)?.tags;
    tags.retain(|key, _| !keys.contains(&key.as_str()));
    Ok(json!({}))
}
