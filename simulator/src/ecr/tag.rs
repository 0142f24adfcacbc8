//! Tags of repositories.

use serde_json::{Value, json};

use crate::{
    arn,
    ecr::{Ecr, repository::Repository, repository::not_found},
    error::{Answer, AwsError},
    input::Input,
    tags::Tags,
    world::Context,
};

/// ECR has errors of its own for tags.
pub(super) fn invalid(error: AwsError) -> AwsError {
    let code = if error.message.contains("at most") {
        "TooManyTagsException"
    } else {
        "InvalidTagParameterException"
    };
    AwsError::new(code, error.message)
}

/// `ListTagsForResource`.
pub(super) fn list(ecr: &mut Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let tags = &repository(ecr, input, context)?.resource_tags;
    let tags: Value = tags
        .iter()
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect();
    Ok(json!({ "tags": tags }))
}

/// `TagResource`.
pub(super) fn add(ecr: &mut Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let more = Tags::parse(input.list("tags")?).map_err(invalid)?;
    let tags = &mut repository(ecr, input, context)?.resource_tags;
    tags.set(more).map_err(invalid)?;
    Ok(json!({}))
}

/// `UntagResource`.
pub(super) fn remove(ecr: &mut Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let keys = input.texts("tagKeys")?;
    if keys.iter().any(|key| key.is_empty() || key.len() > 128) {
        return Err(AwsError::new(
            "InvalidTagParameterException",
            "Tag keys have 1 to 128 characters.",
        ));
    }
    repository(ecr, input, context)?.resource_tags.unset(&keys);
    Ok(json!({}))
}

fn repository<'a>(
    ecr: &'a mut Ecr,
    input: &Input,
    context: &Context<'_>,
) -> Result<&'a mut Repository, AwsError> {
    let resource = input.required_text("resourceArn")?;
    let prefix = arn::repository(&context.region, "");
    let name = resource.strip_prefix(&prefix).ok_or_else(|| {
        AwsError::invalid_parameter(
            "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'",
        )
    })?;
    ecr.repositories
        .get_mut(name)
        .ok_or_else(|| not_found(name))
}
