//! Lifecycle hooks of deployments: functions that are asked, and pauses that wait for somebody.

use serde::{Deserialize, Serialize};

use crate::open_enum::open_enum;
use crate::service_deployment::{ServiceDeployment, ServiceDeploymentStatus};
use crate::stage::Stage;
use crate::time::{Timestamp, duration_words};
use crate::{Error, ErrorKind};

open_enum! {
    /// A lifecycle hook's `targetType`.
    HookKind {
        /// A Lambda function that answers.
        Lambda = "AWS_LAMBDA",
        /// A pause until somebody answers (ContinueServiceDeployment).
        Pause = "PAUSE",
    }
}

open_enum! {
    /// A lifecycle hook's `status`.
    HookStatus {
        /// Waits for somebody.
        AwaitingAction = "AWAITING_ACTION",
        /// Waits for its function.
        InProgress = "IN_PROGRESS",
        /// Let the deployment go on.
        Succeeded = "SUCCEEDED",
        /// Did not.
        Failed = "FAILED",
        /// Had no answer in time.
        TimedOut = "TIMED_OUT",
    }
}

/// A lifecycle hook that a deployment has reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// The id (`hookId`).
    pub id: String,
    /// A function or a pause.
    pub kind: HookKind,
    /// The function's ARN; absent for pauses.
    pub target: Option<String>,
    /// What it does.
    pub status: HookStatus,
    /// When it times out.
    pub expires_at: Option<Timestamp>,
    /// What happens then: `CONTINUE` or `ROLLBACK`.
    pub timeout_action: Option<String>,
}

/// Somebody's answer to the pause of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookAnswer {
    /// The ongoing service deployment's ARN.
    pub deployment: String,
    /// The hook's id.
    pub hook: String,
    /// Whether it goes on or goes back.
    pub answer: Answer,
    /// The service's name as the user typed it, which protected targets ask for when it goes back.
    pub typed: Option<String>,
}

/// A lifecycle hook of a deployment's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedHook {
    /// A function or a pause.
    pub kind: HookKind,
    /// The function's ARN; absent for pauses.
    pub target: Option<String>,
    /// The stages at which it is asked.
    pub stages: Vec<Stage>,
}

impl Hook {
    /// Whether it waits for somebody's answer.
    pub fn waits(&self) -> bool {
        self.kind == HookKind::Pause && self.status == HookStatus::AwaitingAction
    }

    /// The state in words, with what its time-out will do.
    pub fn words(&self, now: Timestamp) -> String {
        let state = match &self.status {
            HookStatus::AwaitingAction => "waits for an answer",
            HookStatus::InProgress => "being asked",
            HookStatus::Succeeded => return "passed".to_owned(),
            HookStatus::Failed => return "failed".to_owned(),
            HookStatus::TimedOut => return "timed out".to_owned(),
            HookStatus::Unknown(word) => return crate::words::constant(word),
        };
        let Some(at) = self.expires_at else {
            return state.to_owned();
        };
        let then = match self.timeout_action.as_deref() {
            Some("CONTINUE") => "goes on",
            _ => "rolls back",
        };
        let left = duration_words(at.since_ms(now));
        format!("{state}, {then} by itself in {left}")
    }
}

/// What a hook is called: its function's name, or `Pause`.
pub fn hook_name(kind: &HookKind, target: Option<&str>) -> String {
    match (kind, target) {
        (HookKind::Pause, _) => "Pause".to_owned(),
        (_, Some(arn)) => arn
            .split_once(":function:")
            .map_or(crate::place::short_name(arn), |(_, name)| name)
            .to_owned(),
        (kind, None) => crate::words::title(kind.as_str()),
    }
}

/// A hook of a deployment, reached or ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookRow {
    /// What it is called.
    pub name: String,
    /// Where it is asked; `None` where AWS does not tell which of several stages it was.
    pub stage: Option<Stage>,
    /// The hook, once it is reached.
    pub hook: Option<Hook>,
}

