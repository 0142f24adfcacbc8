//! A service's deployments and revisions, as far as they have been read.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::Timestamp;
use model::live::Offered;
use model::service_deployment::ServiceDeployment;
use model::service_revision::ServiceRevision;
use model::stage::note_begin;

/// The longest time between two looks that a deployment is not left alone for, in milliseconds.
const WATCHED_MS: u64 = 5_000;

/// When deployments were looked at.
#[derive(Debug, Clone, Copy)]
pub(in crate::live::cluster) struct Look {
    /// By the target's clock.
    pub(in crate::live::cluster) now: Timestamp,
    /// By the watcher's own clock, which no simulator steps, in milliseconds.
    pub(in crate::live::cluster) at_ms: u64,
}

/// A service's deployments and revisions.
#[derive(Debug, Default)]
pub(in crate::live::cluster) struct History {
    order: Vec<String>,
    deployments: HashMap<String, ServiceDeployment>,
    revisions: BTreeMap<String, ServiceRevision>,
    unavailable: Option<String>,
    loaded: bool,
    looked_ms: Option<u64>,
}

impl History {
    /// ARNs of deployments that have ended, which never change again.
    pub(in crate::live::cluster) fn ended(&self) -> HashSet<String> {
        let ended = self
            .deployments
            .values()
            .filter(|deployment| !deployment.status.is_ongoing());
        ended.map(|deployment| deployment.arn.clone()).collect()
    }

    /// ARNs of revisions that these deployments name and that are not known yet.
    pub(in crate::live::cluster) fn unknown_revisions(
        &self,
        deployments: &[ServiceDeployment],
    ) -> Vec<String> {
        let named: HashSet<&String> = deployments
            .iter()
            .flat_map(|deployment| {
                let sources = deployment.sources.iter().map(|source| &source.arn);
                let target = deployment.target.iter().map(|target| &target.arn);
                let back = deployment
                    .rollback
                    .iter()
                    .filter_map(|back| back.revision.as_ref());
                sources.chain(target).chain(back)
            })
            .collect();
        let unknown = named
            .into_iter()
            .filter(|arn| !self.revisions.contains_key(*arn));
        unknown.cloned().collect()
    }

    /// Whether the deployments have been read once.
    pub(in crate::live::cluster) fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// The deployments, newest first, or why there are none.
    pub(super) fn offered(&self) -> Offered<Vec<ServiceDeployment>> {
        match &self.unavailable {
            Some(words) => Offered::Unavailable(words.clone()),
            None if !self.loaded => Offered::Loading,
            None => {
                let known = self
                    .order
                    .iter()
                    .filter_map(|arn| self.deployments.get(arn));
                Offered::Known(known.cloned().collect())
            }
        }
    }

    /// The revisions that the deployments name.
    pub(super) fn revisions(&self) -> Vec<ServiceRevision> {
        self.revisions.values().cloned().collect()
    }

    /// Whether one of the deployments has not ended.
    pub(super) fn is_ongoing(&self) -> bool {
        self.deployments
            .values()
            .any(|deployment| deployment.status.is_ongoing())
    }

    /// Takes the complete list of deployments (ARNs, newest first) and those described now, and
    /// remembers when their stages began.
    pub(in crate::live::cluster) fn take_deployments(
        &mut self,
        order: Vec<String>,
        described: Vec<ServiceDeployment>,
        look: Look,
    ) {
        let listed: HashSet<&String> = order.iter().collect();
        self.deployments.retain(|arn, _| listed.contains(arn));
        let watched = self
            .looked_ms
            .is_some_and(|before| look.at_ms.saturating_sub(before) <= WATCHED_MS);
        self.looked_ms = Some(look.at_ms);
        for mut deployment in described {
            let before = self.deployments.get(&deployment.arn);
            note_begin(before, &mut deployment, look.now, watched);
            self.deployments.insert(deployment.arn.clone(), deployment);
        }
        self.order = order;
        self.unavailable = None;
        self.loaded = true;
    }

    /// Takes revisions, which never change.
    pub(in crate::live::cluster) fn take_revisions(&mut self, revisions: Vec<ServiceRevision>) {
        let by_arn = revisions
            .into_iter()
            .map(|revision| (revision.arn.clone(), revision));
        self.revisions.extend(by_arn);
    }

    /// Notes in words why the deployments can't be had.
    pub(in crate::live::cluster) fn set_unavailable(&mut self, words: String) {
        self.unavailable = Some(words);
    }
}
