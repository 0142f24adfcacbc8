//! Amazon ECR: repositories and images, and how ECS pulls them.

mod image;
mod lifecycle;
mod mutability;
mod policy;
mod repository;
mod scan;
mod tag;
mod token;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT, document::Document, ecs::TaskDefinition, error::AwsError, input::Input,
    world::Handler,
};
use repository::Repository;

/// The registry of a region.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Ecr {
    /// Repositories by name.
    repositories: BTreeMap<String, Repository>,
}

impl Ecr {
    /// The digest of an image, or why it can't be pulled, in the words of the container runtime.
    /// Images outside the region's registry can always be pulled.
    pub(crate) fn pull(&self, image: &str, region: &str) -> Result<String, String> {
        let registry = format!("{ACCOUNT}.dkr.ecr.{region}.amazonaws.com/");
        let Some(reference) = image.strip_prefix(&registry) else {
            return Ok(image::digest_of(image));
        };
        let (name, found) = if let Some((name, digest)) = reference.split_once('@') {
            let repository = self.repositories.get(name);
            (
                name,
                repository.and_then(|repository| repository.by_digest(digest)),
            )
        } else {
            let (name, tag) = reference.split_once(':').unwrap_or((reference, "latest"));
            let repository = self.repositories.get(name);
            (
                name,
                repository.and_then(|repository| repository.by_tag(tag)),
            )
        };
        match found {
            Some(digest) => Ok(digest.to_owned()),
            None if self.repositories.contains_key(name) => Err(format!(
                "pull image manifest has been retried 1 time(s): failed to resolve ref {image}: {image}: not found"
            )),
            None => Err(format!(
                "pull image manifest has been retried 1 time(s): failed to resolve ref {image}: pulling from host \
                 {} failed with status code [manifests]: 404 Not Found",
                registry.trim_end_matches('/')
            )),
        }
    }

    /// As [`Self::pull`] for an image whose digest is known: where its tag leads by now doesn't matter.
    pub(crate) fn pull_digest(
        &self,
        image: &str,
        digest: &str,
        region: &str,
    ) -> Result<String, String> {
        let registry = format!("{ACCOUNT}.dkr.ecr.{region}.amazonaws.com/");
        let Some(reference) = image.strip_prefix(&registry) else {
            return Ok(digest.to_owned());
        };
        let name = reference.split([':', '@']).next().unwrap_or(reference);
        self.pull(&format!("{registry}{name}@{digest}"), region)
    }

    /// `containerImages` of a service revision; without digests where a container doesn't want to keep to them.
    pub(crate) fn resolve(&self, definition: &TaskDefinition, region: &str) -> Vec<Value> {
        let containers = definition
            .document
            .get("containerDefinitions")
            .and_then(Value::as_array);
        let images = containers.into_iter().flatten().filter_map(|container| {
            let image = container.get("image")?.as_str()?;
            let consistent =
                container.get("versionConsistency").and_then(Value::as_str) != Some("disabled");
            let digest = self.pull(image, region).ok().filter(|_| consistent);
            Some(
                Document::new()
                    .set("containerName", container.get("name")?.as_str()?)
                    .set("image", image)
                    .maybe("imageDigest", digest)
                    .build(),
            )
        });
        images.collect()
    }

    /// The repository a request names, in this account's registry.
    fn repository(&self, input: &Input) -> Result<&Repository, AwsError> {
        let name = input.required_text("repositoryName")?;
        let own = input.text("registryId")?.is_none_or(|id| id == ACCOUNT);
        self.repositories
            .get(name)
            .filter(|_| own)
            .ok_or_else(|| repository::not_found(name))
    }

    /// The same repository, to be changed.
    fn repository_mut(&mut self, input: &Input) -> Result<&mut Repository, AwsError> {
        let name = self.repository(input)?.name.clone();
        self.repositories
            .get_mut(&name)
            .ok_or_else(|| repository::not_found(&name))
    }
}

/// What answers an operation.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    let handler: Handler = match operation {
        "CreateRepository" => {
            |region, input, context| repository::operations::create(&mut region.ecr, input, context)
        }
        "DescribeRepositories" => {
            |region, input, _| repository::operations::describe(&region.ecr, input)
        }
        "DeleteRepository" => {
            |region, input, _| repository::operations::delete(&mut region.ecr, input)
        }
        "PutImageTagMutability" => {
            |region, input, _| repository::operations::put_mutability(&mut region.ecr, input)
        }
        "PutImageScanningConfiguration" => {
            |region, input, _| repository::operations::put_scanning(&mut region.ecr, input)
        }
        "DescribeImages" => |region, input, context| image::describe(&region.ecr, input, context),
        "ListImages" => |region, input, _| image::list(&region.ecr, input),
        "BatchGetImage" => |region, input, _| image::batch_get(&region.ecr, input),
        "BatchDeleteImage" => |region, input, _| image::batch_delete(&mut region.ecr, input),
        "PutImage" => |region, input, context| image::put(&mut region.ecr, input, context),
        "StartImageScan" => |region, input, context| scan::start(&mut region.ecr, input, context),
        "DescribeImageScanFindings" => {
            |region, input, context| scan::describe(&region.ecr, input, context)
        }
        "PutLifecyclePolicy" => {
            |region, input, context| lifecycle::operations::put(&mut region.ecr, input, context)
        }
        "GetLifecyclePolicy" => |region, input, _| lifecycle::operations::get(&region.ecr, input),
        "DeleteLifecyclePolicy" => {
            |region, input, _| lifecycle::operations::delete(&mut region.ecr, input)
        }
        "StartLifecyclePolicyPreview" => |region, input, context| {
            lifecycle::operations::start_preview(&mut region.ecr, input, context)
        },
        "GetLifecyclePolicyPreview" => {
            |region, input, context| lifecycle::operations::get_preview(&region.ecr, input, context)
        }
        "SetRepositoryPolicy" => |region, input, _| policy::set(&mut region.ecr, input),
        "GetRepositoryPolicy" => |region, input, _| policy::get(&region.ecr, input),
        "DeleteRepositoryPolicy" => |region, input, _| policy::delete(&mut region.ecr, input),
        "GetAuthorizationToken" => |_, input, context| token::authorize(input, context),
        "ListTagsForResource" => {
            |region, input, context| tag::list(&mut region.ecr, input, context)
        }
        "TagResource" => |region, input, context| tag::add(&mut region.ecr, input, context),
        "UntagResource" => |region, input, context| tag::remove(&mut region.ecr, input, context),
        _ => return None,
    };
    Some(handler)
}

/// The tags and digest in an `imageId`.
fn image_id(digest: &str, tag: Option<&str>) -> Value {
    Document::new()
        .set("imageDigest", digest)
        .maybe("imageTag", tag.map(|tag| json!(tag)))
        .build()
}
