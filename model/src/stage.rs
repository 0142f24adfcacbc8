//! The lifecycle stages of deployments that shift traffic: which ones are passed, how far it is, and
//! how long each takes.

use serde::{Deserialize, Serialize};

use crate::open_enum::open_enum;
use crate::progress::{Step, StepState};
use crate::service::Strategy;
use crate::service_deployment::{ServiceDeployment, ServiceDeploymentStatus};
use crate::time::{Timestamp, duration_words};

open_enum! {
    /// A service deployment's `lifecycleStage`.
    Stage {
        /// Older deployments go first.
        ReconcileService = "RECONCILE_SERVICE",
        /// Hooks before tasks of the new revision start.
        PreScaleUp = "PRE_SCALE_UP",
        /// Tasks of the new revision start.
        ScaleUp = "SCALE_UP",
        /// Hooks once they run.
        PostScaleUp = "POST_SCALE_UP",
        /// Test traffic goes to the new revision.
        TestTrafficShift = "TEST_TRAFFIC_SHIFT",
        /// Hooks once it does.
        PostTestTrafficShift = "POST_TEST_TRAFFIC_SHIFT",
        /// Hooks before production traffic goes there.
        PreProductionTrafficShift = "PRE_PRODUCTION_TRAFFIC_SHIFT",
        /// Production traffic goes to the new revision, at once or in steps.
        ProductionTrafficShift = "PRODUCTION_TRAFFIC_SHIFT",
        /// Hooks once all of it does.
        PostProductionTrafficShift = "POST_PRODUCTION_TRAFFIC_SHIFT",
        /// Both revisions run, so that traffic can go back at once.
        BakeTime = "BAKE_TIME",
        /// Tasks of the old revision stop.
        CleanUp = "CLEAN_UP",
    }
}

/// The stages in the order in which a deployment passes them.
const FORWARD: [Stage; 11] = [
    Stage::ReconcileService,
    Stage::PreScaleUp,
    Stage::ScaleUp,
    Stage::PostScaleUp,
    Stage::TestTrafficShift,
    Stage::PostTestTrafficShift,
    Stage::PreProductionTrafficShift,
    Stage::ProductionTrafficShift,
    Stage::PostProductionTrafficShift,
    Stage::BakeTime,
    Stage::CleanUp,
];

/// The stages of the way back: tasks, traffic, and then the failed revision goes.
const BACK: [Stage; 4] = [
    Stage::ScaleUp,
    Stage::ProductionTrafficShift,
    Stage::TestTrafficShift,
    Stage::CleanUp,
];

impl Stage {
    /// The stage in words, as a step's name.
    pub fn words(&self) -> &'static str {
        match self {
            Self::ReconcileService => "Older deployments end",
            Self::PreScaleUp => "Before scale up",
            Self::ScaleUp => "Scale up",
            Self::PostScaleUp => "After scale up",
            Self::TestTrafficShift => "Test traffic",
            Self::PostTestTrafficShift => "After test traffic",
            Self::PreProductionTrafficShift => "Before production traffic",
            Self::ProductionTrafficShift => "Production traffic",
            Self::PostProductionTrafficShift => "After production traffic",
            Self::BakeTime => "Bake time",
            Self::CleanUp => "Clean up",
            Self::Unknown(_) => "Another stage",
        }
    }

    /// The step's name on the way back.
    fn words_back(&self) -> &'static str {
        match self {
            Self::ScaleUp => "Old tasks restored",
            Self::ProductionTrafficShift => "Production traffic back",
            Self::TestTrafficShift => "Test traffic back",
            Self::CleanUp => "New tasks stopped",
            other => other.words(),
        }
    }

    /// Whether nothing but hooks happens in it, so that it is over at once without any.
    fn is_for_hooks(&self) -> bool {
        matches!(
            self,
            Self::PreScaleUp
                | Self::PostScaleUp
                | Self::PostTestTrafficShift
                | Self::PreProductionTrafficShift
                | Self::PostProductionTrafficShift
        )
    }
}

