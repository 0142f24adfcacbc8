//! Service revisions: what a service was at one deployment.

use serde::{Deserialize, Serialize};

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
    /// The id: the last part of the ARN, 19 digits.
    pub fn id(&self) -> &str {
        crate::place::short_name(&self.arn)
    }
}
