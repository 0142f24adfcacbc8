//! The views of the topics, and their changes.

use serde::{Deserialize, Serialize};

use super::keyed::{self, KeyedPatch};
use crate::Timestamp;
use crate::cluster::Cluster;
use crate::service::{Service, ServiceEvent};
use crate::service_deployment::ServiceDeployment;
use crate::service_revision::ServiceRevision;
use crate::task::{Task, TaskPhase};

/// How much of a cold cluster is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loading {
    /// Services described so far.
    pub loaded: u32,
    /// Services listed so far.
    pub total: u32,
    /// Tasks described so far.
    pub tasks_loaded: u32,
    /// Tasks listed so far.
    pub tasks_total: u32,
}

/// Something that not every endpoint offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offered<T> {
    /// Not asked for yet.
    Loading,
    /// The endpoint offers it.
    Known(T),
    /// The endpoint does not offer it, or refused; the sentence says which.
    Unavailable(String),
}

impl<T> Offered<T> {
    /// The value, when it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Loading | Self::Unavailable(_) => None,
        }
    }
}

/// A task as a cluster's page needs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskSummary {
    /// The task's id.
    pub id: String,
    /// The service, `None` for tasks run on their own.
    pub service: Option<String>,
    /// The task definition's ARN.
    pub task_definition: String,
    /// `ecs-svc/<deployment id>` or the caller's word.
    pub started_by: Option<String>,
    /// What its dot shows.
    pub phase: TaskPhase,
    /// `lastStatus`.
    pub status: String,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it became STOPPED.
    pub stopped_at: Option<Timestamp>,
    /// Why it stopped, see [`Task::cause_words`].
    pub cause: Option<String>,
}

impl From<&Task> for TaskSummary {
    fn from(task: &Task) -> Self {
        Self {
            id: task.id.clone(),
            service: task.service().map(str::to_owned),
            task_definition: task.task_definition.clone(),
            started_by: task.started_by.clone(),
            phase: task.phase(),
            status: task.status.as_str().to_owned(),
            created_at: task.created_at,
            stopped_at: task.stopped_at,
            cause: if task.stop_code.is_some() || task.is_stopped() {
                task.cause_words()
            } else {
                None
            },
        }
    }
}

/// The clusters of a place, by ARN.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClustersView {
    /// The clusters.
    pub clusters: Vec<Cluster>,
}

/// A change of a [`ClustersView`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClustersPatch {
    /// Changed clusters.
    pub clusters: KeyedPatch<Cluster>,
}

/// A service that ListServices has named and DescribeServices has not told of yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedService {
    /// Its ARN, which ends with its name.
    pub arn: String,
}

/// A cluster with its services and tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClusterView {
    /// The cluster.
    pub cluster: Cluster,
    /// Its services that have been described, by ARN.
    pub services: Vec<Service>,
    /// Its services that have only been listed so far, by ARN. None once the first load is complete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<ListedService>,
    /// Its tasks, those stopped in the last hour included, by id.
    pub tasks: Vec<TaskSummary>,
    /// How far the first load is; `None` once it is complete.
    pub loading: Option<Loading>,
}

/// A change of a [`ClusterView`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClusterPatch {
    /// The cluster, when it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<Cluster>,
    /// Changed services.
    #[serde(default, skip_serializing_if = "KeyedPatch::is_empty")]
    pub services: KeyedPatch<Service>,
    /// Services listed, and those that have been described since.
    #[serde(default, skip_serializing_if = "KeyedPatch::is_empty")]
    pub listed: KeyedPatch<ListedService>,
    /// Changed tasks.
    #[serde(default, skip_serializing_if = "KeyedPatch::is_empty")]
    pub tasks: KeyedPatch<TaskSummary>,
    /// How far the first load is now.
    pub loading: Option<Loading>,
}

/// A service with its tasks, deployments and events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceView {
    /// The service.
    pub service: Service,
    /// Its tasks, those stopped in the last hour included, by ARN.
    pub tasks: Vec<Task>,
    /// Its events, newest first.
    pub events: Vec<ServiceEvent>,
    /// Its service deployments, newest first.
    pub deployments: Offered<Vec<ServiceDeployment>>,
    /// The service revisions that those name, newest first.
    pub revisions: Vec<ServiceRevision>,
}

/// A change of a [`ServiceView`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServicePatch {
    /// The service, when it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// Changed tasks.
    #[serde(default, skip_serializing_if = "KeyedPatch::is_empty")]
    pub tasks: KeyedPatch<Task>,
    /// New events, and those that ECS dropped.
    #[serde(default, skip_serializing_if = "KeyedPatch::is_empty")]
    pub events: KeyedPatch<ServiceEvent>,
    /// Service deployments, when any changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployments: Option<Offered<Vec<ServiceDeployment>>>,
    /// New service revisions.
    #[serde(default, skip_serializing_if = "KeyedPatch::is_empty")]
    pub revisions: KeyedPatch<ServiceRevision>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskView {
    /// The task.
    pub task: Task,
}

/// A change of a [`TaskView`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskPatch {
    /// The task as it is now.
    pub task: Task,
}

