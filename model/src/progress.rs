//! How far a deployment is, and how long it usually takes.

use serde::{Deserialize, Serialize};

use crate::service::{Deployment, DeploymentStatus, RolloutState, Service};
use crate::service_deployment::{ServiceDeployment, ServiceDeploymentStatus};
use crate::task::{Task, TaskPhase};
use crate::time::{Timestamp, duration_words};

/// How much of the newest deployment runs, as `67 %`; `all started` once all of its tasks do, while
/// old ones still stop, traffic shifts or it bakes.
pub fn share(service: &Service) -> String {
    let running = service.primary().filter(|primary| primary.desired > 0);
    let percent =
        running.map(|primary| i64::from(primary.running.max(0)) * 100 / i64::from(primary.desired));
    match percent {
        Some(percent) if percent < 100 => format!("{percent} %"),
        _ => "all started".to_owned(),
    }
}

/// Which side of a deployment a lane of task dots shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The newest deployment while it replaces another.
    New,
    /// The only deployment, or the one being replaced.
    Current,
}

/// The tasks of one deployment of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// The deployment.
    pub deployment: Deployment,
    /// New or current.
    pub side: Side,
    /// What it is called besides its revision: `new`, `current`, or in a rollback `failed` and
    /// `restored`.
    pub word: &'static str,
    /// Id and phase of each of its tasks that is not stopped, oldest first.
    pub tasks: Vec<(String, TaskPhase)>,
    /// Its tasks that have stopped since the newest deployment was created.
    pub stopped: usize,
}

/// Whether a service goes back after a deployment that failed, as it tells itself.
pub fn is_back(service: &Service) -> bool {
    let told = |primary: &Deployment| {
        let reason = primary.rollout_reason.as_deref();
        reason.is_some_and(|reason| reason.contains("rolling back"))
    };
    let older = |deployment: &&Deployment| deployment.status != DeploymentStatus::Primary;
    let mut older = service.deployments.iter().filter(older);
    service.is_deploying() && (service.primary().is_some_and(told) || older.any(has_failed))
}

fn has_failed(deployment: &Deployment) -> bool {
    deployment.rollout_state == Some(RolloutState::Failed)
}

/// A lane for each deployment of a service, newest first.
pub fn lanes(service: &Service, tasks: &[Task]) -> Vec<Lane> {
    let since = service.primary().and_then(|primary| primary.created_at);
    let back = is_back(service);
    service
        .deployments
        .iter()
        .map(|deployment| {
            let primary = deployment.status == DeploymentStatus::Primary;
            let mut own: Vec<&Task> = tasks
                .iter()
                .filter(|task| task.started_by.as_deref() == Some(deployment.id.as_str()))
                .collect();
            crate::order::sort_by(&mut own, |a, b| {
                a.created_at
                    .cmp(&b.created_at)
                    .then_with(|| a.id.cmp(&b.id))
            });
            let (side, word) = if !primary && has_failed(deployment) {
                (Side::New, "failed")
            } else if primary && back {
                (Side::Current, "restored")
            } else if primary && service.deployments.len() > 1 {
                (Side::New, "new")
            } else {
                (Side::Current, "current")
            };
            Lane {
                deployment: deployment.clone(),
                side,
                word,
                stopped: own
                    .iter()
                    .filter(|task| task.is_stopped() && task.stopped_at >= since)
                    .count(),
                tasks: own
                    .iter()
                    .filter(|task| !task.is_stopped())
                    .map(|task| (task.id.clone(), task.phase()))
                    .collect(),
            }
        })
        .collect()
}

/// Whether a step of a deployment lies behind, is happening, or lies ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Behind.
    Done,
    /// Happening.
    Now,
    /// Ahead.
    Ahead,
}

/// A step of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The step's name.
    pub name: &'static str,
    /// Behind, happening or ahead.
    pub state: StepState,
    /// A time, a length or a count.
    pub detail: String,
}

/// The steps of a rolling deployment: requested, image pulled, tasks started, old ones drained,
/// steady. Empty when the service has no deployment.
pub fn steps(service: &Service, tasks: &[Task]) -> Vec<Step> {
    let Some(primary) = service.primary() else {
        return Vec::new();
    };
    let own = || {
        tasks
            .iter()
            .filter(|task| task.started_by.as_deref() == Some(primary.id.as_str()))
    };
    let pulled = own().find_map(|task| Some(task.pull_stopped_at?.since_ms(task.pull_started_at?)));
    let started = primary.desired <= 0 || primary.running >= primary.desired;
    let left: i32 = service
        .deployments
        .iter()
        .filter(|other| other.id != primary.id)
        .map(|other| other.running + other.pending)
        .sum();
    let steady = !service.is_deploying();
    let done = [
        true,
        steady || pulled.is_some() || primary.running > 0,
        steady || started,
        steady || (started && left == 0),
        steady,
    ];
    let details = [
        primary
            .created_at
            .map(Timestamp::to_utc_clock)
            .unwrap_or_default(),
        pulled.map(duration_words).unwrap_or_default(),
        format!("{} of {} running", primary.running, primary.desired),
        if left > 0 {
            format!("{left} left")
        } else {
            String::new()
        },
        String::new(),
    ];
    // Until there is a task, nothing is pulled: ECS looks for a place, or can't stop an old task.
    let placed = done[1] || own().next().is_some();
    let names = [
        "Requested",
        if placed {
            "Image pulled"
        } else {
            "Placing tasks"
        },
        "Starting tasks",
        "Draining old",
        "Steady",
    ];
    let first_open = done.iter().position(|done| !done);
    names
        .into_iter()
        .zip(details)
        .enumerate()
        .map(|(index, (name, detail))| Step {
            name,
            state: match first_open {
                Some(open) if index == open => StepState::Now,
                Some(open) if index > open => StepState::Ahead,
                _ => StepState::Done,
            },
            detail,
        })
        .collect()
}

