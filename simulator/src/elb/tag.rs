//! Tags of load balancing resources.

use serde_json::{Value, json};

use crate::{
    elb::{Elb, invalid, listener, load_balancer, security, target_group},
    error::{Answer, AwsError},
    input::Input,
    tags::Tags,
};

/// The most resources of one request.
const MOST: usize = 20;

/// The tags of a request, refused with the errors of load balancing.
pub(super) fn parse(input: &Input) -> Result<Tags, AwsError> {
    Tags::parse(input.list("Tags")?).map_err(error)
}

fn error(error: AwsError) -> AwsError {
    let code = if error.message.contains("at most") {
        "TooManyTags"
    } else if error.message.starts_with("Duplicate") {
        "DuplicateTagKeys"
    } else {
        "ValidationError"
    };
    AwsError::new(code, error.message)
}

/// `DescribeTags`.
pub(super) fn describe(elb: &mut Elb, input: &Input) -> Answer {
    let mut found = Vec::new();
    for arn in arns(input)? {
        let tags = tags_of(elb, arn)?.to_json();
        let tags: Vec<Value> = tags
            .as_array()
            .into_iter()
            .flatten()
            .map(|tag| json!({ "Key": tag["key"], "Value": tag["value"] }))
            .collect();
        found.push(json!({ "ResourceArn": arn, "Tags": tags }));
    }
    Ok(json!({ "TagDescriptions": found }))
}

/// `AddTags`.
pub(super) fn add(elb: &mut Elb, input: &Input) -> Answer {
    let tags = parse(input)?;
    for arn in arns(input)? {
        tags_of(elb, arn)?.set(tags.clone()).map_err(error)?;
    }
    Ok(json!({}))
}

/// `RemoveTags`.
pub(super) fn remove(elb: &mut Elb, input: &Input) -> Answer {
    let keys = input.texts("TagKeys")?;
    for arn in arns(input)? {
        tags_of(elb, arn)?.unset(&keys);
    }
    Ok(json!({}))
}

fn arns(input: &Input) -> Result<Vec<&str>, AwsError> {
    let arns = input.texts("ResourceArns")?;
    if arns.is_empty() || arns.len() > MOST {
        return Err(invalid(format!(
            "ResourceArns must have 1 to {MOST} elements."
        )));
    }
    Ok(arns)
}

fn tags_of<'a>(elb: &'a mut Elb, arn: &str) -> Result<&'a mut Tags, AwsError> {
    let kind = arn
        .split(':')
        .nth(5)
        .and_then(|resource| resource.split('/').next());
    match kind {
        Some("loadbalancer") => elb
            .load_balancers
            .get_mut(arn)
            .map(|found| &mut found.tags)
            .ok_or_else(|| load_balancer::not_found(arn)),
        Some("targetgroup") => elb
            .target_groups
            .get_mut(arn)
            .map(|found| &mut found.tags)
            .ok_or_else(|| target_group::not_found(arn)),
        Some("listener") => elb
            .listeners
            .get_mut(arn)
            .map(|found| &mut found.tags)
            .ok_or_else(|| listener::not_found(arn)),
        Some("listener-rule") => elb
            .rules
            .get_mut(arn)
            .map(|found| &mut found.tags)
            .ok_or_else(|| AwsError::new("RuleNotFound", "One or more rules not found")),
        Some("truststore") => Err(security::trust_store_not_found(arn)),
        _ => Err(invalid(format!("'{arn}' is not a valid resource ARN"))),
    }
}