/// `new` when it differs from `old`.
pub(super) fn changed<T: Clone + PartialEq>(old: &T, new: &T) -> Option<T> {
    (old != new).then(|| new.clone())
}

/// Changes that only add items, about `items` in each.
fn additions<T: Clone, P>(rest: &[T], items: usize, patch: impl Fn(KeyedPatch<T>) -> P) -> Vec<P> {
    rest.chunks(items.max(1))
        .map(|chunk| {
            patch(KeyedPatch {
                upserted: chunk.to_vec(),
                removed: Vec::new(),
            })
        })
        .collect()
}

impl ClustersView {
    pub(super) fn split_into(mut self, items: usize) -> (Self, Vec<ClustersPatch>) {
        let rest = self.clusters.split_off(items.min(self.clusters.len()));
        let parts = additions(&rest, items, |clusters| ClustersPatch { clusters });
        (self, parts)
    }

    pub(super) fn diff_from(&self, old: &Self) -> Option<ClustersPatch> {
        let clusters = keyed::diff(&old.clusters, &self.clusters);
        (!clusters.is_empty()).then_some(ClustersPatch { clusters })
    }

    pub(super) fn take(&mut self, patch: ClustersPatch) {
        keyed::apply(&mut self.clusters, patch.clusters);
    }
}

impl ClusterView {
    /// Brings services and tasks into the view's order.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        keyed::sort(&mut self.services);
        keyed::sort(&mut self.listed);
        keyed::sort(&mut self.tasks);
        self
    }

    pub(super) fn split_into(mut self, items: usize) -> (Self, Vec<ClusterPatch>) {
        let services = self.services.split_off(items.min(self.services.len()));
        let listed = self.listed.split_off(items.min(self.listed.len()));
        let tasks = self.tasks.split_off(items.min(self.tasks.len()));
        let loading = self.loading;
        let patch = || ClusterPatch {
            cluster: None,
            services: KeyedPatch::default(),
            listed: KeyedPatch::default(),
            tasks: KeyedPatch::default(),
            loading,
        };
        let mut parts = additions(&services, items, |services| ClusterPatch {
            services,
            ..patch()
        });
        parts.extend(additions(&listed, items, |listed| ClusterPatch {
            listed,
            ..patch()
        }));
        parts.extend(additions(&tasks, items, |tasks| ClusterPatch {
            tasks,
            ..patch()
        }));
        (self, parts)
    }

    pub(super) fn diff_from(&self, old: &Self) -> Option<ClusterPatch> {
        (self != old).then(|| ClusterPatch {
            cluster: changed(&old.cluster, &self.cluster),
            services: keyed::diff(&old.services, &self.services),
            listed: keyed::diff(&old.listed, &self.listed),
            tasks: keyed::diff(&old.tasks, &self.tasks),
            loading: self.loading,
        })
    }

    pub(super) fn take(&mut self, patch: ClusterPatch) {
        if let Some(cluster) = patch.cluster {
            self.cluster = cluster;
        }
        keyed::apply(&mut self.services, patch.services);
        keyed::apply(&mut self.listed, patch.listed);
        keyed::apply(&mut self.tasks, patch.tasks);
        self.loading = patch.loading;
    }
}

impl ServiceView {
    /// Brings tasks, events, deployments and revisions into the view's order.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        keyed::sort(&mut self.tasks);
        keyed::sort(&mut self.events);
        keyed::sort(&mut self.revisions);
        if let Offered::Known(deployments) = &mut self.deployments {
            keyed::sort(deployments);
        }
        self
    }

    pub(super) fn split_into(mut self, items: usize) -> (Self, Vec<ServicePatch>) {
        let rest = self.tasks.split_off(items.min(self.tasks.len()));
        let parts = additions(&rest, items, |tasks| ServicePatch {
            service: None,
            tasks,
            events: KeyedPatch::default(),
            deployments: None,
            revisions: KeyedPatch::default(),
        });
        (self, parts)
    }

    pub(super) fn diff_from(&self, old: &Self) -> Option<ServicePatch> {
        (self != old).then(|| ServicePatch {
            service: changed(&old.service, &self.service),
            tasks: keyed::diff(&old.tasks, &self.tasks),
            events: keyed::diff(&old.events, &self.events),
            deployments: changed(&old.deployments, &self.deployments),
            revisions: keyed::diff(&old.revisions, &self.revisions),
        })
    }

    pub(super) fn take(&mut self, patch: ServicePatch) {
        if let Some(service) = patch.service {
            self.service = service;
        }
        keyed::apply(&mut self.tasks, patch.tasks);
        keyed::apply(&mut self.events, patch.events);
        if let Some(deployments) = patch.deployments {
            self.deployments = deployments;
        }
        keyed::apply(&mut self.revisions, patch.revisions);
    }
}

impl TaskView {
    pub(super) fn split_into(self, _items: usize) -> (Self, Vec<TaskPatch>) {
        (self, Vec::new())
    }

    pub(super) fn diff_from(&self, old: &Self) -> Option<TaskPatch> {
        changed(&old.task, &self.task).map(|task| TaskPatch { task })
    }

    pub(super) fn take(&mut self, patch: TaskPatch) {
        self.task = patch.task;
    }
}