/// How long a deployment of this service usually takes: the median of its successful ones, in
/// milliseconds; `None` when there are none.
pub fn usual_ms(deployments: &[ServiceDeployment]) -> Option<i64> {
    let mut lengths: Vec<i64> = deployments
        .iter()
        .filter(|deployment| deployment.status == ServiceDeploymentStatus::Successful)
        .filter_map(|deployment| {
            Some(
                deployment
                    .finished_at?
                    .since_ms(deployment.started_at.or(deployment.created_at)?),
            )
        })
        .collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::tests::{deployment, service};
    use crate::task::tests::task;

    fn deploying() -> Service {
        let mut service = service(3, 3, 1);
        service.deployments = vec![
            deployment("2", "PRIMARY", "td/web:19", (3, 2), Some("IN_PROGRESS")),
            deployment("1", "ACTIVE", "td/web:18", (3, 1), Some("COMPLETED")),
        ];
        service
    }

    #[test]
    fn a_share_is_a_percentage_until_all_tasks_run() {
        for ((desired, running), expected) in [
            ((3, 0), "0 %"),
            ((3, 2), "66 %"),
            ((300, 299), "99 %"),
            ((3, 3), "all started"),
            ((3, 4), "all started"),
            ((0, 0), "all started"),
        ] {
            let mut service = deploying();
            (
                service.deployments[0].desired,
                service.deployments[0].running,
            ) = (desired, running);
            assert_eq!(share(&service), expected);
        }
    }

    #[test]
    fn lanes_hold_the_tasks_of_their_deployment() {
        let mut new = task("n1", "PENDING");
        new.started_by = Some("ecs-svc/2".to_owned());
        let old = task("o1", "RUNNING");
        let mut drained = task("o2", "STOPPED");
        drained.stopped_at = Some(Timestamp(200));
        let mut long_gone = task("o3", "STOPPED");
        long_gone.stopped_at = Some(Timestamp(50));
        let lanes = lanes(&deploying(), &[old, drained, long_gone, new]);
        assert_eq!(lanes.len(), 2);
        assert_eq!(
            (lanes[0].side, lanes[0].tasks.clone(), lanes[0].stopped),
            (Side::New, vec![("n1".to_owned(), TaskPhase::Starting)], 0,)
        );
        assert_eq!(
            (lanes[1].side, lanes[1].tasks.len(), lanes[1].stopped),
            (Side::Current, 1, 1)
        );
    }

    #[test]
    fn in_a_rollback_the_old_revision_is_restored_and_the_new_one_failed() {
        let mut service = deploying();
        service.deployments[0] =
            deployment("3", "PRIMARY", "td/web:18", (3, 1), Some("IN_PROGRESS"));
        service.deployments[1] = deployment("2", "ACTIVE", "td/web:19", (3, 2), Some("FAILED"));
        let found = lanes(&service, &[]);
        let words: Vec<_> = found.iter().map(|lane| (lane.word, lane.side)).collect();
        assert_eq!(words, [("restored", Side::Current), ("failed", Side::New)]);
    }

    #[test]
    fn steps_follow_the_counts() {
        let now = |service: &Service| {
            steps(service, &[])
                .into_iter()
                .find(|step| step.state == StepState::Now)
                .map(|step| step.name)
        };
        assert_eq!(now(&deploying()), Some("Starting tasks"));
        let mut fresh = deploying();
        fresh.deployments[0].running = 0;
        assert_eq!(now(&fresh), Some("Placing tasks"));
        let mut own = task("n1", "PENDING");
        own.started_by = Some("ecs-svc/2".to_owned());
        let pulling = steps(&fresh, &[own]);
        assert_eq!(
            (pulling[1].name, pulling[1].state),
            ("Image pulled", StepState::Now)
        );
        let mut started = deploying();
        started.deployments[0].running = 3;
        assert_eq!(now(&started), Some("Draining old"));
        started.deployments[1].running = 0;
        assert_eq!(now(&started), Some("Steady"));
        assert_eq!(now(&service(3, 3, 0)), None);
        assert!(
            steps(&service(3, 3, 0), &[])
                .iter()
                .all(|step| step.state == StepState::Done)
        );
    }

    #[test]
    fn usual_is_the_median_of_successes() {
        let ended = |status: &str, seconds: i64| ServiceDeployment {
            arn: format!("{status}{seconds}"),
            status: status.into(),
            status_reason: None,
            stage: None,
            created_at: Some(Timestamp(0)),
            started_at: Some(Timestamp(1_000)),
            finished_at: Some(Timestamp(1_000 + seconds * 1_000)),
            stopped_at: None,
            updated_at: None,
            sources: Vec::new(),
            target: None,
            circuit_breaker: None,
            triggered_alarms: Vec::new(),
            rollback: None,
            strategy: None,
            course: crate::course::Course::default(),
        };
        let all = [
            ended("SUCCESSFUL", 300),
            ended("SUCCESSFUL", 100),
            ended("SUCCESSFUL", 120),
            ended("STOPPED", 5),
        ];
        assert_eq!(usual_ms(&all), Some(120_000));
        assert_eq!(usual_ms(&all[3..]), None);
    }
}
