//! The history of a service's deployments.

use model::access::Action;
use model::diff::{self, Change};
use model::history::{RevisionChanges, Starter, TrailAnswer, starters};
use model::live::Offered;
use model::place::ServiceRef;
use model::service_deployment::ServiceDeployment;
use model::service_revision::ServiceRevision;
use model::task_definition::Guarded;
use model::{Error, ErrorKind};

use crate::Engine;
use crate::access::Principal;

/// How many of a service's entries in the audit log are looked through.
const ENTRIES: u32 = 500;

impl Engine {
    /// Who started which of a service's deployments, as far as the audit log tells.
    pub async fn deployment_starters(
        &self,
        who: &Principal,
        service: &ServiceRef,
    ) -> Result<Vec<Starter>, Error> {
        let (_, starters) = self.explained(who, service).await?;
        Ok(starters)
    }

    /// What CloudTrail tells of the deployments of a service that the audit log does not explain, or of
    /// one of them (by ARN). Lookups are few and slow, and where they are refused, that is part of the
    /// answer.
    pub async fn deployment_trail(
        &self,
        who: &Principal,
        service: &ServiceRef,
        only: Option<&str>,
    ) -> Result<TrailAnswer, Error> {
        let (mut deployments, starters) = self.explained(who, service).await?;
        let is_explained = |arn: &str| {
            let mut found = starters.iter().filter(|one| one.started.is_some());
            found.any(|one| one.deployment == arn)
        };
        deployments
            .retain(|one| only.is_none_or(|only| only == one.arn) && !is_explained(&one.arn));
        let client = self.hub().client(&service.cluster.place).await?;
        Ok(client.background().started_by(service, &deployments).await)
    }

    /// The deployments of a service, newest first, and who started them as far as the audit log tells.
    async fn explained(
        &self,
        who: &Principal,
        service: &ServiceRef,
    ) -> Result<(Vec<ServiceDeployment>, Vec<Starter>), Error> {
        let place = &service.cluster.place;
        self.authorise(who, place, Action::View)?;
        let first = self.hub().first_service(service).await?;
        let Offered::Known(deployments) = first.view.deployments else {
            return Ok((Vec::new(), Vec::new()));
        };
        let path = service.path();
        let entries = self.store().audit_of(place, &path, ENTRIES).await;
        let entries = entries.map_err(|error| {
            tracing::error!(%error, "the audit log could not be read");
            Error::new(ErrorKind::Internal, "The audit log could not be read.")
        })?;
        let starters = starters(&deployments, &entries);
        Ok((deployments, starters))
    }

    /// What differs between two revisions of a service (by ARN). Values of environment, commands and
    /// log options only for those who may see them.
    pub async fn revision_changes(
        &self,
        who: &Principal,
        service: &ServiceRef,
        before: &str,
        after: &str,
    ) -> Result<RevisionChanges, Error> {
        let place = &service.cluster.place;
        self.authorise(who, place, Action::View)?;
        let values = self.authorise(who, place, Action::ViewValues).is_ok();
        let within = format!(":service-revision/{}/", service.path());
        if !before.contains(&within) || !after.contains(&within) {
            let words = format!(
                "These are not revisions of the service {}.",
                service.service
            );
            return Err(Error::invalid(words));
        }
        let client = self.hub().client(place).await?;
        let arns = [before.to_owned(), after.to_owned()];
        let documents = client.service_revision_documents(&arns).await?;
        let find = |arn: &str| {
            let mut documents = documents.iter();
            let document = documents.find(|document| document["serviceRevisionArn"] == arn);
            let found = document
                .and_then(|document| Some((ServiceRevision::from_document(document)?, document)));
            found.ok_or_else(|| {
                Error::not_found(format!(
                    "ECS no longer knows the revision {} of the service {}.",
                    model::place::short_name(arn),
                    service.service
                ))
            })
        };
        let ((old, old_document), (new, new_document)) = (find(before)?, find(after)?);
        let (from, to) = tokio::try_join!(
            client.task_definition(&old.task_definition),
            client.task_definition(&new.task_definition)
        )?;
        let mut definition = diff::task_definitions(&from.document, &to.document, values);
        definition.extend(digests(&old, &new));
        Ok(RevisionChanges {
            definition,
            settings: diff::service_revisions(old_document, new_document, values),
            from: old.task_definition,
            to: new.task_definition,
        })
    }
}

/// Images that one reference named in both revisions and that were not the same.
fn digests(before: &ServiceRevision, after: &ServiceRevision) -> Vec<Change> {
    let shown = |digest: &Option<String>| digest.clone().map(Guarded::Shown);
    let pairs = after.images.iter().filter_map(|new| {
        let mut olds = before.images.iter();
        let old = olds.find(|old| old.container == new.container && old.image == new.image)?;
        (old.digest != new.digest).then(|| Change {
            place: format!("containers.{}", new.container),
            name: "image digest".to_owned(),
            before: shown(&old.digest),
            after: shown(&new.digest),
        })
    });
    pairs.collect()
}
