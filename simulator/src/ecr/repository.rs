//! Repositories: their state.

pub(super) mod operations;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    clock::{Millis, seconds},
    document::Document,
    ecr::{image::Image, lifecycle::Lifecycle, mutability::Mutability},
    error::AwsError,
    tags::Tags,
};

/// A repository.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct Repository {
    pub(super) name: String,
    arn: String,
    uri: String,
    created: Millis,
    pub(super) mutability: Mutability,
    pub(super) scan_on_push: bool,
    encryption: Value,
    /// `policyText`
    pub(super) policy: Option<String>,
    pub(super) lifecycle: Lifecycle,
    pub(super) resource_tags: Tags,
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

    /// Lets a tag stand for an image; refused when it is immutable and stands for another.
    pub(super) fn tag(&mut self, tag: &str, digest: &str) -> Result<(), AwsError> {
        let taken = self.by_tag(tag).is_some_and(|known| known != digest);
        if taken && self.mutability.protects(tag) {
            return Err(AwsError::new(
                "ImageTagAlreadyExistsException",
                format!(
                    "The image tag '{tag}' already exists in the '{}' repository and cannot be overwritten because the tag is immutable.",
                    self.name
                ),
            ));
        }
        self.tags.insert(tag.to_owned(), digest.to_owned());
        Ok(())
    }

    /// Takes a tag away; the digest it stood for.
    pub(super) fn untag(&mut self, tag: &str) -> Option<String> {
        self.tags.remove(tag)
    }

    /// Forgets an image and its tags.
    pub(super) fn remove(&mut self, digest: &str) {
        self.images.remove(digest);
        self.tags.retain(|_, tagged| tagged != digest);
    }

    fn document(&self) -> Value {
        Document::new()
            .set("repositoryArn", self.arn.as_str())
            .set("registryId", ACCOUNT)
            .set("repositoryName", self.name.as_str())
            .set("repositoryUri", self.uri.as_str())
            .set("createdAt", seconds(self.created))
            .set("imageTagMutability", self.mutability.mode.as_str())
            .maybe(
                "imageTagMutabilityExclusionFilters",
                self.mutability.exclusions(),
            )
            .set(
                "imageScanningConfiguration",
                json!({ "scanOnPush": self.scan_on_push }),
            )
            .set("encryptionConfiguration", self.encryption.clone())
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
