//! Why a deployment fails, or failed, in one sentence.

mod stuck;

use serde::{Deserialize, Serialize};

use crate::failure::{Failure, failures};
use crate::hook::{HookStatus, hooks};
use crate::live::ServiceView;
use crate::monitor::ending;
use crate::service::{Deployment, RolloutState};
use crate::service_deployment::{
    MonitorStatus, ServiceDeployment, ServiceDeploymentStatus as Status,
};
use crate::task::Task;
use crate::task_definition::{family, family_revision, revision_number};
use crate::words::{count, list};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gravity {
    /// It ended badly.
    Failed,
    /// It goes badly, or goes back.
    Failing,
    /// Somebody ended it.
    Ended,
}

/// The sentence at the top of a deployment that does not go well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How bad it is.
    pub gravity: Gravity,
    /// The sentence.
    pub words: String,
}

/// Why the newest deployment of a service fails or failed; `None` while it goes well. It is worked
/// out from what ECS keeps, so it is the same for a page opened after the end.
pub fn verdict(view: &ServiceView) -> Option<Verdict> {
    let known = view.deployments.known();
    let newest = known.and_then(|known| known.iter().max_by_key(|one| one.created_at));
    match newest {
        Some(record) => of_record(view, record),
        None => of_rollout(view),
    }
}

/// How the newest deployment of a service ended, in a sentence, as somebody reads it who is elsewhere.
pub fn outcome(view: &ServiceView) -> String {
    if let Some(verdict) = verdict(view) {
        return verdict.words;
    }
    let newest = view
        .deployments
        .known()
        .and_then(|known| known.iter().max_by_key(|one| one.created_at));
    let target = newest
        .and_then(|newest| newest.target.as_ref())
        .and_then(|target| definition(view, &target.arn));
    let deployed = target.unwrap_or(&view.service.task_definition);
    format!("Deployed {}.", name(view, deployed))
}

fn of_record(view: &ServiceView, record: &ServiceDeployment) -> Option<Verdict> {
    let say = |gravity, words: String| Some(Verdict { gravity, words });
    let back = || match target_of_rollback(view, record) {
        Some(revision) => format!(" to {revision}"),
        None => String::new(),
    };
    let with = |begin: String, why: Why| match why.0 {
        Some(why) => format!("{begin}{why}."),
        None => format!("{begin}."),
    };
    match &record.status {
        Status::RollbackRequested | Status::RollbackInProgress => say(
            Gravity::Failing,
            with(format!("Rolling back{}", back()), why(view, record)),
        ),
        Status::RollbackSuccessful => say(
            Gravity::Failed,
            with(format!("Rolled back{}", back()), why(view, record)),
        ),
        Status::RollbackFailed => {
            let no_way = "Failed without an earlier revision to go back to";
            let begin = match record.status_reason.as_deref() {
                Some(reason) if reason.contains("No rollback candidate") => no_way,
                _ => "Failed, and the rollback failed as well",
            };
            say(Gravity::Failed, with(begin.to_owned(), why(view, record)))
        }
        Status::StopRequested => say(Gravity::Ended, "Being stopped where it is.".to_owned()),
        Status::Stopped => say(
            Gravity::Ended,
            with("Stopped where it was".to_owned(), why(view, record)),
        ),
        Status::Pending | Status::InProgress => failing(view, record),
        Status::Successful | Status::Unknown(_) => None,
    }
}

/// What goes wrong in a deployment that still goes on.
fn failing(view: &ServiceView, record: &ServiceDeployment) -> Option<Verdict> {
    let primary = view.service.primary();
    let breaker = record
        .circuit_breaker
        .as_ref()
        .filter(|breaker| breaker.status != Some(MonitorStatus::Disabled));
    let counted = primary.map_or(0, |primary| primary.failed);
    let failed = counted.max(breaker.map_or(0, |breaker| breaker.failures));
    if failed <= 0 {
        let stuck = stuck::stuck(view, record.created_at)?;
        return Some(Verdict {
            gravity: Gravity::Failing,
            words: format!("Stuck: {stuck}."),
        });
    }
    let cause = cause_words(view, record).map_or_else(String::new, |cause| format!(": {cause}"));
    let then = match breaker {
        Some(breaker) => {
            let ending = ending(breaker, view.service.circuit_breaker.as_ref());
            format!("{}.", crate::words::capital(&ending))
        }
        None => "Nothing ends it by itself: the circuit breaker is off.".to_owned(),
    };
    Some(Verdict {
        gravity: Gravity::Failing,
        words: format!(
            "Failing, {} failed so far{cause}. {then}",
            count(i64::from(failed), "task")
        ),
    })
}

