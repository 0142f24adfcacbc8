//! What a page can follow.

use serde::{Deserialize, Serialize};

use crate::place::{ClusterRef, Place, ServiceRef, TaskRef};

/// Something a page can follow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The clusters of a place.
    Clusters(Place),
    /// A cluster with its services and tasks.
    Cluster(ClusterRef),
    /// A service with its tasks, deployments and events.
    Service(ServiceRef),
    /// A task.
    Task(TaskRef),
    /// The console's budget of AWS calls at a place.
    Budget(Place),
    /// Lines of containers.
    Logs {
        /// The cluster they run in.
        #[serde(flatten)]
        cluster: ClusterRef,
        /// Whose containers.
        scope: LogScope,
    },
}

/// Whose containers a log topic follows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogScope {
    /// All containers of all tasks of the service of this name.
    Service(String),
    /// All containers of the task of this id.
    Task(String),
}

impl Topic {
    /// Target and region, which decide who may follow it.
    pub fn place(&self) -> &Place {
        match self {
            Self::Clusters(place) | Self::Budget(place) => place,
            Self::Cluster(cluster) | Self::Logs { cluster, .. } => &cluster.place,
            Self::Service(service) => &service.cluster.place,
            Self::Task(task) => &task.cluster.place,
        }
    }
}
