//! The way back, and what the confirmation says of it.

use serde::{Deserialize, Serialize};

use super::images::ImageReturn;
use super::{can_roll_back, known_current, last_completed};
use crate::diff::Change;
use crate::service::Service;
use crate::service_deployment::ServiceDeployment;
use crate::service_revision::ServiceRevision;
use crate::{Error, ErrorKind};

/// The way from a service's current revision to an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// The ongoing deployment came from there: it is stopped, and ECS goes back.
    Stop {
        /// The service deployment's ARN.
        deployment: String,
    },
    /// A new deployment.
    Update {
        /// The ARN of the revision that the service is at; `None` when ECS's records say nothing of
        /// it, or another one than the service.
        current: Option<String>,
    },
}

/// How the user wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Options {
    /// Whether to register a copy of the task definition whose images are pinned to the digests that
    /// the revision ran.
    #[serde(default)]
    pub pin_images: bool,
    /// Whether to register the task definition again, because it is deregistered.
    #[serde(default)]
    pub register_again: bool,
}

/// What a rollback does, step by step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// StopServiceDeployment with ROLLBACK: the ongoing deployment goes back to where it came from.
    Stop {
        /// The service deployment's ARN.
        deployment: String,
    },
    /// UpdateService: a new deployment.
    Update {
        /// The ARN of the task definition that is deployed; of the one that is copied, if one is.
        task_definition: String,
        /// Whether a copy of it is registered first and deployed in its stead.
        copy: bool,
    },
}

/// An AWS call of the plan, for those who want to know exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The operation, as `UpdateService`.
    pub operation: String,
    /// Its parameters as JSON text.
    pub parameters: String,
    /// What the text leaves out, in a sentence.
    pub note: Option<String>,
}

/// What a rollback will do, for the confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// What it does.
    pub plan: Plan,
    /// The ARN of the task definition set now.
    pub from: String,
    /// The ARN of the revision's task definition.
    pub to: String,
    /// What differs between the task definitions, pinned images included.
    pub changes: Vec<Change>,
    /// What differs between the service's settings now and then, as far as a revision carries them.
    pub settings: Vec<Change>,
    /// The revision's images.
    pub images: Vec<ImageReturn>,
    /// How it is done: as asked, or the usual way.
    pub options: Options,
    /// Whether the definition is deregistered, so that it must be registered again.
    pub is_deregistered: bool,
    /// What can't come back, in sentences.
    pub lost: Vec<String>,
    /// What stays as it is now, in sentences.
    pub kept: Vec<String>,
    /// The calls, in order; none for those who may not see values.
    pub calls: Vec<Call>,
}

/// Whether ECS goes to a revision when it rolls an ongoing deployment back: to the last one that a
/// deployment completed, not to one that was superseded on the way, though that is a source as well.
fn leads_back_to(
    ongoing: &ServiceDeployment,
    deployments: &[ServiceDeployment],
    target: &str,
) -> bool {
    match (last_completed(deployments), ongoing.sources.as_slice()) {
        (Some(last), sources) => {
            last == target && sources.iter().any(|source| source.arn == target)
        }
        // Older than what ECS keeps: there is no doubt where one source is all there is.
        (None, [only]) => only.arn == target,
        (None, _) => false,
    }
}

/// The way that takes a service to a revision (an ARN). An ongoing deployment that came from there
/// is stopped; anything else becomes a new deployment. `revisions` has the one that the service is
/// at, as far as it is known.
pub fn way(
    service: &Service,
    deployments: &[ServiceDeployment],
    revisions: &[ServiceRevision],
    target: &str,
) -> Result<Way, Error> {
    can_roll_back(service)?;
    let ongoing = deployments
        .iter()
        .find(|deployment| deployment.status.is_ongoing());
    if let Some(ongoing) = ongoing {
        let from_target = leads_back_to(ongoing, deployments, target);
        let going_back = ongoing.rollback.is_some() || !ongoing.status.can_be_stopped();
        if from_target && !going_back {
            return Ok(Way::Stop {
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
    let current = known_current(service, deployments, revisions);
    if current == Some(target) {
        return Err(Error::invalid("The service is at this revision already."));
    }
    Ok(Way::Update {
        current: current.map(str::to_owned),
    })
}
