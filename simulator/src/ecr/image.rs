//! Images: manifests, digests and tags.

mod identifier;

use std::fmt::Write;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    arn::ACCOUNT,
    clock::{Millis, seconds},
    document::Document,
    ecr::{Ecr, image_id, repository::Repository, scan},
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    world::Context,
};

use identifier::{Absent, find, requested, tag_in};
pub(super) use identifier::{named, not_found, with_digest};

const SIZE: PageSize = PageSize {
    default: 100,
    most: 1_000,
};
const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// An image.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct Image {
    manifest: String,
    media_type: String,
    artifact_type: String,
    /// Bytes of its configuration and layers.
    size: i64,
    pub(super) pushed: Millis,
    /// When its last scan began.
    pub(super) scanned: Option<Millis>,
    /// Digests of the manifests that a list of manifests names.
    children: Vec<String>,
}

impl Image {
    /// Whether it is a list of manifests instead of an image of its own.
    pub(super) fn is_index(&self) -> bool {
        !self.children.is_empty()
    }

    /// The type of its manifest.
    pub(super) fn media_type(&self) -> &str {
        &self.media_type
    }
}

/// `sha256:…` of a text.
pub(super) fn digest_of(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .fold("sha256:".to_owned(), |mut digest, byte| {
            // Writing to a String cannot fail.
            let _ = write!(digest, "{byte:02x}");
            digest
        })
}

/// `PutImage`: adds a manifest, a tag, or both.
pub(super) fn put(ecr: &mut Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let manifest = input.required_text("imageManifest")?;
    let repository = ecr.repository_mut(input)?;
    let name = repository.name.clone();
    let digest = digest_of(manifest);
    if let Some(expected) = input
        .text("imageDigest")?
        .filter(|expected| *expected != digest)
    {
        return Err(AwsError::new(
            "ImageDigestDoesNotMatchException",
            format!(
                "The specified image digest '{expected}' does not match the digest of the manifest '{digest}'."
            ),
        ));
    }
    let parsed: Value = serde_json::from_str(manifest).map_err(|_| {
        AwsError::invalid_parameter(
            "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'must be JSON'",
        )
    })?;
    let tag = input.text("imageTag")?;
    let known = repository.images.contains_key(&digest);
    if known && tag.is_none_or(|tag| repository.by_tag(tag) == Some(&digest)) {
        return Err(AwsError::new(
            "ImageAlreadyExistsException",
            format!(
                "Image with digest '{digest}' and tag '{}' already exists in the repository with name '{name}' in registry with id '{ACCOUNT}'",
                tag.unwrap_or("null")
            ),
        ));
    }
    let children = children(&parsed);
    let absent: Vec<&String> = children
        .iter()
        .filter(|child| !repository.images.contains_key(*child))
        .collect();
    if !absent.is_empty() {
        return Err(AwsError::new(
            "ReferencedImagesNotFoundException",
            format!(
                "Images with digests '{absent:?}' required for pushing this image into repository with name '{name}' in the registry with id '{ACCOUNT}' do not exist"
            ),
        ));
    }
    if let Some(tag) = tag {
        repository.tag(tag, &digest)?;
    }
    let text = |value: Option<&Value>, default: &str| {
        value.and_then(Value::as_str).unwrap_or(default).to_owned()
    };
    let size = |part: Option<&Value>| {
        part.and_then(|part| part.get("size")?.as_i64())
            .unwrap_or(0)
    };
    let layers = parsed
        .get("layers")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let image = Image {
        manifest: manifest.to_owned(),
        media_type: input.text("imageManifestMediaType")?.map_or_else(
            || text(parsed.get("mediaType"), DOCKER_MANIFEST),
            str::to_owned,
        ),
        artifact_type: text(
            parsed
                .get("config")
                .and_then(|config| config.get("mediaType")),
            "application/vnd.docker.container.image.v1+json",
        ),
        size: layers
            .map(|layer| size(Some(layer)))
            .fold(size(parsed.get("config")), i64::saturating_add),
        pushed: context.now,
        scanned: repository.scan_on_push.then_some(context.now),
        children,
    };
    let image = repository.images.entry(digest.clone()).or_insert(image);
    let answer = full(&name, &digest, tag, image);
    Ok(json!({ "image": answer }))
}

/// Digests that a list of manifests, or an index, names.
fn children(manifest: &Value) -> Vec<String> {
    let manifests = manifest.get("manifests").and_then(Value::as_array);
    let digests = manifests.into_iter().flatten();
    digests
        .filter_map(|child| child.get("digest")?.as_str().map(str::to_owned))
        .collect()
}

fn full(repository: &str, digest: &str, tag: Option<&str>, image: &Image) -> Value {
    Document::new()
        .set("registryId", ACCOUNT)
        .set("repositoryName", repository)
        .set("imageId", image_id(digest, tag))
        .set("imageManifest", image.manifest.as_str())
        .set("imageManifestMediaType", image.media_type.as_str())
        .build()
}

