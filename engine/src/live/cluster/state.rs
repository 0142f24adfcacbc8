//! What is known of a cluster: taken from answers, told as views.
//!
//! * `services`, `tasks`: answers taken, and whose turn it is to be looked at
//! * `deploying`: services whose deployment is on a screen, and when their tasks were listed
//! * `history`: deployments and revisions of a service
//! * `dirty`: what has changed since the last publication
//! * `views`: the views of the topics, and the changes of the largest one

mod deploying;
mod dirty;
mod history;
mod services;
mod tasks;
#[cfg(test)]
mod tests;
mod views;

use std::collections::{BTreeSet, HashMap};

use model::cluster::Cluster;
use model::service::{Service, ServiceEvent};
use model::task::Task;

use super::rota::Rota;
pub(super) use dirty::Dirty;
use history::History;
pub(super) use history::Look;
pub(super) use services::Attention;
pub(super) use views::images_of;

/// A thing is gone when it was missing this often in a row. ECS is eventually consistent: once is no
/// proof.
const GONE: u8 = 2;

/// What is known of a cluster. Services go by name, tasks by id.
#[derive(Debug, Default)]
pub(super) struct State {
    cluster: Option<Cluster>,
    /// ARNs of the services that lists have named.
    listed: HashMap<String, String>,
    /// Whether a first list of services was complete.
    services_listed: bool,
    services_loaded: bool,
    tasks_loaded: bool,
    services: HashMap<String, Seen<(Service, Vec<ServiceEvent>)>>,
    service_rota: Rota,
    tasks: HashMap<String, Seen<Task>>,
    task_rota: Rota,
    /// Ids of the tasks of each service.
    by_service: HashMap<String, BTreeSet<String>>,
    histories: HashMap<String, History>,
    /// When the tasks of services whose deployment is on a screen were last listed.
    deploying_listed_ms: HashMap<String, u64>,
    /// Images of task definitions by ARN, as tasks or answers have shown them.
    images: HashMap<String, Vec<String>>,
    dirty: Dirty,
}

/// Something with how it was seen.
#[derive(Debug)]
struct Seen<T> {
    value: T,
    /// How often in a row it was missing.
    missing: u8,
    /// When it was seen first.
    since_ms: u64,
    /// When it was last seen.
    last_ms: u64,
}

impl State {
    pub(super) fn take_cluster(&mut self, cluster: Cluster) {
        if self.cluster.as_ref() != Some(&cluster) {
            self.cluster = Some(cluster);
            self.dirty.cluster = true;
        }
    }

    /// What has changed since this was asked last.
    pub(super) fn take_dirty(&mut self) -> Dirty {
        std::mem::take(&mut self.dirty)
    }

    pub(super) fn history(&mut self, service: &str) -> &mut History {
        self.dirty.histories.insert(service.to_owned());
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
}
