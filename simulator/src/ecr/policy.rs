//! Policies of repositories, which are kept and not enforced.

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    ecr::Ecr,
    error::{Answer, AwsError},
    input::Input,
};

/// `SetRepositoryPolicy`.
pub(super) fn set(ecr: &mut Ecr, input: &Input) -> Answer {
    let text = input.required_text("policyText")?.to_owned();
    let parsed: Option<Value> = serde_json::from_str(&text).ok();
    if parsed.is_none_or(|policy| policy.get("Statement").is_none()) {
        return Err(AwsError::invalid_parameter(
            "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
        ));
    }
    let repository = ecr.repository_mut(input)?;
    repository.policy = Some(text.clone());
    Ok(answer(&repository.name, &text))
}

/// `GetRepositoryPolicy`.
pub(super) fn get(ecr: &Ecr, input: &Input) -> Answer {
    let repository = ecr.repository(input)?;
    let text = repository.policy.as_ref();
    let text = text.ok_or_else(|| not_found(&repository.name))?;
    Ok(answer(&repository.name, text))
}

/// `DeleteRepositoryPolicy`.
pub(super) fn delete(ecr: &mut Ecr, input: &Input) -> Answer {
    let repository = ecr.repository_mut(input)?;
    let text = repository.policy.take();
    let text = text.ok_or_else(|| not_found(&repository.name))?;
    Ok(answer(&repository.name, &text))
}

fn answer(repository: &str, text: &str) -> Value {
    json!({ "registryId": ACCOUNT, "repositoryName": repository, "policyText": text })
}

fn not_found(repository: &str) -> AwsError {
    AwsError::new(
        "RepositoryPolicyNotFoundException",
        format!(
            "Repository policy does not exist for the repository with name '{repository}' in the registry with id '{ACCOUNT}'"
        ),
    )
}
