//! What is known of a cluster, and the views made of it.

mod history;

use std::collections::{BTreeMap, HashMap, HashSet};

use model::Timestamp;
use model::cluster::Cluster;
use model::live::{ClusterView, Loading, Offered, ServiceView, TaskSummary, TaskView};
use model::service::{Service, ServiceEvent};
use model::task::Task;
use model::task_definition;

use history::History;

/// How long a stopped task is kept after it stopped, in milliseconds: as long as ECS tells of it.
const STOPPED_KEPT_MS: i64 = 3_600_000;

/// What is known of a cluster.
#[derive(Debug, Default)]
pub(super) struct State {
    cluster: Option<Cluster>,
    /// ARNs of all services, once they have been listed.
    listed: Option<Vec<String>>,
    services: BTreeMap<String, Seen<(Service, Vec<ServiceEvent>)>>,
    tasks: HashMap<String, Seen<Task>>,
    tasks_loaded: bool,
    histories: HashMap<String, History>,
    /// Images of task definitions that no running task has shown, by ARN.
    images: HashMap<String, Vec<String>>,
}

/// Something with the number of times in a row that it was missing.
#[derive(Debug)]
struct Seen<T> {
    value: T,
    missing: u8,
}

impl<T> Seen<T> {
    fn new(value: T) -> Self {
        Self { value, missing: 0 }
    }

    /// Counts one more time that it was missing. ECS is eventually consistent: once is no proof.
    fn is_gone(&mut self) -> bool {
        self.missing += 1;
        self.missing >= 2
    }
}

impl State {
    pub(super) fn take_cluster(&mut self, cluster: Cluster) {
        self.cluster = Some(cluster);
    }

    /// Takes the complete list of services; those that are missing twice are gone.
    pub(super) fn take_service_list(&mut self, arns: Vec<String>) {
        let names: HashSet<&str> = arns
            .iter()
            .map(|arn| model::place::short_name(arn))
            .collect();
        self.services.retain(|name, seen| {
            if names.contains(name.as_str()) {
                seen.missing = 0;
                return true;
            }
            !seen.is_gone()
        });
        self.histories
            .retain(|name, _| self.services.contains_key(name) || names.contains(name.as_str()));
        self.listed = Some(arns);
    }

    /// ARNs of all listed services, and of those known that the list missed.
    pub(super) fn service_arns(&self) -> Vec<String> {
        let mut arns = self.listed.clone().unwrap_or_default();
        let known: HashSet<String> = arns.iter().cloned().collect();
        let missed = self.services.values().map(|seen| &seen.value.0.arn);
        arns.extend(missed.filter(|arn| !known.contains(*arn)).cloned());
        arns
    }

    /// Takes services as they are now; says whether one of them has another deployment than before.
    pub(super) fn take_services(&mut self, described: Vec<(Service, Vec<ServiceEvent>)>) -> bool {
        let newest = |service: &Service| service.primary().map(|primary| primary.id.clone());
        let mut deployed = false;
        for answer in described {
            let before = self
                .services
                .get(&answer.0.name)
                .map(|seen| newest(&seen.value.0));
            deployed |= before.is_some_and(|before| before != newest(&answer.0));
            self.services
                .insert(answer.0.name.clone(), Seen::new(answer));
        }
        deployed
    }

    pub(super) fn has_service(&self, name: &str) -> bool {
        self.services.contains_key(name)
    }

    pub(super) fn has_task(&self, id: &str) -> bool {
        self.tasks.contains_key(id)
    }

    pub(super) fn tasks_loaded(&self) -> bool {
        self.tasks_loaded
    }

    pub(super) fn services_loaded(&self) -> bool {
        self.listed.is_some() && self.loading().is_none()
    }

    /// ARNs among the listed that must be described: all but those known to be stopped, which never
    /// change again.
    pub(super) fn tasks_to_describe(&self, listed: &[String]) -> Vec<String> {
        let is_final = |arn: &str| {
            self.tasks
                .get(model::place::short_name(arn))
                .is_some_and(|seen| seen.value.is_stopped())
        };
        listed
            .iter()
            .filter(|arn| !is_final(arn))
            .cloned()
            .collect()
    }

    /// Takes a look at all tasks: those listed, and those of them that were described.
    pub(super) fn take_tasks(&mut self, listed: &[String], described: Vec<Task>, now: Timestamp) {
        let ids: HashSet<&str> = listed
            .iter()
            .map(|arn| model::place::short_name(arn))
            .collect();
        for task in described {
            self.take_task(task);
        }
        self.tasks.retain(|id, seen| {
            if seen.value.is_stopped() {
                let stopped = seen.value.stopped_at.or(seen.value.stopping_at);
                return stopped.is_none_or(|at| now.since_ms(at) < STOPPED_KEPT_MS)
                    || ids.contains(id.as_str());
            }
            if ids.contains(id.as_str()) {
                seen.missing = 0;
                return true;
            }
            !seen.is_gone()
        });
        self.tasks_loaded = true;
    }

