//! The deployments of a service, as `DescribeServices` shows them.

use crate::{
    clock::Millis,
    ecs::service::{Workload, message},
    world::Context,
};

/// How far a deployment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Rollout {
    InProgress,
    Completed,
    Failed,
}

impl Rollout {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }
}

/// A deployment: the tasks of one workload.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Deployment {
    /// `ecs-svc/…`.
    pub(crate) id: String,
    pub(crate) workload: Workload,
    /// How many tasks the scheduler wants of it; the PRIMARY deployment follows the service.
    pub(crate) desired: i64,
    /// Tasks in a row that failed before they counted as healthy.
    pub(crate) failed_tasks: i64,
    pub(crate) rollout: Rollout,
    pub(crate) reason: String,
    pub(crate) created: Millis,
    pub(crate) updated: Millis,
    /// ARN of its service revision.
    pub(crate) revision: String,
    /// ARN of the service deployment it carries out.
    pub(crate) record: String,
    /// Whether its tasks belong to the alternate target groups.
    pub(crate) alternate: bool,
}

impl Deployment {
    /// A deployment that begins now.
    pub(super) fn new(
        workload: Workload,
        desired: i64,
        revision: String,
        record: String,
        context: &mut Context<'_>,
    ) -> Self {
        let id = format!("ecs-svc/{}", context.random.digits(19));
        Self {
            reason: message::in_progress(&id),
            id,
            workload,
            desired,
            failed_tasks: 0,
            rollout: Rollout::InProgress,
            created: context.now,
            updated: context.now,
            revision,
            record,
            alternate: false,
        }
    }
}
