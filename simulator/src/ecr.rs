//! Amazon ECR: repositories and images, and how ECS pulls them.

mod image;
mod repository;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    document::Document,
    ecs::TaskDefinition,
    ecs::unknown_operation,
    error::{Answer, AwsError},
    input::Input,
    world::{Context, Region},
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

    /// `containerImages` of a service revision.
    pub(crate) fn resolve(&self, definition: &TaskDefinition, region: &str) -> Vec<Value> {
        let containers = definition
            .document
            .get("containerDefinitions")
            .and_then(Value::as_array);
        let images = containers.into_iter().flatten().filter_map(|container| {
            let image = container.get("image")?.as_str()?;
            Some(
                Document::new()
                    .set("containerName", container.get("name")?.as_str()?)
                    .set("image", image)
                    .maybe("imageDigest", self.pull(image, region).ok())
                    .build(),
            )
        });
        images.collect()
    }

    fn repository(&self, input: &Input) -> Result<&Repository, AwsError> {
        let name = input.required_text("repositoryName")?;
        self.repositories
            .get(name)
            .ok_or_else(|| repository::not_found(name))
    }
}

/// Answers an operation.
pub(crate) fn call(
    operation: &str,
    region: &mut Region,
    input: &Input,
    context: &mut Context<'_>,
) -> Answer {
    let ecr = &mut region.ecr;
    match operation {
        "CreateRepository" => repository::create(ecr, input, context),
        "DescribeRepositories" => repository::describe(ecr, input),
        "DescribeImages" => image::describe(ecr, input),
        "ListImages" => image::list(ecr, input),
        "BatchGetImage" => image::batch_get(ecr, input),
        "PutImage" => image::put(ecr, input, context),
        other => Err(unknown_operation("ECR", other)),
    }
}

/// The tags and digest in an `imageId`.
fn image_id(digest: &str, tag: Option<&str>) -> Value {
    Document::new()
        .set("imageDigest", digest)
        .maybe("imageTag", tag.map(|tag| json!(tag)))
        .build()
}