    /// Takes one task, unless the answer is older than what is known.
    pub(super) fn take_task(&mut self, task: Task) {
        if self
            .tasks
            .get(&task.id)
            .is_some_and(|seen| seen.value.version > task.version)
        {
            return;
        }
        self.tasks.insert(task.id.clone(), Seen::new(task));
    }

    pub(super) fn history(&mut self, service: &str) -> &mut History {
        self.histories.entry(service.to_owned()).or_default()
    }

    /// Whether one of the service's deployments is ongoing, by either of ECS's accounts of it.
    pub(super) fn is_deploying(&self, service: &str) -> bool {
        let record = self.histories.get(service).is_some_and(History::is_ongoing);
        record
            || self
                .services
                .get(service)
                .is_some_and(|seen| seen.value.0.is_deploying())
    }

    /// ARNs of services with a deployment in progress, which change first.
    pub(super) fn deploying_arns(&self) -> Vec<String> {
        let services = self.services.values().map(|seen| &seen.value.0);
        services
            .filter(|service| service.is_deploying())
            .map(|s| s.arn.clone())
            .collect()
    }

    /// Task definitions of services whose images neither a task nor an answer has shown.
    pub(super) fn unknown_images(&self) -> Vec<String> {
        let shown: HashSet<&str> = self
            .tasks
            .values()
            .map(|seen| seen.value.task_definition.as_str())
            .collect();
        let arns: HashSet<&String> = self
            .services
            .values()
            .map(|seen| &seen.value.0.task_definition)
            .filter(|arn| {
                !arn.is_empty() && !shown.contains(arn.as_str()) && !self.images.contains_key(*arn)
            })
            .collect();
        arns.into_iter().cloned().collect()
    }

    pub(super) fn take_images(&mut self, task_definition: String, images: Vec<String>) {
        self.images.insert(task_definition, images);
    }

    fn loading(&self) -> Option<Loading> {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let listed = self.listed.as_deref().unwrap_or_default();
        let known = listed
            .iter()
            .filter(|arn| self.services.contains_key(model::place::short_name(arn)));
        let loading = Loading {
            loaded: count(known.count()),
            total: count(listed.len()),
            tasks_loaded: count(self.tasks.len()),
            tasks_total: count(self.tasks.len()),
        };
        let complete = self.listed.is_some() && loading.loaded == loading.total;
        (!complete).then_some(loading)
    }

    /// A service with the images of its current task definition.
    fn with_images(&self, service: &Service) -> Service {
        let of_task = |task: &Task| {
            task.containers
                .iter()
                .filter_map(|container| container.image.clone())
                .collect::<Vec<_>>()
        };
        let shown = self
            .tasks
            .values()
            .filter(|seen| seen.value.task_definition == service.task_definition)
            .min_by(|a, b| a.value.id.cmp(&b.value.id))
            .map(|seen| of_task(&seen.value))
            .filter(|images| !images.is_empty());
        let images = shown.or_else(|| self.images.get(&service.task_definition).cloned());
        Service {
            images: images.unwrap_or_default(),
            ..service.clone()
        }
    }

    /// The cluster's view, once the cluster and its tasks are known.
    pub(super) fn cluster_view(&self) -> Option<ClusterView> {
        if !self.tasks_loaded || self.listed.is_none() {
            return None;
        }
        let services = self
            .services
            .values()
            .map(|seen| self.with_images(&seen.value.0));
        let view = ClusterView {
            cluster: self.cluster.clone()?,
            services: services.collect(),
            listed: Vec::new(),
            tasks: self
                .tasks
                .values()
                .map(|seen| TaskSummary::from(&seen.value))
                .collect(),
            loading: self.loading(),
        };
        Some(view.sorted())
    }

    /// A service's view, once the service and the cluster's tasks are known.
    pub(super) fn service_view(&self, name: &str) -> Option<ServiceView> {
        if !self.tasks_loaded {
            return None;
        }
        let (service, events) = &self.services.get(name)?.value;
        let history = self.histories.get(name);
        let own = |task: &&Task| task.service() == Some(name);
        let view = ServiceView {
            service: self.with_images(service),
            tasks: self
                .tasks
                .values()
                .map(|seen| &seen.value)
                .filter(own)
                .cloned()
                .collect(),
            events: events.clone(),
            deployments: history.map_or(Offered::Loading, History::offered),
            revisions: history.map(History::revisions).unwrap_or_default(),
        };
        Some(view.sorted())
    }

    /// A task's view.
    pub(super) fn task_view(&self, id: &str) -> Option<TaskView> {
        Some(TaskView {
            task: self.tasks.get(id)?.value.clone(),
        })
    }

    /// Tasks of a service, or one task, for their logs.
    pub(super) fn tasks(&self, wanted: impl Fn(&Task) -> bool) -> Vec<Task> {
        self.tasks
            .values()
            .map(|seen| &seen.value)
            .filter(|task| wanted(task))
            .cloned()
            .collect()
    }
}

/// Images of a task definition's document, in its order.
pub(super) fn images_of(document: &serde_json::Value) -> Vec<String> {
    task_definition::TaskDefinition::from_document(document, Vec::new(), false)
        .map(|view| {
            view.containers
                .into_iter()
                .map(|container| container.image)
                .collect()
        })
        .unwrap_or_default()
}
