//! What a service's state is in words, and which services need attention first.

use serde::{Deserialize, Serialize};

use crate::live::TaskSummary;
use crate::progress;
use crate::service::{RolloutState, Service, ServiceStatus};
use crate::task::TaskPhase;
use crate::task_definition::{family, revision_number};
use crate::time::Timestamp;
use crate::words::count;

/// How far back failures count towards a service's state, in milliseconds.
pub const FAILURE_WINDOW_MS: i64 = 10 * 60 * 1000;

/// How much a service needs somebody, most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Tasks fail.
    Failing,
    /// Fewer tasks than wanted, no failure seen.
    Degraded,
    /// A deployment is in progress.
    Deploying,
    /// All tasks run.
    Steady,
    /// Nothing is wanted.
    Idle,
}

/// A service's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceState {
    /// How much it needs somebody.
    pub severity: Severity,
    /// The state in words, as `1 of 2 running, out of memory (exit 137) 3 times in 10 min`.
    pub words: String,
}

/// The state of a service from its counts, its deployments and its tasks' recent failures.
/// `tasks` may hold tasks of other services; `now` is the target's clock.
pub fn service_state(service: &Service, tasks: &[TaskSummary], now: Timestamp) -> ServiceState {
    let state = |severity, words: String| ServiceState { severity, words };
    let (running, desired) = (service.running, service.desired);
    match &service.status {
        ServiceStatus::Inactive => return state(Severity::Idle, "Deleted".to_owned()),
        ServiceStatus::Draining => {
            let left = count(i64::from(running), "task");
            return state(Severity::Deploying, format!("Being deleted, {left} left"));
        }
        ServiceStatus::Active | ServiceStatus::Unknown(_) => {}
    }
    let failures = recent_failures(&service.name, tasks, now);
    let short = running < desired;
    let deploying = deploying_words(service);
    if let Some(words) = &failures
        && (short || failures_count(&service.name, tasks, now) >= 3)
    {
        return state(
            Severity::Failing,
            match &deploying {
                Some(deploying) => format!("{deploying}; {words}"),
                None => format!("{running} of {desired} running, {words}"),
            },
        );
    }
    let primary = service.primary();
    if primary.is_some_and(|primary| primary.rollout_state == Some(RolloutState::Failed)) {
        let reason = primary.and_then(|primary| primary.rollout_reason.clone());
        return state(
            Severity::Failing,
            reason.unwrap_or_else(|| "Deployment failed".to_owned()),
        );
    }
    if let Some(words) = deploying {
        // ECS tries again later and later, so the last failure may be long ago.
        let failed = primary.map_or(0, |primary| primary.failed);
        if short && failed > 0 {
            let failed = count(i64::from(failed), "task");
            return state(Severity::Failing, format!("{words}; {failed} failed"));
        }
        return state(Severity::Deploying, words);
    }
    if short {
        let starting = desired - running;
        let how = if service.pending > 0 {
            format!("{starting} starting")
        } else {
            format!("{starting} missing")
        };
        return state(
            Severity::Degraded,
            format!("{running} of {desired} running, {how}"),
        );
    }
    if running > desired {
        return state(
            Severity::Deploying,
            format!("Scaling in, {running} running of {desired} wanted"),
        );
    }
    if desired == 0 {
        return state(Severity::Idle, "Scaled to zero".to_owned());
    }
    state(Severity::Steady, "Steady".to_owned())
}

/// `Deploying 18 → 19, 67 %` or `Rolling back 19 → 18, 33 %` while a deployment is in progress.
fn deploying_words(service: &Service) -> Option<String> {
    let primary = service.primary()?;
    if !service.is_deploying() || service.desired == 0 {
        return None;
    }
    let share = progress::share(service);
    let back = progress::is_back(service);
    let verb = if back { "Rolling back" } else { "Deploying" };
    let old = service
        .deployments
        .iter()
        .find(|other| other.id != primary.id);
    Some(
        match old.map(|old| revisions(&old.task_definition, &primary.task_definition)) {
            Some(same) if back && same.ends_with(" again") => {
                let to = same.trim_end_matches(" again");
                format!("{verb} to {to}, {share}")
            }
            Some(revisions) => format!("{verb} {revisions}, {share}"),
            None => format!("{verb}, {share}"),
        },
    )
}

/// `18 → 19` within a family, `a:18 → b:3` across families, `19 again` for the same revision.
pub fn revisions(old: &str, new: &str) -> String {
    let short = crate::task_definition::family_revision;
    match (revision_number(old), revision_number(new)) {
        (Some(from), Some(to)) if family(old) == family(new) => {
            if from == to {
                format!("{to} again")
            } else {
                format!("{from} → {to}")
            }
        }
        _ => format!("{} → {}", short(old), short(new)),
    }
}

fn failed_recently<'a>(
    service: &'a str,
    tasks: &'a [TaskSummary],
    now: Timestamp,
) -> impl Iterator<Item = &'a TaskSummary> {
    tasks.iter().filter(move |task| {
        task.service.as_deref() == Some(service)
            && task.phase == TaskPhase::Failed
            && task
                .stopped_at
                .is_some_and(|at| now.since_ms(at) <= FAILURE_WINDOW_MS)
    })
}

/// The number of a service's tasks that failed within the window.
pub fn failures_count(service: &str, tasks: &[TaskSummary], now: Timestamp) -> usize {
    failed_recently(service, tasks, now).count()
}

/// The newest failure's cause with how often any failed, as `out of memory (exit 137) 3 times in
/// 10 min`; `None` when nothing failed within the window.
fn recent_failures(service: &str, tasks: &[TaskSummary], now: Timestamp) -> Option<String> {
    let newest = failed_recently(service, tasks, now).max_by_key(|task| task.stopped_at)?;
    let cause = newest.cause.as_deref().unwrap_or("stopped unexpectedly");
    let same = failed_recently(service, tasks, now)
        .filter(|task| task.cause.as_deref() == newest.cause.as_deref())
        .count();
    let times = if same == 1 {
        "once".to_owned()
    } else {
        format!("{same} times")
    };
    // Two numbers side by side would read as one.
    let comma = if cause.ends_with(|c: char| c.is_ascii_digit()) {
        ","
    } else {
        ""
    };
    Some(format!("{cause}{comma} {times} in 10 min"))
}

/// The number of tasks of a cluster that failed within the last hour.
pub fn failures_last_hour(tasks: &[TaskSummary], now: Timestamp) -> usize {
    tasks
        .iter()
        .filter(|task| {
            task.phase == TaskPhase::Failed
                && task
                    .stopped_at
                    .is_some_and(|at| now.since_ms(at) <= 3_600_000)
        })
        .count()
}

/// When a service last changed: its newest deployment's last change, else its creation.
pub fn last_change(service: &Service) -> Option<Timestamp> {
    service
        .primary()
        .and_then(|primary| primary.created_at)
        .or(service.created_at)
}

#[cfg(test)]
mod tests;
