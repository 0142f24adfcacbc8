//! What a service's page derives from its view.

use leptos::prelude::*;
use model::Timestamp;
use model::attention::{ServiceState as State, service_state};
use model::expected::{Expected, expected};
use model::failure::Failure;
use model::live::{Offered, ServiceView, TaskSummary};
use model::progress::{Lane, Step, StepState, lanes, share, steps};
use model::rollback::{Choice, choices};
use model::service::{Service, ServiceEvent};
use model::service_deployment::ServiceDeployment;
use model::stage::{has_stages, is_back, stages};
use model::task::Task;
use model::verdict::{Verdict, outcome, verdict};

use crate::live::Followed;
use crate::state::memo::memo;

/// A service's view with memos for its parts. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ServiceState {
    /// The view itself.
    pub(crate) live: Followed<ServiceView>,
    /// The service.
    pub(crate) service: Memo<Service>,
}

impl ServiceState {
    /// The state of a service that is followed.
    pub(crate) fn new(live: Followed<ServiceView>) -> Self {
        Self {
            live,
            service: memo(move || live.view.with(|view| view.service.clone())),
        }
    }

    /// The state in words.
    pub(crate) fn state(self) -> Memo<State> {
        memo(move || {
            let now = Timestamp(self.live.now().0 / 5_000 * 5_000);
            self.live.view.with(|view| {
                let tasks: Vec<TaskSummary> = view.tasks.iter().map(TaskSummary::from).collect();
                service_state(&view.service, &tasks, now)
            })
        })
    }

    /// A lane of tasks for each deployment, newest first.
    pub(crate) fn lanes(self) -> Memo<Vec<Lane>> {
        memo(move || {
            self.live
                .view
                .with(|view| lanes(&view.service, &view.tasks))
        })
    }

    /// The steps of the newest deployment: its lifecycle stages where it has any.
    pub(crate) fn steps(self) -> Memo<Vec<Step>> {
        let newest = self.newest_deployment();
        memo(move || {
            newest.with(|newest| match newest {
                Some(newest) if has_stages(newest) => stages(newest, self.live.now()),
                _ => self
                    .live
                    .view
                    .with(|view| steps(&view.service, &view.tasks)),
            })
        })
    }

    /// Why the newest deployment fails or failed, when it does not go well.
    pub(crate) fn verdict(self) -> Memo<Option<Verdict>> {
        memo(move || self.live.view.with(verdict))
    }

    /// Whether a deployment goes on, by ECS's record of it, else by the service.
    pub(crate) fn is_ongoing(self) -> Memo<bool> {
        memo(move || {
            self.live.view.with(|view| {
                let known = view.deployments.known();
                let newest = known.and_then(|known| known.iter().max_by_key(|d| d.created_at));
                newest.map_or_else(
                    || view.service.is_deploying(),
                    |newest| newest.status.is_ongoing(),
                )
            })
        })
    }

    /// How the newest deployment ended, in a sentence.
    pub(crate) fn outcome(self) -> Memo<String> {
        memo(move || self.live.view.with(outcome))
    }

    /// How far the newest deployment is, for the document's title: its stage, else the share of its
    /// tasks that run; empty when none goes on.
    pub(crate) fn progress(self) -> Memo<String> {
        let (steps, newest) = (self.steps(), self.newest_deployment());
        memo(move || {
            if !self.service.with(Service::is_deploying) {
                return String::new();
            }
            let staged = newest.with(|newest| newest.as_ref().is_some_and(has_stages));
            let stage = steps.with(|steps| {
                let mut steps = steps.iter().filter(|_| staged);
                let now = steps.find(|step| step.state == StepState::Now)?;
                Some(now.name.to_owned())
            });
            let far = stage.unwrap_or_else(|| self.service.with(share));
            format!("◔ {far} ")
        })
    }

    /// ECS's record of the newest deployment, when there is one.
    pub(crate) fn newest_deployment(self) -> Memo<Option<ServiceDeployment>> {
        memo(move || {
            self.live.view.with(|view| {
                let known = view.deployments.known()?;
                known.iter().max_by_key(|d| d.created_at).cloned()
            })
        })
    }

    /// ECS's records of deployments, newest first; none while they are not there.
    pub(crate) fn deployments(self) -> Memo<Vec<ServiceDeployment>> {
        memo(move || {
            self.live.view.with(|view| {
                let mut known = view.deployments.known().cloned().unwrap_or_default();
                model::order::sort_by(&mut known, |a, b| b.created_at.cmp(&a.created_at));
                known
            })
        })
    }

