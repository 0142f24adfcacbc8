//! The views of the topics that a cluster's state tells.

use model::live::{
    ClusterPatch, ClusterView, KeyedPatch, ListedService, Loading, Offered, ServiceView,
    TaskSummary, TaskView,
};
use model::service::Service;
use model::task_definition;

use super::history::History;
use super::{Dirty, State};

impl State {
    /// How far the first load is; `None` once it is complete.
    fn loading(&self) -> Option<Loading> {
        let complete = self.services_loaded && self.tasks_loaded;
        (!complete).then(|| {
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let (known, listed) = (self.services.len(), self.listed.len());
            let described = self.tasks.values().filter(|seen| !seen.value.is_stopped());
            let stopped = self.tasks.len() - described.count();
            Loading {
                loaded: count(known.min(listed)),
                total: count(listed),
                tasks_loaded: count(self.tasks.len()),
                tasks_total: count(self.task_rota.len() + stopped),
            }
        })
    }

    /// A service with the images of its current task definition.
    fn with_images(&self, service: &Service) -> Service {
        let images = self.images.get(&service.task_definition);
        Service {
            images: images.cloned().unwrap_or_default(),
            ..service.clone()
        }
    }

    /// The cluster's view, once the cluster and a part of its services are known.
    pub(in crate::live::cluster) fn cluster_view(&self) -> Option<ClusterView> {
        if self.listed.is_empty() && !self.services_listed {
            return None;
        }
        let described = self.services.values();
        let waiting = self
            .listed
            .iter()
            .filter(|(name, _)| !self.services.contains_key(*name));
        let view = ClusterView {
            cluster: self.cluster.clone()?,
            services: described
                .map(|seen| self.with_images(&seen.value.0))
                .collect(),
            listed: waiting
                .map(|(_, arn)| ListedService { arn: arn.clone() })
                .collect(),
            tasks: self
                .tasks
                .values()
                .map(|seen| TaskSummary::from(&seen.value))
                .collect(),
            loading: self.loading(),
        };
        Some(view.sorted())
    }

    /// What makes a cluster's view tell what has changed; `None` when that is nothing. Costs what the
    /// change costs, however large the cluster is.
    pub(in crate::live::cluster) fn cluster_patch(
        &self,
        view: &ClusterView,
        dirty: &Dirty,
    ) -> Option<ClusterPatch> {
        let mut patch = ClusterPatch {
            cluster: self
                .cluster
                .as_ref()
                .filter(|cluster| **cluster != view.cluster)
                .cloned(),
            services: KeyedPatch::default(),
            listed: KeyedPatch::default(),
            tasks: KeyedPatch::default(),
            loading: self.loading(),
        };
        for (name, arn) in &dirty.services {
            let shown = view.services.binary_search_by(|s| s.arn.as_str().cmp(arn));
            let shown = shown.ok().map(|index| &view.services[index]);
            match self.services.get(name) {
                Some(seen) => {
                    let service = self.with_images(&seen.value.0);
                    if shown != Some(&service) {
                        patch.services.upserted.push(service);
                    }
                }
                None if shown.is_some() => patch.services.removed.push(arn.clone()),
                None => {}
            }
            let waits = self.listed.contains_key(name) && !self.services.contains_key(name);
            let shown = view.listed.binary_search_by(|s| s.arn.as_str().cmp(arn));
            match (waits, shown.is_ok()) {
                (true, false) => patch
                    .listed
                    .upserted
                    .push(ListedService { arn: arn.clone() }),
                (false, true) => patch.listed.removed.push(arn.clone()),
                _ => {}
            }
        }
        for id in &dirty.tasks {
            let shown = view.tasks.binary_search_by(|t| t.id.as_str().cmp(id));
            let shown = shown.ok().map(|index| &view.tasks[index]);
            match self.tasks.get(id) {
                Some(seen) => {
                    let summary = TaskSummary::from(&seen.value);
                    if shown != Some(&summary) {
                        patch.tasks.upserted.push(summary);
                    }
                }
                None if shown.is_some() => patch.tasks.removed.push(id.clone()),
                None => {}
            }
        }
        let nothing = patch.cluster.is_none()
            && patch.services.is_empty()
            && patch.listed.is_empty()
            && patch.tasks.is_empty()
            && patch.loading == view.loading;
        (!nothing).then_some(patch)
    }

    /// A service's view, once the service and the cluster's tasks are known.
    pub(in crate::live::cluster) fn service_view(&self, name: &str) -> Option<ServiceView> {
        if !self.tasks_loaded {
            return None;
        }
        let (service, events) = &self.services.get(name)?.value;
        let history = self.histories.get(name);
        let ids = self.by_service.get(name);
        let tasks = ids.into_iter().flatten();
        let view = ServiceView {
            service: self.with_images(service),
            tasks: tasks
                .filter_map(|id| self.tasks.get(id))
                .map(|seen| seen.value.clone())
                .collect(),
            events: events.clone(),
            deployments: history.map_or(Offered::Loading, History::offered),
            revisions: history.map(History::revisions).unwrap_or_default(),
        };
        Some(view.sorted())
    }

    /// A task's view.
    pub(in crate::live::cluster) fn task_view(&self, id: &str) -> Option<TaskView> {
        Some(TaskView {
            task: self.tasks.get(id)?.value.clone(),
        })
    }
}

/// Images of a task definition's document, in its order.
pub(in crate::live::cluster) fn images_of(document: &serde_json::Value) -> Vec<String> {
    task_definition::TaskDefinition::from_document(document, Vec::new(), false)
        .map(|view| {
            view.containers
                .into_iter()
                .map(|container| container.image)
                .collect()
        })
        .unwrap_or_default()
}
