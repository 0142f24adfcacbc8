//! What the first paint of a large cluster's page carries.

use std::collections::{BTreeMap, HashSet};

use model::live::{ClusterView, First, ListedService, Loading};

use crate::state::cluster::store::Store;
use crate::state::sort::{SortKey, rank};

/// The most services that documents carry whole.
const SERVICES: usize = 200;

/// The most tasks that documents carry whole.
const TASKS: usize = 500;

/// How many services the first paint of a larger cluster has: what a large screen shows.
const PAINTED: usize = 60;

/// A first paint that documents can carry: all of a small cluster; of a large one the services that
/// need somebody first, with their tasks, and the names of the others. The page's socket sends the
/// rest in pieces, because the position is none to go on from; megabytes in a document would keep
/// browsers from showing anything.
pub(super) fn trimmed(first: First<ClusterView>) -> First<ClusterView> {
    let First {
        mut position,
        status,
        view,
    } = first;
    if view.services.len() <= SERVICES && view.tasks.len() <= TASKS {
        return First {
            position,
            status,
            view,
        };
    }
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let totals = view.loading.unwrap_or(Loading {
        loaded: 0,
        total: count(view.services.len()),
        tasks_loaded: 0,
        tasks_total: count(view.tasks.len()),
    });
    let store = Store::of(view.clone(), status.now);
    let ranks: BTreeMap<_, String> = store
        .names()
        .filter_map(|name| {
            let row = store.service(name)?;
            let rank = rank(&row, store.tasks_of(name).len(), SortKey::Attention);
            row.service.is_some().then(|| (rank, name.clone()))
        })
        .collect();
    let painted: HashSet<String> = ranks.into_values().take(PAINTED).collect();
    let ClusterView {
        cluster,
        services,
        mut listed,
        mut tasks,
        ..
    } = view;
    let (services, others): (Vec<_>, Vec<_>) = services
        .into_iter()
        .partition(|service| painted.contains(&service.name));
    listed.extend(
        others
            .into_iter()
            .map(|other| ListedService { arn: other.arn }),
    );
    tasks.retain(|task| {
        task.service
            .as_ref()
            .is_some_and(|name| painted.contains(name))
    });
    position.epoch.clear();
    position.revision = 0;
    let loading = Loading {
        loaded: count(services.len()),
        tasks_loaded: count(tasks.len()),
        ..totals
    };
    let view = ClusterView {
        cluster,
        services,
        listed,
        tasks,
        loading: Some(loading),
    };
    First {
        position,
        status,
        view: view.sorted(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;
    use model::cluster::{Cluster, ClusterStatus};
    use model::live::{Position, Status};

    fn first(services: usize) -> First<ClusterView> {
        let service = |index: usize| {
            serde_json::from_value(serde_json::json!({
                "arn": format!("arn:x:service/c/s{index:04}"), "name": format!("s{index:04}"),
                "status": "ACTIVE", "desired": 1, "running": i32::from(index != 150),
                "pending": 0, "task_definition": "arn:x:task-definition/x:1", "capacity": [],
                "controller": "ECS", "strategy": "ROLLING", "scheduling": "REPLICA",
                "deployments": [], "exec_enabled": false, "load_balancers": [], "tags": [],
            }))
        };
        First {
            position: Position {
                epoch: "epoch".to_owned(),
                revision: 7,
            },
            status: Status {
                now: Timestamp(1),
                age_ms: 0,
                rest_ms: None,
                paced: false,
                error: None,
            },
            view: ClusterView {
                cluster: Cluster {
                    arn: "c".to_owned(),
                    name: "c".to_owned(),
                    status: ClusterStatus::Active,
                    active_services: 0,
                    running_tasks: 0,
                    pending_tasks: 0,
                    container_instances: 0,
                    capacity_providers: Vec::new(),
                    service_connect_namespace: None,
                    container_insights: None,
                    tags: Vec::new(),
                },
                services: (0..services)
                    .filter_map(|index| service(index).ok())
                    .collect(),
                listed: Vec::new(),
                tasks: Vec::new(),
                loading: None,
            },
        }
    }

    #[test]
    fn small_clusters_are_carried_whole() {
        assert_eq!(trimmed(first(200)), first(200));
    }

    #[test]
    fn of_large_ones_what_needs_somebody_is_carried_and_every_name() {
        let trimmed = trimmed(first(2_000));
        let view = trimmed.view;
        assert_eq!(view.services.len(), PAINTED);
        assert!(view.services.iter().any(|service| service.name == "s0150"));
        assert_eq!(view.services.len() + view.listed.len(), 2_000);
        let loading = view.loading.map(|loading| (loading.loaded, loading.total));
        assert_eq!(loading, Some((60, 2_000)));
        assert_eq!(trimmed.position.epoch, "");
    }
}