    /// The task definition of a service revision (by ARN), when it is known.
    pub(crate) fn definition_of(self, revision: &str) -> Option<String> {
        self.live.view.with(|view| {
            let mut revisions = view.revisions.iter();
            let found = revisions.find(|known| known.arn == revision)?;
            Some(found.task_definition.clone())
        })
    }

    /// The ARN of the known service revision with this id.
    pub(crate) fn revision_arn(self, id: &str) -> Option<String> {
        self.live.view.with(|view| {
            let mut revisions = view.revisions.iter();
            Some(revisions.find(|known| known.id() == id)?.arn.clone())
        })
    }

    /// AWS's time, which moves on once a second.
    pub(crate) fn now_to_the_second(self) -> Timestamp {
        Timestamp(self.live.now().0 / 1_000 * 1_000)
    }

    /// Why ECS's records of deployments are not there, when they are not.
    pub(crate) fn deployments_unavailable(self) -> Memo<Option<String>> {
        memo(move || {
            self.live.view.with(|view| match &view.deployments {
                Offered::Unavailable(why) => Some(why.clone()),
                Offered::Loading | Offered::Known(_) => None,
            })
        })
    }

    /// How long a deployment usually takes, and what is left of one that goes on.
    pub(crate) fn expected(self) -> Memo<Option<Expected>> {
        memo(move || {
            let now = self.live.now();
            self.live
                .view
                .with(|view| expected(view.deployments.known()?, now))
        })
    }

    /// Events, newest first.
    pub(crate) fn events(self) -> Memo<Vec<ServiceEvent>> {
        memo(move || self.live.view.with(|view| view.events.clone()))
    }

    /// Revisions to return to.
    pub(crate) fn choices(self) -> Memo<Vec<Choice>> {
        memo(move || {
            self.live.view.with(|view| {
                let known = view.deployments.known().map(Vec::as_slice);
                choices(&view.service, known.unwrap_or_default(), &view.revisions)
            })
        })
    }

    /// Task definitions before and after: of the deployment in progress, or of the last one. The
    /// second is `None` when nothing came before.
    pub(crate) fn change(self) -> Memo<Option<(String, String)>> {
        memo(move || self.live.view.with(change))
    }

    /// ARNs of tasks that have not stopped (or have), newest first.
    pub(crate) fn tasks(self, stopped: bool) -> Memo<Vec<String>> {
        memo(move || {
            self.live.view.with(|view| {
                let mut tasks: Vec<&Task> = view
                    .tasks
                    .iter()
                    .filter(|task| task.is_stopped() == stopped)
                    .collect();
                model::order::sort_by(&mut tasks, |a, b| {
                    let at = |task: &Task| {
                        if stopped {
                            task.stopped_at
                        } else {
                            task.created_at
                        }
                    };
                    at(b).cmp(&at(a)).then_with(|| a.arn.cmp(&b.arn))
                });
                tasks.into_iter().map(|task| task.arn.clone()).collect()
            })
        })
    }

    /// One task.
    pub(crate) fn task(self, arn: String) -> Memo<Option<Task>> {
        memo(move || {
            self.live.view.with(|view| {
                let at = view
                    .tasks
                    .binary_search_by(|task| task.arn.as_str().cmp(&arn));
                at.ok().and_then(|at| view.tasks.get(at).cloned())
            })
        })
    }
}

/// The task definitions that the newest deployment leads from and to; of one that is rolled back
/// those that it led from and to before.
fn change(view: &ServiceView) -> Option<(String, String)> {
    let known = view.deployments.known();
    let newest = known.and_then(|known| known.iter().max_by_key(|one| one.created_at));
    let failed = newest.filter(|newest| is_back(newest));
    let after = view.service.primary()?;
    let older = view
        .service
        .deployments
        .iter()
        .find(|deployment| deployment.id != after.id)
        .filter(|_| failed.is_none());
    if let Some(before) = older {
        let pair = (
            before.task_definition.clone(),
            after.task_definition.clone(),
        );
        return (pair.0 != pair.1).then_some(pair);
    }
    let definition = |arn: &str| {
        let revision = view.revisions.iter().find(|revision| revision.arn == arn)?;
        Some(revision.task_definition.clone())
    };
    let newest = newest?;
    let source = newest.sources.iter().find_map(|s| definition(&s.arn))?;
    let target = definition(&newest.target.as_ref()?.arn)?;
    (source != target).then_some((source, target))
}

/// Failed tasks of the last hour by cause, most frequent first.
pub(crate) fn failures(tasks: &[Task], now: Timestamp) -> Vec<Failure> {
    let recent = tasks.iter().filter(|task| {
        let stopped = task.stopped_at.filter(|_| task.is_stopped());
        stopped.is_some_and(|at| now.since_ms(at) <= 3_600_000)
    });
    model::failure::failures(recent)
}
