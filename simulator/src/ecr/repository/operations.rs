//! Operations on repositories.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    arn::{self, ACCOUNT},
    document::Document,
    ecr::{
        Ecr,
        lifecycle::Lifecycle,
        mutability::Mutability,
        repository::{Repository, not_found},
    },
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    tags::Tags,
    world::Context,
};

/// `CreateRepository`.
pub(crate) fn create(ecr: &mut Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let name = input.required_text("repositoryName")?;
    if ecr.repositories.contains_key(name) {
        return Err(AwsError::new(
            "RepositoryAlreadyExistsException",
            format!(
                "The repository with name '{name}' already exists in the registry with id '{ACCOUNT}'"
            ),
        ));
    }
    let scanning = input
        .object("imageScanningConfiguration")?
        .unwrap_or_default();
    let encryption = input.get("encryptionConfiguration").cloned();
    let repository = Repository {
        name: name.to_owned(),
        arn: arn::repository(&context.region, name),
        uri: format!("{ACCOUNT}.dkr.ecr.{}.amazonaws.com/{name}", context.region),
        created: context.now,
        mutability: Mutability::of(input)?,
        scan_on_push: scanning.flag("scanOnPush")?.unwrap_or(false),
        encryption: encryption.unwrap_or_else(|| json!({ "encryptionType": "AES256" })),
        policy: None,
        lifecycle: Lifecycle::default(),
        resource_tags: Tags::parse(input.list("tags")?).map_err(super::super::tag::invalid)?,
        images: BTreeMap::new(),
        tags: BTreeMap::new(),
    };
    let document = repository.document();
    ecr.repositories.insert(name.to_owned(), repository);
    Ok(json!({ "repository": document }))
}

/// `DeleteRepository`: with `force` also when it holds images.
pub(crate) fn delete(ecr: &mut Ecr, input: &Input) -> Answer {
    let forced = input.flag("force")?.unwrap_or(false);
    let repository = ecr.repository(input)?;
    let name = repository.name.clone();
    if !repository.images.is_empty() && !forced {
        return Err(AwsError::new(
            "RepositoryNotEmptyException",
            format!(
                "The repository with name '{name}' in registry with id '{ACCOUNT}' cannot be deleted because it still contains images"
            ),
        ));
    }
    let document = repository.document();
    ecr.repositories.remove(&name);
    Ok(json!({ "repository": document }))
}

/// `PutImageTagMutability`.
pub(crate) fn put_mutability(ecr: &mut Ecr, input: &Input) -> Answer {
    let mutability = Mutability::of(input)?;
    let repository = ecr.repository_mut(input)?;
    repository.mutability = mutability;
    Ok(Document::new()
        .set("registryId", ACCOUNT)
        .set("repositoryName", repository.name.as_str())
        .set("imageTagMutability", repository.mutability.mode.as_str())
        .maybe(
            "imageTagMutabilityExclusionFilters",
            repository.mutability.exclusions(),
        )
        .build())
}

/// `PutImageScanningConfiguration`.
pub(crate) fn put_scanning(ecr: &mut Ecr, input: &Input) -> Answer {
    let scanning = input
        .object("imageScanningConfiguration")?
        .unwrap_or_default();
    let repository = ecr.repository_mut(input)?;
    repository.scan_on_push = scanning.flag("scanOnPush")?.unwrap_or(false);
    Ok(json!({
        "registryId": ACCOUNT,
        "repositoryName": repository.name,
        "imageScanningConfiguration": { "scanOnPush": repository.scan_on_push },
    }))
}

/// `DescribeRepositories`.
pub(crate) fn describe(ecr: &Ecr, input: &Input) -> Answer {
    let names = input.limited_texts("repositoryNames", 100)?;
    if !names.is_empty() {
        let found: Result<Vec<Value>, AwsError> = names
            .iter()
            .map(|name| {
                ecr.repositories
                    .get(*name)
                    .map(Repository::document)
                    .ok_or_else(|| not_found(name))
            })
            .collect();
        return Ok(json!({ "repositories": found? }));
    }
    let items = ecr
        .repositories
        .values()
        .map(|repository| (repository.name.clone(), repository.document()));
    let (repositories, token) = page(
        items,
        input,
        PageSize {
            default: 100,
            most: 1_000,
        },
        "DescribeRepositories",
    )?;
    Ok(Document::new()
        .set("repositories", repositories)
        .maybe("nextToken", token)
        .build())
}