/// The hooks of a deployment: those reached, then those ahead while it goes on.
pub fn hooks(deployment: &ServiceDeployment) -> Vec<HookRow> {
    let course = &deployment.course;
    let mut reached: Vec<HookRow> = course
        .hooks
        .iter()
        .map(|hook| HookRow {
            name: hook_name(&hook.kind, hook.target.as_deref()),
            stage: stage_of(deployment, hook),
            hook: Some(hook.clone()),
        })
        .collect();
    if !deployment.status.is_ongoing() || crate::stage::is_back(deployment) {
        return reached;
    }
    for planned in &course.planned {
        let same = |hook: &&Hook| hook.kind == planned.kind && hook.target == planned.target;
        // A hook of several stages is asked at each of them, in their order.
        let behind = course.hooks.iter().filter(same).count();
        for stage in planned.stages.iter().skip(behind) {
            reached.push(HookRow {
                name: hook_name(&planned.kind, planned.target.as_deref()),
                stage: Some(stage.clone()),
                hook: None,
            });
        }
    }
    reached
}

/// The stage of a hook that was reached: AWS does not name it, but what is configured leaves one
/// only, or it is being asked in the current stage.
fn stage_of(deployment: &ServiceDeployment, hook: &Hook) -> Option<Stage> {
    let mut stages = deployment
        .course
        .planned
        .iter()
        .filter(|planned| planned.kind == hook.kind && planned.target == hook.target)
        .flat_map(|planned| &planned.stages);
    match (stages.next(), stages.next()) {
        (Some(only), None) => Some(only.clone()),
        _ if matches!(
            hook.status,
            HookStatus::AwaitingAction | HookStatus::InProgress
        ) =>
        {
            deployment.stage.as_deref().map(Stage::from)
        }
        _ => None,
    }
}

/// What somebody answers to a pause (`action` of ContinueServiceDeployment).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The deployment goes on.
    Continue,
    /// It goes back.
    RollBack,
}

impl Answer {
    /// The button's words.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Continue => "Continue",
            Self::RollBack => "Roll back",
        }
    }

    /// What it does, in a sentence.
    pub fn consequence(self, deployment: &ServiceDeployment, hook: &str) -> String {
        let stage = deployment.course.hooks.iter().find(|one| one.id == hook);
        let stage = stage.and_then(|hook| stage_of(deployment, hook));
        let place = stage.map_or_else(String::new, |stage| {
            format!(" at “{}”", stage.words().to_lowercase())
        });
        match self {
            Self::Continue => format!("The deployment that pauses{place} goes on."),
            Self::RollBack => format!(
                "The deployment that pauses{place} ends: traffic goes back to the old revision, and the new one’s tasks stop."
            ),
        }
    }
}

/// Whether a hook of a deployment can be answered; else the error says why not.
pub fn can_answer(deployment: &ServiceDeployment, hook: &str) -> Result<(), Error> {
    let refuse = |why: &str| Err(Error::new(ErrorKind::Invalid, why));
    match &deployment.status {
        ServiceDeploymentStatus::Pending => {
            return refuse("The deployment has not begun yet.");
        }
        ServiceDeploymentStatus::InProgress => {}
        ServiceDeploymentStatus::RollbackRequested
        | ServiceDeploymentStatus::RollbackInProgress => {
            return refuse("The deployment is going back already.");
        }
        ServiceDeploymentStatus::StopRequested => {
            return refuse("The deployment is being stopped.");
        }
        _ => return refuse("The deployment has ended."),
    }
    let Some(hook) = deployment.course.hooks.iter().find(|one| one.id == hook) else {
        return Err(Error::new(
            ErrorKind::NotFound,
            "The deployment has no such hook.",
        ));
    };
    match (&hook.kind, &hook.status) {
        (HookKind::Pause, HookStatus::AwaitingAction) => Ok(()),
        (HookKind::Pause, HookStatus::TimedOut) => {
            refuse("The pause has ended: nobody answered in time.")
        }
        (HookKind::Pause, HookStatus::Succeeded) => {
            refuse("Somebody has let the deployment go on already.")
        }
        (HookKind::Pause, _) => refuse("The pause has ended already."),
        _ => refuse("The hook asks a function, so nobody else can answer it."),
    }
}

#[cfg(test)]
mod tests;
