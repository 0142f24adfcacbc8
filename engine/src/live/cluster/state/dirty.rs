//! What has changed since the last publication.

use std::collections::{HashMap, HashSet};

/// What has changed since the last publication.
#[derive(Debug, Default)]
pub(in crate::live::cluster) struct Dirty {
    /// The cluster itself.
    pub(super) cluster: bool,
    /// How far the first load is.
    pub(super) loading: bool,
    /// Services, with their ARNs: listed, described, changed or gone.
    pub(super) services: HashMap<String, String>,
    /// Tasks: new, changed or gone.
    pub(super) tasks: HashSet<String>,
    /// Services whose tasks changed.
    pub(super) of_services: HashSet<String>,
    /// Services whose deployments or revisions changed.
    pub(super) histories: HashSet<String>,
}

impl Dirty {
    /// Whether nothing has changed.
    pub(in crate::live::cluster) fn is_empty(&self) -> bool {
        !self.cluster
            && !self.loading
            && self.services.is_empty()
            && self.tasks.is_empty()
            && self.of_services.is_empty()
            && self.histories.is_empty()
    }

    /// Whether the page of a service may show something new.
    pub(in crate::live::cluster) fn concerns_service(&self, name: &str) -> bool {
        self.loading
            || self.services.contains_key(name)
            || self.of_services.contains(name)
            || self.histories.contains(name)
    }

    /// Whether the page of a task may show something new.
    pub(in crate::live::cluster) fn concerns_task(&self, id: &str) -> bool {
        self.tasks.contains(id)
    }
}
