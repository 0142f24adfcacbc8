//! Operations on lifecycle policies.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    clock::{Millis, SECOND, seconds},
    document::Document,
    ecr::{
        Ecr,
        lifecycle::{Candidate, Rule},
        repository::Repository,
    },
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    world::Context,
};

/// How long a preview takes.
const DURATION: Millis = 5 * SECOND;

fn rules(text: &str) -> Result<Vec<Rule>, AwsError> {
    Rule::parse(text).map_err(|error| {
        AwsError::invalid_parameter(format!(
            "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: {error}'"
        ))
    })
}

fn answer(repository: &Repository, text: &str) -> Document {
    Document::new()
        .set("registryId", ACCOUNT)
        .set("repositoryName", repository.name.as_str())
        .set("lifecyclePolicyText", text)
}

fn absent(repository: &str, what: &str, code: &'static str) -> AwsError {
    AwsError::new(
        code,
        format!(
            "{what} does not exist for the repository with name '{repository}' in the registry with id '{ACCOUNT}'"
        ),
    )
}

fn no_policy(repository: &Repository) -> AwsError {
    absent(
        &repository.name,
        "Lifecycle policy",
        "LifecyclePolicyNotFoundException",
    )
}

/// `PutLifecyclePolicy`.
pub(crate) fn put(ecr: &mut Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let text = input.required_text("lifecyclePolicyText")?;
    rules(text)?;
    let repository = ecr.repository_mut(input)?;
    repository.lifecycle.policy = Some((text.to_owned(), context.now));
    Ok(answer(repository, text).build())
}

/// `GetLifecyclePolicy`.
pub(crate) fn get(ecr: &Ecr, input: &Input) -> Answer {
    let repository = ecr.repository(input)?;
    let policy = repository.lifecycle.policy.as_ref();
    let (text, at) = policy.ok_or_else(|| no_policy(repository))?;
    Ok(answer(repository, text)
        .set("lastEvaluatedAt", seconds(*at))
        .build())
}

/// `DeleteLifecyclePolicy`.
pub(crate) fn delete(ecr: &mut Ecr, input: &Input) -> Answer {
    let repository = ecr.repository_mut(input)?;
    let policy = repository.lifecycle.policy.take();
    let (text, at) = policy.ok_or_else(|| no_policy(repository))?;
    Ok(answer(repository, &text)
        .set("lastEvaluatedAt", seconds(at))
        .build())
}

/// `StartLifecyclePolicyPreview`: of the text given, or of the repository's policy.
pub(crate) fn start_preview(ecr: &mut Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let repository = ecr.repository_mut(input)?;
    let text = match (
        input.text("lifecyclePolicyText")?,
        &repository.lifecycle.policy,
    ) {
        (Some(text), _) => text.to_owned(),
        (None, Some((text, _))) => text.clone(),
        (None, None) => return Err(no_policy(repository)),
    };
    rules(&text)?;
    let running = repository.lifecycle.preview.as_ref();
    if running.is_some_and(|(_, began)| context.now - began < DURATION) {
        return Err(AwsError::new(
            "LifecyclePolicyPreviewInProgressException",
            "A lifecycle policy preview is already in progress. Wait and try again.",
        ));
    }
    let document = answer(repository, &text).set("status", "IN_PROGRESS");
    repository.lifecycle.preview = Some((text, context.now));
    Ok(document.build())
}

/// `GetLifecyclePolicyPreview`.
pub(crate) fn get_preview(ecr: &Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let repository = ecr.repository(input)?;
    let preview = repository.lifecycle.preview.as_ref();
    let (text, began) = preview.ok_or_else(|| {
        absent(
            &repository.name,
            "Lifecycle policy preview",
            "LifecyclePolicyPreviewNotFoundException",
        )
    })?;
    if context.now - began < DURATION {
        return Ok(answer(repository, text)
            .set("status", "IN_PROGRESS")
            .build());
    }
    let expiring = expiring(repository, &rules(text)?, context.now);
    let total = expiring.len();
    let size = PageSize {
        default: 100,
        most: 100,
    };
    let (results, token) = page(expiring, input, size, "GetLifecyclePolicyPreview")?;
    Ok(answer(repository, text)
        .set("status", "COMPLETE")
        .set("previewResults", results)
        .set("summary", json!({ "expiringImageTotalCount": total }))
        .maybe("nextToken", token)
        .build())
}

/// What each rule expires, in the order of their priorities; an image is expired once.
fn expiring(repository: &Repository, rules: &[Rule], now: Millis) -> Vec<(String, Value)> {
    let mut left: Vec<Candidate<'_>> = repository
        .images
        .iter()
        .map(|(digest, image)| Candidate {
            digest,
            tags: repository.tags_of(digest),
            pushed: image.pushed,
        })
        .collect();
    let mut results = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let expired = rule.expired(&left, now);
        for image in &expired {
            let result = Document::new()
                .maybe(
                    "imageTags",
                    (!image.tags.is_empty()).then(|| image.tags.clone()),
                )
                .set("imageDigest", image.digest)
                .set("imagePushedAt", seconds(image.pushed))
                .set("action", json!({ "type": "EXPIRE" }))
                .set("appliedRulePriority", rule.priority);
            let key = format!("{number:04} {:016} {}", results.len(), image.digest);
            results.push((key, result.build()));
        }
        let gone: BTreeSet<String> = expired
            .iter()
            .map(|image| image.digest.to_owned())
            .collect();
        left.retain(|image| !gone.contains(image.digest));
    }
    results
}
