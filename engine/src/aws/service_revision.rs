//! Service revisions.

use aws_sdk_ecs::types;
use model::Error;
use model::service_revision::{ContainerImage, ServiceRevision};

use super::Client;
use super::convert::time;
use super::error::Subject;
use super::operation::DESCRIBE_SERVICE_REVISIONS;

/// The most service revisions in one DescribeServiceRevisions.
const BATCH: usize = 20;

impl Client {
    /// Service revisions by ARN. Those that ECS does not know (any more) are absent.
    pub async fn service_revisions(&self, arns: &[String]) -> Result<Vec<ServiceRevision>, Error> {
        let mut revisions = Vec::with_capacity(arns.len());
        for batch in arns.chunks(BATCH) {
            let answer = self
                .call(DESCRIBE_SERVICE_REVISIONS, Subject::Nothing, || {
                    let request = self.inner.ecs.describe_service_revisions();
                    request
                        .set_service_revision_arns(Some(batch.to_vec()))
                        .send()
                })
                .await?;
            let described = answer.service_revisions.unwrap_or_default();
            revisions.extend(described.into_iter().filter_map(service_revision));
        }
        Ok(revisions)
    }
}

/// The service revision; `None` when it has no ARN.
fn service_revision(revision: types::ServiceRevision) -> Option<ServiceRevision> {
    let image = |image: types::ContainerImage| ContainerImage {
        container: image.container_name.unwrap_or_default(),
        image: image.image.unwrap_or_default(),
        digest: image.image_digest,
    };
    Some(ServiceRevision {
        arn: revision.service_revision_arn?,
        task_definition: revision.task_definition.unwrap_or_default(),
        images: revision
            .container_images
            .unwrap_or_default()
            .into_iter()
            .map(image)
            .collect(),
        created_at: time(revision.created_at),
    })
}
