//! Returning a service to an earlier revision: where to, how, and what comes back with it.

mod images;
mod plan;
mod restore;

use serde::{Deserialize, Serialize};

use crate::service::{DeploymentController, Service, ServiceStatus};
use crate::service_deployment::{ServiceDeployment, ServiceDeploymentStatus};
use crate::service_revision::ServiceRevision;
use crate::time::Timestamp;
use crate::{Error, ErrorKind};

pub use images::{ImageReturn, ImageState, TagNow, image_returns, pinned, pins_by_default};
pub use plan::{Call, Options, Plan, Preview, Way, way};
pub use restore::{Restored, kept, restored};

/// A revision that a service can return to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The service revision's ARN.
    pub revision: String,
    /// Its task definition's ARN.
    pub task_definition: String,
    /// Its images, shortened.
    pub images: Vec<String>,
    /// When it was last deployed successfully; `None` when it never was.
    pub deployed_at: Option<Timestamp>,
    /// Whether it is what ran before the current one.
    pub is_previous: bool,
}

/// Whether the service can be rolled back at all; else the error says why not.
pub fn can_roll_back(service: &Service) -> Result<(), Error> {
    let refuse = |why: &str| Err(Error::new(ErrorKind::Invalid, why));
    match (&service.controller, &service.status) {
        (DeploymentController::CodeDeploy, _) => {
            refuse("Its deployments are made by CodeDeploy: roll back there.")
        }
        (DeploymentController::External, _) => {
            refuse("Its deployments are made by an external controller: roll back there.")
        }
        (_, ServiceStatus::Draining) => refuse("The service is being deleted."),
        (_, ServiceStatus::Inactive) => refuse("The service is deleted."),
        _ => Ok(()),
    }
}

/// The revision that the service's newest deployment is about: where it goes to, or where it goes
/// back to once it rolls back.
pub fn current_revision(deployments: &[ServiceDeployment]) -> Option<&str> {
    let newest = deployments
        .iter()
        .max_by_key(|deployment| deployment.created_at)?;
    newest
        .rollback
        .as_ref()
        .and_then(|rollback| rollback.revision.as_deref())
        .or_else(|| newest.target.as_ref().map(|target| target.arn.as_str()))
}

/// The revision that was last brought to its end, by a deployment or by a rollback.
fn last_completed(deployments: &[ServiceDeployment]) -> Option<&str> {
    let completed = deployments.iter().filter_map(|deployment| {
        let revision = match &deployment.status {
            ServiceDeploymentStatus::Successful => Some(deployment.target.as_ref()?.arn.as_str()),
            ServiceDeploymentStatus::RollbackSuccessful => {
                deployment.rollback.as_ref()?.revision.as_deref()
            }
            _ => None,
        };
        Some((deployment.created_at, revision?))
    });
    let last = completed.max_by_key(|(created_at, _)| *created_at);
    last.map(|(_, revision)| revision)
}

/// The [`current_revision`], unless the records of deployments, which follow later than the service
/// itself, know of another task definition than the service is on.
pub fn known_current<'a>(
    service: &Service,
    deployments: &'a [ServiceDeployment],
    revisions: &[ServiceRevision],
) -> Option<&'a str> {
    let recorded = current_revision(deployments)?;
    let is_behind = revisions.iter().any(|revision| {
        revision.arn == recorded && revision.task_definition != service.task_definition
    });
    (!is_behind).then_some(recorded)
}

/// The revisions that the service can return to: every known one but the current, newest first.
/// The previous one is the source of the newest deployment that reached the current revision from
/// another; while the records of deployments are behind, what they take for current.
pub fn choices(
    service: &Service,
    deployments: &[ServiceDeployment],
    revisions: &[ServiceRevision],
) -> Vec<Choice> {
    let recorded = current_revision(deployments);
    let current = known_current(service, deployments, revisions);
    let is_behind = recorded != current;
    let mut by_age: Vec<&ServiceDeployment> = deployments.iter().collect();
    crate::order::sort_by(&mut by_age, |a, b| b.created_at.cmp(&a.created_at));
    let previous = if is_behind {
        recorded
    } else {
        by_age.iter().find_map(|deployment| {
            if deployment.target.as_ref().map(|target| target.arn.as_str()) != current {
                return None;
            }
            let sources = deployment.sources.iter();
            let mut others = sources
                .map(|source| source.arn.as_str())
                .filter(|arn| Some(*arn) != current);
            // One that was superseded on its way ran as well, and never alone.
            let completed = last_completed(deployments);
            let steady = others.clone().find(|arn| Some(*arn) == completed);
            steady.or_else(|| others.next())
        })
    };
    let mut choices: Vec<(&ServiceRevision, Choice)> = revisions
        .iter()
        .filter(|revision| Some(revision.arn.as_str()) != current)
        .map(|revision| {
            let deployed_at = by_age
                .iter()
                .filter(|deployment| reached(deployment, &revision.arn))
                .filter_map(|deployment| deployment.finished_at.or(deployment.created_at))
                .max();
            let choice = Choice {
                revision: revision.arn.clone(),
                task_definition: revision.task_definition.clone(),
                images: revision
                    .images
                    .iter()
                    .map(|i| crate::image::short_image(&i.image))
                    .collect(),
                deployed_at,
                is_previous: previous == Some(revision.arn.as_str()),
            };
            (revision, choice)
        })
        .collect();
    let rank = |(revision, choice): &(&ServiceRevision, Choice)| {
        (choice.is_previous, revision.created_at, choice.deployed_at)
    };
    crate::order::sort_by(&mut choices, |a, b| rank(b).cmp(&rank(a)));
    choices.into_iter().map(|(_, choice)| choice).collect()
}

/// The choice to offer first: never one that no deployment is known to have brought to its end, as
/// what just failed.
pub fn suggested(choices: &[Choice]) -> Option<&Choice> {
    choices
        .iter()
        .find(|choice| choice.is_previous || choice.deployed_at.is_some())
}

/// Whether a deployment ended with its target revision in place.
fn reached(deployment: &ServiceDeployment, revision: &str) -> bool {
    deployment.status == crate::service_deployment::ServiceDeploymentStatus::Successful
        && deployment
            .target
            .as_ref()
            .is_some_and(|target| target.arn == revision)
}

#[cfg(test)]
mod tests;