/// A reason with what joins it to the sentence before, when there is one.
struct Why(Option<String>);

/// Why a deployment ended, or is being ended.
fn why(view: &ServiceView, record: &ServiceDeployment) -> Why {
    let rollback = record.rollback.as_ref();
    let text = rollback
        .and_then(|rollback| rollback.reason.as_deref())
        .filter(|reason| !reason.is_empty())
        .or(record.status_reason.as_deref())
        .unwrap_or_default();
    let lower = text.to_lowercase();
    let breaker = record.circuit_breaker.as_ref();
    let tripped = breaker
        .filter(|breaker| breaker.status == Some(MonitorStatus::Triggered) && breaker.failures > 0);
    if !record.triggered_alarms.is_empty() {
        let names = list(&record.triggered_alarms);
        return Why(Some(format!(": {names} went off")));
    }
    if lower.contains("alarm") {
        return Why(Some(": an alarm went off".to_owned()));
    }
    if tripped.is_some() || lower.contains("circuit breaker") {
        let begin = match tripped {
            Some(breaker) => format!(
                " after {}, {}the circuit breaker's limit",
                count(i64::from(breaker.failures), "failed task"),
                if breaker.failures > breaker.threshold {
                    "over "
                } else {
                    ""
                }
            ),
            None => " after more failed tasks than the circuit breaker allows".to_owned(),
        };
        let cause =
            cause_words(view, record).map_or_else(String::new, |cause| format!(": {cause}"));
        return Why(Some(format!("{begin}{cause}")));
    }
    let bad = hooks(record).into_iter().find_map(|row| {
        let verb = match row.hook.as_ref()?.status {
            HookStatus::Failed if row.hook.as_ref()?.target.is_none() => return None,
            HookStatus::Failed => "failed",
            HookStatus::TimedOut => "had no answer in time",
            _ => return None,
        };
        let stage = row.stage.map_or_else(String::new, |stage| {
            format!(" at “{}”", stage.words().to_lowercase())
        });
        let noun = if row.name == "Pause" {
            "the pause".to_owned()
        } else {
            format!("the hook {}", row.name)
        };
        Some(format!(": {noun}{stage} {verb}"))
    });
    if bad.is_some() {
        return Why(bad);
    }
    if lower.contains("requested") || (text.is_empty() && record.stopped_at.is_some()) {
        return Why(Some(", because somebody asked for it".to_owned()));
    }
    let reason = text
        .split_once("rolled back because ")
        .map_or(text, |(_, rest)| rest.trim_start_matches("of "))
        .trim_end_matches('.');
    if !reason.is_empty() && !reason.contains("No rollback candidate") {
        return Why(Some(format!(": {reason}")));
    }
    Why(cause_words(view, record).map(|cause| format!(": {cause}")))
}

/// The revision that a rollback goes to, as the service's page names it.
fn target_of_rollback(view: &ServiceView, record: &ServiceDeployment) -> Option<String> {
    let asked = record.rollback.as_ref()?.revision.as_deref()?;
    definition(view, asked).map(|definition| name(view, definition))
}

fn definition<'a>(view: &'a ServiceView, revision: &str) -> Option<&'a str> {
    let mut revisions = view.revisions.iter();
    let found = revisions.find(|one| one.arn == revision)?;
    Some(found.task_definition.as_str())
}