/// When a stage was seen to begin, by somebody who watched the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begin {
    /// The stage.
    pub stage: Stage,
    /// Whether it is one of the way back.
    pub back: bool,
    /// When it was seen first, by the target's clock.
    pub at: Timestamp,
}

/// Carries over when stages began from what was known of a deployment before, and notes the stage it
/// is in now if it is another one. `watched` says whether it was looked at shortly before: only then
/// is it known when the stage began, as of the deployment's last change, else of `now`.
pub fn note_begin(
    before: Option<&ServiceDeployment>,
    after: &mut ServiceDeployment,
    now: Timestamp,
    watched: bool,
) {
    if let Some(before) = before {
        after.course.seen.clone_from(&before.course.seen);
    }
    let Some(stage) = after.stage.as_deref().map(Stage::from) else {
        return;
    };
    let back = is_back(after);
    let same = before.is_some_and(|before| before.stage == after.stage && is_back(before) == back);
    if same || !watched || begin(after, &stage, back).is_some() {
        return;
    }
    let earlier = before.and_then(|before| before.updated_at);
    let changed = after
        .updated_at
        .filter(|at| Some(*at) > earlier && *at <= now);
    after.course.seen.push(Begin {
        stage,
        back,
        at: changed.unwrap_or(now),
    });
}

/// Whether a deployment passes lifecycle stages; rolling ones do not.
pub fn has_stages(deployment: &ServiceDeployment) -> bool {
    let shifts = matches!(
        deployment.strategy,
        Some(Strategy::BlueGreen | Strategy::Linear | Strategy::Canary)
    );
    shifts || deployment.stage.is_some()
}

/// The stages of a deployment with how far it is. Those that only serve hooks are left out where none
/// is configured; a rollback has its own, shorter way.
pub fn stages(deployment: &ServiceDeployment, now: Timestamp) -> Vec<Step> {
    let back = is_back(deployment);
    let current = deployment.stage.as_deref().map(Stage::from);
    let shown: Vec<Stage> = order(back)
        .iter()
        .filter(|stage| is_passed(deployment, stage, current.as_ref(), back))
        .cloned()
        .collect();
    let position = |stage: &Stage| order(back).iter().position(|other| other == stage);
    let at = current.as_ref().and_then(position);
    let ended = !deployment.status.is_ongoing();
    // A stage without a step of its own is over at once: the next step counts as happening.
    let open = match (ended, at) {
        (true, _) => None,
        (false, Some(at)) => shown.iter().position(|stage| position(stage) >= Some(at)),
        (false, None) => Some(0),
    };
    shown
        .iter()
        .enumerate()
        .map(|(index, stage)| {
            let state = match open {
                Some(open) if index == open => StepState::Now,
                Some(open) if index > open => StepState::Ahead,
                None if !ended => StepState::Ahead,
                _ => StepState::Done,
            };
            let next = shown.get(index + 1);
            let detail = match state {
                StepState::Now => happening(deployment, stage, back, now),
                StepState::Done => length(deployment, stage, next, back),
                StepState::Ahead => ahead(deployment, stage),
            };
            let name = if back {
                stage.words_back()
            } else {
                stage.words()
            };
            Step {
                name,
                state,
                detail,
            }
        })
        .collect()
}

/// Whether a deployment is on its way back, or went it.
pub fn is_back(deployment: &ServiceDeployment) -> bool {
    matches!(
        deployment.status,
        ServiceDeploymentStatus::RollbackInProgress
            | ServiceDeploymentStatus::RollbackSuccessful
            | ServiceDeploymentStatus::RollbackFailed
    )
}

fn order(back: bool) -> &'static [Stage] {
    if back { &BACK } else { &FORWARD }
}

