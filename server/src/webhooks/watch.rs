//! What happens to deployments of the services that webhooks are about.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use engine::Engine;
use engine::access::Principal;
use model::access::{Grant, Role};
use model::place::{ClusterRef, Place, ServiceRef};
use model::service::Service;
use model::webhook::{Happened, happened, is_meant};

use crate::config::WebhookSettings;

/// How often clusters are listed: new ones are rare.
const LIST_EVERY: Duration = Duration::from_mins(1);

/// Looks at clusters again and again.
pub(super) struct Watch {
    engine: Engine,
    who: Principal,
    filters: Vec<String>,
    clusters: Vec<ClusterRef>,
    listed: Option<Instant>,
    /// Each service as it was at the last look.
    seen: HashMap<ServiceRef, Service>,
}

impl Watch {
    pub(super) fn new(engine: Engine, webhooks: &[WebhookSettings]) -> Self {
        let filters = webhooks.iter().flat_map(|webhook| webhook.services.clone());
        Self {
            engine,
            who: Principal {
                user: "webhooks".to_owned(),
                grants: vec![Grant {
                    target: "*".to_owned(),
                    role: Role::Viewer,
                }],
            },
            filters: filters.collect(),
            clusters: Vec::new(),
            listed: None,
            seen: HashMap::new(),
        }
    }

    /// What has happened since the last look. What can't be looked at now is looked at later.
    pub(super) async fn look(&mut self) -> Vec<(ServiceRef, Happened)> {
        if self.listed.is_none_or(|at| at.elapsed() >= LIST_EVERY) {
            self.list().await;
        }
        let mut found = Vec::new();
        let clusters = self.clusters.clone();
        for cluster in clusters {
            let Ok(first) = self.engine.cluster(&self.who, &cluster).await else {
                continue;
            };
            for service in first.view.services {
                let at = cluster.service(&*service.name);
                if !self.filters.iter().any(|filter| is_meant(filter, &at)) {
                    continue;
                }
                if let Some(before) = self.seen.get(&at) {
                    let events = happened(before, &service);
                    found.extend(events.into_iter().map(|event| (at.clone(), event)));
                }
                self.seen.insert(at, service);
            }
        }
        found
    }

    async fn list(&mut self) {
        self.listed = Some(Instant::now());
        let mut clusters = Vec::new();
        for target in self.engine.settings().targets.clone() {
            if !self.may_mean(&target.name, None) {
                continue;
            }
            for region in target.regions {
                let place = Place {
                    target: target.name.clone(),
                    region,
                };
                match self.engine.clusters(&self.who, &place).await {
                    Ok(first) => clusters.extend(
                        first
                            .view
                            .clusters
                            .iter()
                            .filter(|cluster| self.may_mean(&target.name, Some(&cluster.name)))
                            .map(|cluster| place.cluster(&*cluster.name)),
                    ),
                    // Those that were known stay.
                    Err(_) => clusters.extend(
                        self.clusters
                            .iter()
                            .filter(|cluster| cluster.place == place)
                            .cloned(),
                    ),
                }
            }
        }
        self.seen
            .retain(|service, _| clusters.contains(&service.cluster));
        self.clusters = clusters;
    }

    /// Whether any filter may mean services of a target, or of one of its clusters.
    fn may_mean(&self, target: &str, cluster: Option<&str>) -> bool {
        let fits = |pattern: &str, name: &str| {
            // A star may stand for slashes too, so what is before the first one decides.
            match pattern.split_once('*') {
                Some((head, _)) => name.starts_with(head) || head.starts_with(name),
                None => pattern.starts_with(name),
            }
        };
        let name = match cluster {
            Some(cluster) => format!("{target}/{cluster}/"),
            None => format!("{target}/"),
        };
        self.filters.iter().any(|filter| fits(filter, &name))
    }
}