fn name(view: &ServiceView, definition: &str) -> String {
    let same = family(&view.service.task_definition) == family(definition);
    match revision_number(definition) {
        Some(number) if same => number.to_string(),
        _ => family_revision(definition).to_owned(),
    }
}

/// The tasks of a deployment that failed, by cause: those of its revision that were created while it
/// went forward.
pub fn failures_of(view: &ServiceView, record: &ServiceDeployment) -> Vec<Failure> {
    let target = record.target.as_ref();
    let wanted = target.and_then(|target| definition(view, &target.arn));
    let until = record
        .rollback
        .as_ref()
        .and_then(|rollback| rollback.started_at)
        .or(record.finished_at);
    let own = |task: &&Task| {
        wanted.is_none_or(|wanted| task.task_definition == wanted)
            && task.created_at >= record.created_at
            && until.is_none_or(|until| task.created_at <= Some(until))
    };
    failures(view.tasks.iter().filter(own))
}

/// The most frequent cause in words; from the events of the service where its tasks are forgotten.
fn cause_words(view: &ServiceView, record: &ServiceDeployment) -> Option<String> {
    let failures = failures_of(view, record);
    match failures.as_slice() {
        [] => cause_by_events(view, record),
        [only] => Some(only.words()),
        [first, rest @ ..] => {
            let all: usize = first.count + rest.iter().map(|one| one.count).sum::<usize>();
            Some(format!(
                "mostly {} ({} of {all})",
                first.words(),
                first.count
            ))
        }
    }
}

/// What the newest event of the deployment's time says of its tasks.
fn cause_by_events(view: &ServiceView, record: &ServiceDeployment) -> Option<String> {
    let within = |at| {
        record.created_at.is_none_or(|begin| at >= begin)
            && record.finished_at.is_none_or(|end| at <= end)
    };
    view.events
        .iter()
        .filter(|event| within(event.at))
        .find_map(|event| {
            let text = &event.message;
            if let Some((_, reason)) = text.split_once("unable to place a task. Reason: ") {
                return Some(reason.trim_end_matches('.').to_owned());
            }
            if text.contains("failed container health checks") {
                return Some("health checks of containers failed".to_owned());
            }
            let unhealthy = text.contains("is unhealthy in (target-group");
            unhealthy.then(|| "health checks of the load balancer failed".to_owned())
        })
}

/// The same from the service alone, where ECS's records of deployments can't be had.
fn of_rollout(view: &ServiceView) -> Option<Verdict> {
    let primary = view.service.primary()?;
    let failed = |deployment: &&Deployment| deployment.rollout_state == Some(RolloutState::Failed);
    let bad = view.service.deployments.iter().find(failed);
    let back = crate::progress::is_back(&view.service);
    let (gravity, begin, culprit) = match bad {
        Some(bad) if bad.id == primary.id => (Gravity::Failed, "Failed".to_owned(), bad),
        Some(bad) => {
            let to = name(view, &primary.task_definition);
            (Gravity::Failing, format!("Rolling back to {to}"), bad)
        }
        None if back => {
            let to = name(view, &primary.task_definition);
            (Gravity::Failing, format!("Rolling back to {to}"), primary)
        }
        None if view.service.is_deploying() && primary.failed > 0 => {
            let failed = count(i64::from(primary.failed), "task");
            (
                Gravity::Failing,
                format!("Failing, {failed} failed so far"),
                primary,
            )
        }
        None if view.service.is_deploying() => {
            let stuck = stuck::stuck(view, primary.created_at)?;
            return Some(Verdict {
                gravity: Gravity::Failing,
                words: format!("Stuck: {stuck}."),
            });
        }
        None => return None,
    };
    let own = view
        .tasks
        .iter()
        .filter(|task| task.started_by.as_deref() == Some(culprit.id.as_str()));
    let cause = failures(own).first().map(Failure::words);
    Some(Verdict {
        gravity,
        words: match cause.or_else(|| culprit.rollout_reason.clone()) {
            Some(cause) => format!("{begin}: {}.", cause.trim_end_matches('.')),
            None => format!("{begin}."),
        },
    })
}

#[cfg(test)]
mod tests;
