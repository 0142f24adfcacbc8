//! Whether the images of a revision come back with it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::image::ImageReference;
use crate::service_revision::ContainerImage;

/// What a registry says of a revision's image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagNow {
    /// Its digest is there, and the tag means this digest now; `None` when the tag is gone.
    Means(Option<String>),
    /// Its digest is no longer there.
    DigestGone,
    /// The registry could not be asked; the sentence says why.
    Unknown(String),
}

/// Whether the image that a revision ran is what its reference means now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageState {
    /// The task definition names the digest itself.
    Pinned,
    /// The tag still means what the revision ran.
    Same,
    /// The tag means another image now, or none.
    Moved {
        /// The digest it means now; `None` when the tag is gone.
        now: Option<String>,
    },
    /// What the revision ran is no longer in its repository, so it can't come back.
    Gone,
    /// ECS recorded no digest: nobody knows what the revision ran.
    Unrecorded,
    /// The registry could not be asked; the sentence says why.
    Unknown(String),
}

/// The image of one container of a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageReturn {
    /// The container's name.
    pub container: String,
    /// The image as the task definition names it.
    pub image: String,
    /// The digest that the revision ran, where ECS recorded it.
    pub digest: Option<String>,
    /// Whether that is what the reference means now.
    pub state: ImageState,
}

impl ImageReturn {
    /// The digest to pin it to, where pinning makes a difference or may make one.
    fn pin(&self) -> Option<&str> {
        match self.state {
            ImageState::Moved { .. } | ImageState::Unknown(_) => self.digest.as_deref(),
            ImageState::Pinned | ImageState::Same | ImageState::Gone | ImageState::Unrecorded => {
                None
            }
        }
    }

    /// Whether pinning it makes a difference or may make one.
    pub fn can_be_pinned(&self) -> bool {
        self.pin().is_some()
    }
}

/// The images of a revision, with what `now` says of those that a tag names and whose digest is
/// known.
pub fn image_returns(
    images: &[ContainerImage],
    now: impl Fn(&ContainerImage) -> TagNow,
) -> Vec<ImageReturn> {
    let state = |image: &ContainerImage| {
        if ImageReference::of(&image.image).digest.is_some() {
            return ImageState::Pinned;
        }
        if image.digest.is_none() {
            return ImageState::Unrecorded;
        }
        match now(image) {
            TagNow::Means(digest) if digest == image.digest => ImageState::Same,
            TagNow::Means(now) => ImageState::Moved { now },
            TagNow::DigestGone => ImageState::Gone,
            TagNow::Unknown(why) => ImageState::Unknown(why),
        }
    };
    let returns = images.iter().map(|image| ImageReturn {
        state: state(image),
        container: image.container.clone(),
        image: image.image.clone(),
        digest: image.digest.clone(),
    });
    returns.collect()
}

/// Whether a copy with pinned images is what most people want: when a tag is known to mean
/// something else now.
pub fn pins_by_default(images: &[ImageReturn]) -> bool {
    images
        .iter()
        .any(|image| matches!(image.state, ImageState::Moved { .. }) && image.can_be_pinned())
}

/// The task definition document with the images that can be pinned named by their digests. Nothing
/// else changes. `None` when there is nothing to pin.
pub fn pinned(definition: &Value, images: &[ImageReturn]) -> Option<Value> {
    let mut copy = definition.clone();
    let mut any = false;
    for container in copy.get_mut("containerDefinitions")?.as_array_mut()? {
        let Some(image) = images
            .iter()
            .find(|image| container["name"] == *image.container)
        else {
            continue;
        };
        // The definition's own words count: the record may name the image otherwise.
        let named = container["image"].as_str().unwrap_or(&image.image);
        if let Some(digest) = image.pin() {
            container["image"] = Value::String(ImageReference::of(named).pinned_to(digest));
            any = true;
        }
    }
    any.then_some(copy)
}
