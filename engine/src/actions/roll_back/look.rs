//! What is looked at before a rollback.

use std::collections::HashMap;
use std::sync::Arc;

use futures::future::join_all;
use model::Error;
use model::place::ServiceRef;
use model::rollback::{
    ImageReturn, Options, TagNow, Way, current_revision, image_returns, pins_by_default, way,
};
use model::service::Service;
use model::service_revision::{ContainerImage, ServiceRevision};
use serde_json::Value;

use crate::aws::{Client, TaskDefinitionDocument};

/// A service and the revision to return to, as AWS tells of them now.
pub(super) struct Look {
    pub(super) service: Service,
    pub(super) way: Way,
    pub(super) target: ServiceRevision,
    /// The target's `serviceRevision` document.
    pub(super) target_document: Value,
    /// The document of the revision that the service is at, where ECS's records tell.
    pub(super) current_document: Option<Value>,
    /// The target's task definition.
    pub(super) definition: Arc<TaskDefinitionDocument>,
    /// The target's images; none for an ongoing deployment, which ECS takes back itself.
    pub(super) images: Vec<ImageReturn>,
}

impl Look {
    /// Reads the newest deployments, the revisions, the definition and its images, and decides on
    /// the way.
    pub(super) async fn at(
        client: &Client,
        service: &ServiceRef,
        now: Service,
        revision: &str,
    ) -> Result<Self, Error> {
        let (cluster, name) = (service.cluster.cluster.as_str(), service.service.as_str());
        if !is_of(&now, cluster, revision) {
            return Err(Error::invalid(format!(
                "This is not a revision of the service {name}."
            )));
        }
        let deployments = client.newest_service_deployments(cluster, name).await?;
        let mut arns = vec![revision.to_owned()];
        arns.extend(current_revision(&deployments).map(str::to_owned));
        arns.dedup();
        let documents = client.service_revision_documents(&arns).await?;
        let revisions: Vec<ServiceRevision> = documents
            .iter()
            .filter_map(ServiceRevision::from_document)
            .collect();
        let document = |arn: &str| {
            let is_it = |document: &&Value| document["serviceRevisionArn"] == arn;
            documents.iter().find(is_it).cloned()
        };
        let target = revisions.iter().find(|known| known.arn == revision);
        let (Some(target), Some(target_document)) = (target.cloned(), document(revision)) else {
            return Err(Error::not_found(format!(
                "ECS no longer knows this revision of the service {name}."
            )));
        };
        let way = way(&now, &deployments, &revisions, revision)?;
        let definition = client.task_definition(&target.task_definition).await?;
        let (images, current) = match &way {
            Way::Stop { .. } => (Vec::new(), current_revision(&deployments)),
            Way::Update { current } => (images(client, &target).await, current.as_deref()),
        };
        Ok(Self {
            current_document: current.and_then(document),
            service: now,
            way,
            target,
            target_document,
            definition,
            images,
        })
    }

    /// Whether ECS deploys the target's definition no more.
    pub(super) fn is_deregistered(&self) -> bool {
        let status = self.definition.document["status"].as_str();
        status.is_some_and(|status| status != "ACTIVE")
    }

    /// How most people want it.
    pub(super) fn usual_options(&self) -> Options {
        Options {
            pin_images: pins_by_default(&self.images),
            register_again: self.is_deregistered(),
        }
    }

    /// Whether the current revision ran other images than the target under the same names.
    pub(super) fn ran_other_images(&self) -> bool {
        let current = self.current_document.as_ref();
        let current = current.and_then(ServiceRevision::from_document);
        current.is_some_and(|current| current.images != self.target.images)
    }
}

/// The images of a revision, each with what its registry says now.
async fn images(client: &Client, revision: &ServiceRevision) -> Vec<ImageReturn> {
    let asked = revision.images.iter().filter_map(|image| {
        let digest = image.digest.as_ref()?;
        Some(async move {
            let now = client.tag_now(&image.image, digest).await;
            (image.container.as_str(), now)
        })
    });
    let now: HashMap<&str, TagNow> = join_all(asked).await.into_iter().collect();
    image_returns(&revision.images, |image: &ContainerImage| {
        let answer = now.get(image.container.as_str()).cloned();
        answer.unwrap_or(TagNow::Means(None))
    })
}

/// Whether a service revision's ARN is one of this service's.
fn is_of(service: &Service, cluster: &str, revision: &str) -> bool {
    // Old service ARNs do not name the cluster.
    let Some((account, _)) = service.arn.split_once(":service/") else {
        return false;
    };
    let prefix = format!("{account}:service-revision/{cluster}/{}/", service.name);
    revision
        .strip_prefix(&prefix)
        .is_some_and(|id| !id.is_empty() && !id.contains('/'))
}
