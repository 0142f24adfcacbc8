//! Service revisions: what a service was at one deployment.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::time::Timestamp;

/// The image a container of a revision ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerImage {
    /// The container's name.
    pub container: String,
    /// The image as the task definition names it.
    pub image: String,
    /// The digest its tag meant when the revision was first deployed.
    pub digest: Option<String>,
}

/// A service revision (ECS `ServiceRevision`): immutable, one per deploying change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceRevision {
    /// The full ARN.
    pub arn: String,
    /// The task definition's ARN.
    pub task_definition: String,
    /// The images its containers ran.
    pub images: Vec<ContainerImage>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
}

impl ServiceRevision {
    /// The view of a `serviceRevision` document; `None` when it has no ARN. Members of unexpected
    /// types read as absent.
    pub fn from_document(document: &Value) -> Option<Self> {
        let text = |value: &Value, name: &str| value[name].as_str().map(str::to_owned);
        let images = document["containerImages"].as_array();
        let image = |image: &Value| ContainerImage {
            container: text(image, "containerName").unwrap_or_default(),
            image: text(image, "image").unwrap_or_default(),
            digest: text(image, "imageDigest"),
        };
        Some(Self {
            arn: text(document, "serviceRevisionArn")?,
            task_definition: text(document, "taskDefinition").unwrap_or_default(),
            images: images
                .map(Vec::as_slice)
                .unwrap_or_default()
                .iter()
                .map(image)
                .collect(),
            created_at: Timestamp::from_seconds(&document["createdAt"]),
        })
    }

    /// The id: the last part of the ARN, 19 digits.
    pub fn id(&self) -> &str {
        crate::place::short_name(&self.arn)
    }
}