fn is_passed(
    deployment: &ServiceDeployment,
    stage: &Stage,
    current: Option<&Stage>,
    back: bool,
) -> bool {
    let met = current == Some(stage) || begin(deployment, stage, back).is_some();
    let hooked = |stage: &Stage| {
        let mut planned = deployment.course.planned.iter();
        planned.any(|hook| hook.stages.contains(stage))
    };
    match stage {
        _ if back => true,
        Stage::ScaleUp | Stage::ProductionTrafficShift | Stage::CleanUp => true,
        Stage::BakeTime => deployment.course.bake_min != Some(0),
        Stage::TestTrafficShift => met || hooked(stage) || hooked(&Stage::PostTestTrafficShift),
        Stage::ReconcileService => met || hooked(stage),
        stage if stage.is_for_hooks() => hooked(stage),
        _ => met,
    }
}

fn begin(deployment: &ServiceDeployment, stage: &Stage, back: bool) -> Option<Timestamp> {
    let seen = &deployment.course.seen;
    let begin = seen
        .iter()
        .find(|begin| begin.stage == *stage && begin.back == back);
    begin.map(|begin| begin.at)
}

/// What a stage that is over took, where both of its ends were seen.
fn length(
    deployment: &ServiceDeployment,
    stage: &Stage,
    next: Option<&Stage>,
    back: bool,
) -> String {
    let from = begin(deployment, stage, back);
    let to = match next {
        Some(next) => begin(deployment, next, back),
        None => deployment.finished_at,
    };
    match (from, to) {
        (Some(from), Some(to)) => duration_words(to.since_ms(from)),
        _ => String::new(),
    }
}

/// How long a stage has been going on, and how long it still takes where that is known.
fn happening(deployment: &ServiceDeployment, stage: &Stage, back: bool, now: Timestamp) -> String {
    let current = deployment.stage.as_deref() == Some(stage.as_str());
    let begun = begin(deployment, stage, back);
    if current
        && !back
        && let Some(words) = left(deployment, stage, begun, now)
    {
        return words;
    }
    begun.map_or_else(String::new, |at| duration_words(now.since_ms(at)))
}

/// The countdown of a stage that waits. Where its begin was not seen, it began at the deployment's
/// last change or earlier, so what is left is at most as much.
fn left(
    deployment: &ServiceDeployment,
    stage: &Stage,
    begun: Option<Timestamp>,
    now: Timestamp,
) -> Option<String> {
    let course = &deployment.course;
    let (begun, minutes, more) = match stage {
        Stage::BakeTime => (begun, course.bake_min?, "left"),
        // The stage begins once, its steps again and again.
        Stage::ProductionTrafficShift => {
            let steps = course.steps.as_ref()?;
            let all = production(deployment)? >= 1_000;
            if all {
                return None;
            }
            (None, steps.bake_min?, "to the next step")
        }
        _ => return None,
    };
    let whole = i64::from(minutes) * 60_000;
    let (from, bound) = match begun {
        Some(at) => (at, ""),
        None => (deployment.updated_at?, "at most "),
    };
    let left = whole - now.since_ms(from);
    Some(if left > 0 {
        format!("{bound}{} {more}", duration_words(left))
    } else {
        "about to end".to_owned()
    })
}

/// How long a stage ahead will wait, where that is configured.
fn ahead(deployment: &ServiceDeployment, stage: &Stage) -> String {
    let minutes = match stage {
        Stage::BakeTime => deployment.course.bake_min,
        _ => None,
    };
    minutes.map_or_else(String::new, |minutes| {
        duration_words(i64::from(minutes) * 60_000)
    })
}

/// The new revision's share of production traffic, in tenths of a percent.
fn production(deployment: &ServiceDeployment) -> Option<i32> {
    let target = &deployment.target.as_ref()?.arn;
    let share = deployment
        .course
        .traffic
        .iter()
        .find(|share| share.revision == *target)?;
    share.production
}

#[cfg(test)]
mod tests;
