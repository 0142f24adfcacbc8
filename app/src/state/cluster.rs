//! What a cluster's page derives from its view.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use model::Timestamp;
use model::attention::{Severity, failures_last_hour, service_state};
use model::cluster::Cluster;
use model::live::{ClusterView, Loading, TaskSummary};
use model::service::Service;
use model::task::TaskPhase;

use super::sort::{Ranked, SortKey, matches, sort};
use crate::live::Followed;
use crate::state::memo::memo;

/// How often states that depend on the time are worked out again, in milliseconds.
const STATE_STEP_MS: i64 = 5_000;

type Groups = Arc<HashMap<String, Vec<TaskSummary>>>;

/// A cluster's view with memos for its parts. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClusterState {
    live: Followed<ClusterView>,
    by_service: Memo<Groups>,
    ranked: Memo<Arc<HashMap<String, Ranked>>>,
}

/// A cluster in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Services.
    pub(crate) services: usize,
    /// Services in the state Steady.
    pub(crate) steady: usize,
    /// Tasks in RUNNING that services want.
    pub(crate) running: i64,
    /// Tasks that services want.
    pub(crate) desired: i64,
    /// Services with a deployment in progress.
    pub(crate) deploying: usize,
    /// Tasks that failed within the last hour.
    pub(crate) failed: usize,
    /// Tasks run on their own that have not stopped.
    pub(crate) standalone: usize,
}

impl ClusterState {
    /// The state of a cluster that is followed.
    pub(crate) fn new(live: Followed<ClusterView>) -> Self {
        let by_service = memo(move || live.view.with(|view| Arc::new(group(&view.tasks))));
        let coarse_now = memo(move || {
            let now = live.now().0;
            Timestamp(now - now.rem_euclid(STATE_STEP_MS))
        });
        let ranked = memo(move || {
            let now = coarse_now.get();
            let groups = by_service.get();
            live.view.with(|view| {
                let rank = |service: &Service| {
                    let tasks = groups.get(&service.name).map(Vec::as_slice);
                    let state = service_state(service, tasks.unwrap_or_default(), now);
                    let service = service.clone();
                    (service.arn.clone(), Ranked { service, state })
                };
                Arc::new(view.services.iter().map(rank).collect())
            })
        });
        Self {
            live,
            by_service,
            ranked,
        }
    }

    /// The cluster itself.
    pub(crate) fn cluster(self) -> Memo<Cluster> {
        memo(move || self.live.view.with(|view| view.cluster.clone()))
    }

    /// How far the first load is.
    pub(crate) fn loading(self) -> Memo<Option<Loading>> {
        memo(move || self.live.view.with(|view| view.loading))
    }

    /// ARNs of the services that have the text, in order.
    pub(crate) fn rows(self, text: Memo<String>, key: Memo<SortKey>) -> Memo<Vec<String>> {
        memo(move || {
            let text = text.with(|text| text.trim().to_lowercase());
            let mut rows: Vec<Ranked> = self.ranked.with(|ranked| {
                ranked
                    .values()
                    .filter(|row| matches(row, &text))
                    .cloned()
                    .collect()
            });
            sort(&mut rows, key.get());
            rows.into_iter().map(|row| row.service.arn).collect()
        })
    }

    /// Tells the server which of the rows are on screen.
    pub(crate) fn report_rows(self, rows: Memo<Vec<String>>) {
        self.live.report_rows(rows);
    }

    /// One service with its state.
    pub(crate) fn service(self, arn: String) -> Memo<Option<Ranked>> {
        memo(move || self.ranked.with(|ranked| ranked.get(&arn).cloned()))
    }

    /// The tasks of one service, oldest first.
    pub(crate) fn tasks_of(self, service: String) -> Memo<Vec<TaskSummary>> {
        memo(move || {
            self.by_service
                .with(|groups| groups.get(&service).cloned().unwrap_or_default())
        })
    }

    /// Tasks run on their own, newest first.
    pub(crate) fn standalone(self) -> Memo<Vec<TaskSummary>> {
        memo(move || {
            let mut tasks: Vec<TaskSummary> = self.live.view.with(|view| {
                let alone = view.tasks.iter().filter(|task| task.service.is_none());
                alone.cloned().collect()
            });
            model::order::sort_by(&mut tasks, |a, b| {
                b.created_at
                    .cmp(&a.created_at)
                    .then_with(|| a.id.cmp(&b.id))
            });
            tasks
        })
    }

    /// The cluster in numbers.
    pub(crate) fn counts(self) -> Memo<Counts> {
        memo(move || {
            let now = self.live.now();
            let is = |row: &&Ranked, severity| row.state.severity == severity;
            let (steady, deploying) = self.ranked.with(|ranked| {
                let steady = ranked.values().filter(|row| is(row, Severity::Steady));
                let deploying = ranked.values().filter(|row| row.service.is_deploying());
                (steady.count(), deploying.count())
            });
            self.live.view.with(|view| {
                let stopped = |phase| matches!(phase, TaskPhase::Stopped | TaskPhase::Failed);
                let sum = |count: fn(&Service) -> i32| {
                    view.services.iter().map(|s| i64::from(count(s))).sum()
                };
                Counts {
                    services: view.services.len(),
                    steady,
                    running: sum(|service| service.running),
                    desired: sum(|service| service.desired),
                    deploying,
                    failed: failures_last_hour(&view.tasks, now),
                    standalone: view
                        .tasks
                        .iter()
                        .filter(|task| task.service.is_none() && !stopped(task.phase))
                        .count(),
                }
            })
        })
    }
}

/// Tasks by service, oldest first.
fn group(tasks: &[TaskSummary]) -> HashMap<String, Vec<TaskSummary>> {
    let mut groups: HashMap<String, Vec<TaskSummary>> = HashMap::new();
    for task in tasks {
        if let Some(service) = &task.service {
            groups
                .entry(service.clone())
                .or_default()
                .push(task.clone());
        }
    }
    for group in groups.values_mut() {
        model::order::sort_by(group, |a, b| {
            a.created_at
                .cmp(&b.created_at)
                .then_with(|| a.id.cmp(&b.id))
        });
    }
    groups
}
