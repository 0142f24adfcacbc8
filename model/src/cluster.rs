//! Clusters.

use serde::{Deserialize, Serialize};

use crate::open_enum::open_enum;

open_enum! {
    /// A cluster's `status`.
    ClusterStatus {
        /// Ready for tasks.
        Active = "ACTIVE",
        /// Its capacity providers are being created.
        Provisioning = "PROVISIONING",
        /// Its capacity providers are being deleted.
        Deprovisioning = "DEPROVISIONING",
        /// Its capacity providers could not be created.
        Failed = "FAILED",
        /// Deleted, still describable for a while.
        Inactive = "INACTIVE",
    }
}

/// A cluster (ECS `Cluster`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// The full ARN.
    pub arn: String,
    /// The name.
    pub name: String,
    /// The status.
    pub status: ClusterStatus,
    /// Services in status ACTIVE or DRAINING that ECS counts.
    pub active_services: i32,
    /// Tasks in RUNNING.
    pub running_tasks: i32,
    /// Tasks in PENDING.
    pub pending_tasks: i32,
    /// Container instances registered.
    pub container_instances: i32,
    /// Names of capacity providers associated with it.
    pub capacity_providers: Vec<String>,
    /// The default Service Connect namespace, an ARN or a name.
    pub service_connect_namespace: Option<String>,
    /// The `containerInsights` setting: `enabled`, `disabled`, `enhanced` or another word.
    pub container_insights: Option<String>,
    /// Tags.
    pub tags: Vec<Tag>,
}

/// A tag on an AWS resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The key.
    pub key: String,
    /// The value, empty when AWS gives none.
    pub value: String,
}
