//! Which image an id stands for: a digest, a tag, or both.

use serde_json::{Value, json};

use crate::{
    arn::ACCOUNT,
    ecr::{image_id, repository::Repository},
    error::AwsError,
    input::Input,
};

/// The tag in an id.
pub(super) fn tag_in(id: &Value) -> Option<&str> {
    id.get("imageTag").and_then(Value::as_str)
}

/// Why there is no image for an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    NotFound,
    /// The id is empty.
    Unnamed,
    /// The digest is none.
    Malformed,
    /// The tag stands for another digest.
    Mismatch,
    /// A list of manifests needs it.
    Referenced,
}

impl Absent {
    /// An item of `failures`.
    pub(super) fn failure(self, id: &Value) -> Value {
        let (code, reason) = match self {
            Self::NotFound => ("ImageNotFound", "Requested image not found"),
            Self::Unnamed => (
                "MissingDigestAndTag",
                "Invalid request parameters: both tag and digest cannot be null",
            ),
            Self::Malformed => (
                "InvalidImageDigest",
                "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
            ),
            Self::Mismatch => (
                "ImageTagDoesNotMatchDigest",
                "Requested image tag does not match the requested digest",
            ),
            Self::Referenced => (
                "ImageReferencedByManifestList",
                "Requested image referenced by manifest list",
            ),
        };
        json!({ "imageId": id, "failureCode": code, "failureReason": reason })
    }
}

/// The digest of the image that an id stands for.
pub(super) fn find<'a>(repository: &'a Repository, id: &Value) -> Result<&'a str, Absent> {
    let digest = id.get("imageDigest").and_then(Value::as_str);
    if digest.is_some_and(|digest| !digest.contains(':')) {
        return Err(Absent::Malformed);
    }
    let tagged = tag_in(id).map(|tag| repository.by_tag(tag));
    match (digest, tagged) {
        (None, None) => Err(Absent::Unnamed),
        (None, Some(tagged)) => tagged.ok_or(Absent::NotFound),
        (Some(digest), None) => repository.by_digest(digest).ok_or(Absent::NotFound),
        (Some(digest), Some(tagged)) => {
            let found = repository.by_digest(digest).ok_or(Absent::NotFound)?;
            match tagged {
                Some(tagged) if tagged == found => Ok(found),
                _ => Err(Absent::Mismatch),
            }
        }
    }
}

/// The error for an image that doesn't exist.
pub(in crate::ecr) fn not_found(id: &Value, repository: &str) -> AwsError {
    let member = |name: &str| {
        id.get(name)
            .and_then(Value::as_str)
            .map_or_else(|| "null".to_owned(), str::to_owned)
    };
    AwsError::new(
        "ImageNotFoundException",
        format!(
            "The image with imageId {{imageDigest:'{}', imageTag:'{}'}} does not exist within the repository with name '{repository}' in the registry with id '{ACCOUNT}'",
            member("imageDigest"),
            member("imageTag"),
        ),
    )
}

/// The digest of the image that an id stands for, or AWS's error.
pub(in crate::ecr) fn named<'a>(
    repository: &'a Repository,
    id: &Value,
) -> Result<&'a str, AwsError> {
    find(repository, id).map_err(|absent| match absent {
        Absent::Unnamed | Absent::Malformed => AwsError::invalid_parameter(
            "Invalid parameter at 'imageId' failed to satisfy constraint: 'must have a digest or a tag'",
        ),
        _ => not_found(id, &repository.name),
    })
}

/// An id as it was asked for, with the digest it stands for.
pub(in crate::ecr) fn with_digest(id: &Value, digest: &str) -> Value {
    image_id(digest, tag_in(id))
}

/// Digests of the images asked for; the first that doesn't exist is an error.
pub(super) fn requested<'a>(
    repository: &'a Repository,
    input: &Input,
) -> Result<Vec<&'a str>, AwsError> {
    let ids = input.list("imageIds")?.iter();
    ids.map(|id| named(repository, id)).collect()
}
