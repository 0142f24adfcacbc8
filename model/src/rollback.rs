//! Returning a service to an earlier revision.

use serde::{Deserialize, Serialize};

use crate::service::{DeploymentController, Service, ServiceStatus};
use crate::service_deployment::ServiceDeployment;
use crate::service_revision::ServiceRevision;
use crate::time::Timestamp;
use crate::{Error, ErrorKind};

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

/// The AWS call that a rollback is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// StopServiceDeployment with ROLLBACK: the ongoing deployment goes back to where it came from.
    Stop {
        /// The service deployment's ARN.
        deployment: String,
    },
    /// UpdateService with the revision's task definition: a new deployment.
    Update {
        /// The task definition's ARN.
        task_definition: String,
    },
}

/// What a rollback will do, for the confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The AWS call it will be.
    pub plan: Plan,
    /// The ARN of the task definition set now.
    pub from: String,
    /// The ARN of the task definition it will be.
    pub to: String,
    /// What differs between the two.
    pub changes: Vec<crate::diff::Change>,
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

/// The revisions that the service can return to: every known one but the current, newest first.
/// The previous one is the source of the newest deployment that reached the current revision from
/// another. Records of deployments follow later than the service itself: when the service is on
/// another task definition than they know of, what they take for current is the previous one.
pub fn choices(
    service: &Service,
    deployments: &[ServiceDeployment],
    revisions: &[ServiceRevision],
) -> Vec<Choice> {
    let recorded = current_revision(deployments);
    let is_behind = revisions.iter().any(|revision| {
        Some(revision.arn.as_str()) == recorded
            && revision.task_definition != service.task_definition
    });
    let current = recorded.filter(|_| !is_behind);
    let mut by_age: Vec<&ServiceDeployment> = deployments.iter().collect();
    crate::order::sort_by(&mut by_age, |a, b| b.created_at.cmp(&a.created_at));
    let previous = if is_behind {
        recorded
    } else {
        by_age.iter().find_map(|deployment| {
            if deployment.target.as_ref().map(|target| target.arn.as_str()) != current {
                return None;
            }
            deployment
                .sources
                .iter()
                .map(|source| source.arn.as_str())
                .find(|arn| Some(*arn) != current)
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

/// Whether a deployment ended with its target revision in place.
fn reached(deployment: &ServiceDeployment, revision: &str) -> bool {
    deployment.status == crate::service_deployment::ServiceDeploymentStatus::Successful
        && deployment
            .target
            .as_ref()
            .is_some_and(|target| target.arn == revision)
}

/// The call that takes a service to a revision. An ongoing deployment that came from there is
/// stopped; anything else becomes a new deployment.
pub fn plan(
    service: &Service,
    deployments: &[ServiceDeployment],
    target: &ServiceRevision,
) -> Result<Plan, Error> {
    can_roll_back(service)?;
    let ongoing = deployments
        .iter()
        .find(|deployment| deployment.status.is_ongoing());
    if let Some(ongoing) = ongoing {
        let from_target = ongoing
            .sources
            .iter()
            .any(|source| source.arn == target.arn);
        let going_back = ongoing.rollback.is_some() || !ongoing.status.can_be_stopped();
        if from_target && !going_back {
            return Ok(Plan::Stop {
                deployment: ongoing.arn.clone(),
            });
        }
        if going_back && from_target {
            return Err(Error::new(
                ErrorKind::Conflict,
                "The deployment is rolling back to this revision already.",
            ));
        }
    }
    if current_revision(deployments) == Some(target.arn.as_str()) {
        return Err(Error::invalid("The service is at this revision already."));
    }
    Ok(Plan::Update {
        task_definition: target.task_definition.clone(),
    })
}

#[cfg(test)]
mod tests;
