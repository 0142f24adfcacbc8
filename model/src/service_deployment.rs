//! Service deployments: ECS's own record of each change, kept for 90 days.

use serde::{Deserialize, Serialize};

use crate::course::Course;
use crate::open_enum::open_enum;
use crate::service::Strategy;
use crate::time::Timestamp;

open_enum! {
    /// A service deployment's `status`.
    ServiceDeploymentStatus {
        /// Waiting to begin.
        Pending = "PENDING",
        /// Replacing tasks.
        InProgress = "IN_PROGRESS",
        /// Asked to stop.
        StopRequested = "STOP_REQUESTED",
        /// Asked to roll back.
        RollbackRequested = "ROLLBACK_REQUESTED",
        /// Going back to the source revision.
        RollbackInProgress = "ROLLBACK_IN_PROGRESS",
        /// Reached its target.
        Successful = "SUCCESSFUL",
        /// Stopped where it was.
        Stopped = "STOPPED",
        /// Back at its source revision.
        RollbackSuccessful = "ROLLBACK_SUCCESSFUL",
        /// Neither reached its target nor got back.
        RollbackFailed = "ROLLBACK_FAILED",
    }
}

impl Default for ServiceDeploymentStatus {
    /// None was given.
    fn default() -> Self {
        Self::Unknown(String::new())
    }
}

impl ServiceDeploymentStatus {
    /// Whether it has not ended yet.
    pub fn is_ongoing(&self) -> bool {
        matches!(
            self,
            Self::Pending
                | Self::InProgress
                | Self::StopRequested
                | Self::RollbackRequested
                | Self::RollbackInProgress
        )
    }

    /// Whether StopServiceDeployment can still roll it back.
    pub fn can_be_stopped(&self) -> bool {
        matches!(self, Self::Pending | Self::InProgress)
    }
}

open_enum! {
    /// The `status` of the circuit breaker or the alarms of a service deployment.
    MonitorStatus {
        /// It ended the deployment.
        Triggered = "TRIGGERED",
        /// Watching.
        Monitoring = "MONITORING",
        /// Nothing happened until the end.
        MonitoringComplete = "MONITORING_COMPLETE",
        /// Off.
        Disabled = "DISABLED",
    }
}

/// A service revision in a service deployment, with counts as of its completion (not live).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeployedRevision {
    /// The service revision's ARN.
    pub arn: String,
    /// Tasks asked for.
    pub requested: i32,
    /// Tasks running.
    pub running: i32,
    /// Tasks pending.
    pub pending: i32,
}

/// The circuit breaker's counts in a service deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CircuitBreakerCount {
    /// What it is doing.
    pub status: Option<MonitorStatus>,
    /// Failed tasks so far.
    pub failures: i32,
    /// Failed tasks at which it ends the deployment.
    pub threshold: i32,
}

/// The way back that a service deployment took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rollback {
    /// ECS's reason.
    pub reason: Option<String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// The service revision it goes back to.
    pub revision: Option<String>,
}

/// A service deployment (ECS `ServiceDeployment`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceDeployment {
    /// The full ARN.
    pub arn: String,
    /// The status.
    pub status: ServiceDeploymentStatus,
    /// ECS's reason for the status.
    pub status_reason: Option<String>,
    /// The stage of its lifecycle (`lifecycleStage`), verbatim.
    pub stage: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// When stopping was asked for.
    pub stopped_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// The revisions it replaces.
    pub sources: Vec<DeployedRevision>,
    /// The revision it goes to.
    pub target: Option<DeployedRevision>,
    /// The circuit breaker's counts.
    pub circuit_breaker: Option<CircuitBreakerCount>,
    /// Names of the alarms that ended it.
    pub triggered_alarms: Vec<String>,
    /// The rollback, when there is one.
    pub rollback: Option<Rollback>,
    /// How it replaces tasks.
    pub strategy: Option<Strategy>,
    /// Its hooks, traffic, waiting times and alarms.
    #[serde(default)]
    pub course: Course,
}

impl ServiceDeployment {
    /// The id: the last part of the ARN.
    pub fn id(&self) -> &str {
        crate::place::short_name(&self.arn)
    }

    /// Milliseconds it took, or has taken until `now` when it has not ended.
    pub fn duration_ms(&self, now: Timestamp) -> Option<i64> {
        let begin = self.started_at.or(self.created_at)?;
        Some(self.finished_at.unwrap_or(now).since_ms(begin))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A deployment from `rev/1` to `rev/2` with this status.
    pub(crate) fn deployment(status: &str) -> ServiceDeployment {
        let revision = |arn: &str| DeployedRevision {
            arn: arn.to_owned(),
            requested: 3,
            running: 0,
            pending: 0,
        };
        ServiceDeployment {
            arn: "arn:aws:ecs:us-east-1:1:service-deployment/c/web/one".to_owned(),
            status: status.into(),
            status_reason: None,
            stage: None,
            created_at: Some(Timestamp(100_000)),
            started_at: Some(Timestamp(100_000)),
            finished_at: None,
            stopped_at: None,
            updated_at: Some(Timestamp(100_000)),
            sources: vec![revision("rev/1")],
            target: Some(revision("rev/2")),
            circuit_breaker: None,
            triggered_alarms: Vec::new(),
            rollback: None,
            strategy: None,
            course: Course::default(),
        }
    }
}