/// `DescribeImages`.
pub(super) fn describe(ecr: &Ecr, input: &Input, context: &Context<'_>) -> Answer {
    let repository = ecr.repository(input)?;
    let wanted = requested(repository, input)?;
    let detail = |digest: &str, image: &Image| {
        let tags = repository.tags_of(digest);
        Document::new()
            .set("registryId", ACCOUNT)
            .set("repositoryName", repository.name.as_str())
            .set("imageDigest", digest)
            .maybe("imageTags", (!tags.is_empty()).then_some(tags))
            .set("imageSizeInBytes", image.size)
            .set("imagePushedAt", seconds(image.pushed))
            .set("imageManifestMediaType", image.media_type.as_str())
            .set("artifactMediaType", image.artifact_type.as_str())
            .set("imageStatus", "ACTIVE")
            .maybe(
                "imageScanStatus",
                image.scanned.map(|began| scan::status(began, context.now)),
            )
            .maybe(
                "imageScanFindingsSummary",
                image
                    .scanned
                    .and_then(|began| scan::summary(digest, began, context.now)),
            )
            .build()
    };
    let status = input.object("filter")?.unwrap_or_default();
    let status = status.text("tagStatus")?.unwrap_or("ANY");
    let items = repository
        .images
        .iter()
        .filter(|(digest, _)| wanted.is_empty() || wanted.contains(&digest.as_str()))
        .filter(|(digest, _)| matches_status(repository, digest, status))
        .map(|(digest, image)| (digest.clone(), detail(digest, image)));
    let (details, token) = page(items, input, SIZE, "DescribeImages")?;
    Ok(Document::new()
        .set("imageDetails", details)
        .maybe("nextToken", token)
        .build())
}

/// `ListImages`: one id for each tag, and one for each image without tags.
pub(super) fn list(ecr: &Ecr, input: &Input) -> Answer {
    let repository = ecr.repository(input)?;
    let filter = input.object("filter")?.unwrap_or_default();
    let status = filter.text("tagStatus")?.unwrap_or("ANY");
    let ids = repository
        .images
        .keys()
        .filter(|digest| matches_status(repository, digest, status))
        .flat_map(|digest| {
            let tags = repository.tags_of(digest);
            let named: Vec<Option<&str>> = if tags.is_empty() {
                vec![None]
            } else {
                tags.into_iter().map(Some).collect()
            };
            named.into_iter().map(move |tag| {
                (
                    format!("{digest} {}", tag.unwrap_or_default()),
                    image_id(digest, tag),
                )
            })
        });
    let (ids, token) = page(ids, input, SIZE, "ListImages")?;
    Ok(Document::new()
        .set("imageIds", ids)
        .maybe("nextToken", token)
        .build())
}

/// `BatchGetImage`.
pub(super) fn batch_get(ecr: &Ecr, input: &Input) -> Answer {
    let repository = ecr.repository(input)?;
    let (mut images, mut failures) = (Vec::new(), Vec::new());
    for id in input.list("imageIds")? {
        let found = find(repository, id).and_then(|digest| {
            let image = repository.images.get(digest);
            Ok((digest, image.ok_or(Absent::NotFound)?))
        });
        match found {
            Ok((digest, image)) => images.push(full(&repository.name, digest, tag_in(id), image)),
            Err(absent) => failures.push(absent.failure(id)),
        }
    }
    Ok(json!({ "images": images, "failures": failures }))
}

/// `BatchDeleteImage`: a tag goes alone, and an image with its last tag or with all of them.
pub(super) fn batch_delete(ecr: &mut Ecr, input: &Input) -> Answer {
    let repository = ecr.repository_mut(input)?;
    let (mut deleted, mut failures) = (Vec::new(), Vec::new());
    for id in input.list("imageIds")? {
        let digest = match find(repository, id) {
            Ok(digest) => digest.to_owned(),
            Err(absent) => {
                failures.push(absent.failure(id));
                continue;
            }
        };
        let tags: Vec<String> = repository
            .tags_of(&digest)
            .into_iter()
            .map(str::to_owned)
            .collect();
        let only_tag = tag_in(id).filter(|_| tags.len() > 1);
        let used = |image: &Image| image.children.contains(&digest);
        if only_tag.is_none() && repository.images.values().any(used) {
            failures.push(Absent::Referenced.failure(id));
            continue;
        }
        match (only_tag, tags.is_empty()) {
            (Some(tag), _) => {
                repository.untag(tag);
                deleted.push(image_id(&digest, Some(tag)));
            }
            (None, true) => deleted.push(image_id(&digest, None)),
            (None, false) => deleted.extend(tags.iter().map(|tag| image_id(&digest, Some(tag)))),
        }
        if only_tag.is_none() {
            repository.remove(&digest);
        }
    }
    Ok(json!({ "imageIds": deleted, "failures": failures }))
}

fn matches_status(repository: &Repository, digest: &str, status: &str) -> bool {
    match status {
        "TAGGED" => !repository.tags_of(digest).is_empty(),
        "UNTAGGED" => repository.tags_of(digest).is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::digest_of;

    #[test]
    fn digests_are_sha256_of_the_manifest() {
        assert_eq!(
            digest_of("abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
