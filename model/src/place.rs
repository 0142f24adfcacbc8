//! Where a resource is: target, region and names, as they stand in addresses.

use serde::{Deserialize, Serialize};

/// A target (a named AWS account and role of the configuration) and a region of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The target's name in the configuration, as `demo`.
    pub target: String,
    /// The AWS region, as `us-east-1`.
    pub region: String,
}

/// A cluster by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClusterRef {
    /// Target and region.
    #[serde(flatten)]
    pub place: Place,
    /// The cluster's name.
    pub cluster: String,
}

/// A service by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ServiceRef {
    /// The cluster it belongs to.
    #[serde(flatten)]
    pub cluster: ClusterRef,
    /// The service's name.
    pub service: String,
}

/// A task by id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TaskRef {
    /// The cluster it runs in.
    #[serde(flatten)]
    pub cluster: ClusterRef,
    /// The task's id: the last part of its ARN.
    pub task: String,
}

impl Place {
    /// The cluster of this name here.
    pub fn cluster(&self, cluster: impl Into<String>) -> ClusterRef {
        ClusterRef {
            place: self.clone(),
            cluster: cluster.into(),
        }
    }
}

impl ClusterRef {
    /// The service of this name in the cluster.
    pub fn service(&self, service: impl Into<String>) -> ServiceRef {
        ServiceRef {
            cluster: self.clone(),
            service: service.into(),
        }
    }

    /// The task of this id in the cluster.
    pub fn task(&self, task: impl Into<String>) -> TaskRef {
        TaskRef {
            cluster: self.clone(),
            task: task.into(),
        }
    }
}

/// The last part of an ARN after the final `/`, which is the name or id of clusters, services,
/// tasks and deployments; the whole text when there is no `/`.
pub fn short_name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

impl ServiceRef {
    /// Cluster and name, as `todo/admin`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.cluster.cluster, self.service)
    }
}
