//! Repositories.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    arn::{self, ACCOUNT},
    clock::{Millis, seconds},
    document::Document,
    ecr::{Ecr, image::Image},
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    world::Context,
};

/// A repository.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct Repository {
    pub(super) name: String,
    arn: String,
    uri: String,
    created: Millis,
    mutability: String,
    scan_on_push: bool,
    /// Images by digest.
    pub(super) images: BTreeMap<String, Image>,
    /// Digests by tag.
    tags: BTreeMap<String, String>,
}

impl Repository {
    /// The digest that a tag stands for.
    pub(super) fn by_tag(&self, tag: &str) -> Option<&str> {
        self.tags.get(tag).map(String::as_str)
    }

    /// A digest, if there is an image with it.
    pub(super) fn by_digest(&self, digest: &str) -> Option<&str> {
        self.images
            .get_key_value(digest)
            .map(|(digest, _)| digest.as_str())
    }

    /// Tags of an image.
    pub(super) fn tags_of(&self, digest: &str) -> Vec<&str> {
        self.tags
            .iter()
            .filter(|(_, tagged)| *tagged == digest)
            .map(|(tag, _)| tag.as_str())
            .collect()
    }

    /// Lets a tag stand for an image; refused when tags are immutable and it stands for another.
    pub(super) fn tag(&mut self, tag: &str, digest: &str) -> Result<(), AwsError> {
        if self.mutability == "IMMUTABLE" && self.by_tag(tag).is_some_and(|known| known != digest) {
            return Err(AwsError::new(
                "ImageTagAlreadyExistsException",
                format!(
                    "The image tag '{tag}' already exists in the '{}' repository and cannot be overwritten because the repository is immutable.",
                    self.name
                ),
            ));
        }
        self.tags.insert(tag.to_owned(), digest.to_owned());
        Ok(())
    }

    fn document(&self) -> Value {
        Document::new()
            .set("repositoryArn", self.arn.as_str())
            .set("registryId", ACCOUNT)
            .set("repositoryName", self.name.as_str())
            .set("repositoryUri", self.uri.as_str())
            .set("createdAt", seconds(self.created))
            .set("imageTagMutability", self.mutability.as_str())
            .set(
                "imageScanningConfiguration",
                json!({ "scanOnPush": self.scan_on_push }),
            )
            .set(
                "encryptionConfiguration",
                json!({ "encryptionType": "AES256" }),
            )
            .build()
    }
}

/// The error for a repository that doesn't exist.
pub(super) fn not_found(name: &str) -> AwsError {
    AwsError::new(
        "RepositoryNotFoundException",
        format!(
            "The repository with name '{name}' does not exist in the registry with id '{ACCOUNT}'"
        ),
    )
}

/// `CreateRepository`.
pub(super) fn create(ecr: &mut Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let name = input.required_text("repositoryName")?;
    let valid = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_./".contains(&byte));
    if !(2..=256).contains(&name.len()) || !valid {
        return Err(AwsError::invalid_parameter(
            "Invalid parameter at 'repositoryName' failed to satisfy constraint",
        ));
    }
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
    let repository = Repository {
        name: name.to_owned(),
        arn: arn::repository(&context.region, name),
        uri: format!("{ACCOUNT}.dkr.ecr.{}.amazonaws.com/{name}", context.region),
        created: context.now,
        mutability: input
            .text("imageTagMutability")?
            .unwrap_or("MUTABLE")
            .to_owned(),
        scan_on_push: scanning.flag("scanOnPush")?.unwrap_or(false),
        images: BTreeMap::new(),
        tags: BTreeMap::new(),
    };
    let document = repository.document();
    ecr.repositories.insert(name.to_owned(), repository);
    Ok(json!({ "repository": document }))
}

/// `DescribeRepositories`.
pub(super) fn describe(ecr: &Ecr, input: &Input) -> Answer {
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
