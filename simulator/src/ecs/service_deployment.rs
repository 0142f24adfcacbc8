//! Service deployments: the lasting records of what was deployed and how it went.

pub(crate) mod operations;

use serde_json::{Value, json};

use crate::{arn, clock::Millis, document::Document, ecs::service::Service, world::Context};

/// A service deployment's `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Status {
    Pending,
    InProgress,
    Stopped,
    Successful,
    RollbackRequested,
    RollbackInProgress,
    RollbackSuccessful,
    RollbackFailed,
}

impl Status {
    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::InProgress => "IN_PROGRESS",
            Self::Stopped => "STOPPED",
            Self::Successful => "SUCCESSFUL",
            Self::RollbackRequested => "ROLLBACK_REQUESTED",
            Self::RollbackInProgress => "ROLLBACK_IN_PROGRESS",
            Self::RollbackSuccessful => "ROLLBACK_SUCCESSFUL",
            Self::RollbackFailed => "ROLLBACK_FAILED",
        }
    }

    /// Whether it isn't over yet.
    pub(crate) fn is_ongoing(self) -> bool {
        matches!(
            self,
            Self::Pending | Self::InProgress | Self::RollbackRequested | Self::RollbackInProgress
        )
    }
}

/// Task counts of a revision within a service deployment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Counts {
    pub(crate) requested: i64,
    pub(crate) running: i64,
    pub(crate) pending: i64,
}

impl Counts {
    fn document(self, revision: &str) -> Value {
        json!({
            "arn": revision,
            "requestedTaskCount": self.requested,
            "runningTaskCount": self.running,
            "pendingTaskCount": self.pending,
        })
    }
}

/// The way back within a service deployment.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Rollback {
    pub(crate) reason: String,
    pub(crate) started: Millis,
    pub(crate) revision: String,
}

/// A service deployment.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct ServiceDeployment {
    pub(crate) arn: String,
    pub(crate) status: Status,
    pub(crate) reason: Option<String>,
    created: Millis,
    started: Option<Millis>,
    finished: Option<Millis>,
    stopped: Option<Millis>,
    pub(crate) updated: Millis,
    target: (String, Counts),
    sources: Vec<(String, Counts)>,
    configuration: Value,
    pub(crate) failures: i64,
    /// Failures at which the circuit breaker trips.
    pub(crate) threshold: i64,
    pub(crate) rollback: Option<Rollback>,
}

impl ServiceDeployment {
    /// A service deployment that was asked for now.
    pub(crate) fn new(
        scope: &str,
        target: String,
        sources: Vec<(String, Counts)>,
        desired: i64,
        configuration: Value,
        context: &mut Context<'_>,
    ) -> Self {
        let id = context.random.alphanumeric(21);
        Self {
            arn: arn::ecs(&context.region, &format!("service-deployment/{scope}/{id}")),
            status: Status::Pending,
            reason: None,
            created: context.now,
            started: None,
            finished: None,
            stopped: None,
            updated: context.now,
            target: (
                target,
                Counts {
                    requested: desired,
                    ..Counts::default()
                },
            ),
            sources,
            threshold: threshold(desired, &configuration),
            configuration,
            failures: 0,
            rollback: None,
        }
    }

    /// It is carried out from now on.
    pub(crate) fn begin(&mut self, now: Millis) {
        self.status = Status::InProgress;
        self.started = Some(now);
        self.updated = now;
    }

    /// It is over.
    pub(crate) fn end(&mut self, status: Status, counts: Counts, now: Millis) {
        self.status = status;
        self.finished = Some(now);
        self.updated = now;
        if status == Status::Stopped {
            self.stopped = Some(now);
        }
        if self.rollback.is_none() {
            self.target.1 = counts;
        } else {
            self.target.1 = Counts::default();
        }
    }

    /// The revision that ran when it ended well.
    pub(crate) fn good_revision(&self) -> Option<&str> {
        match self.status {
            Status::Successful => Some(&self.target.0),
            Status::RollbackSuccessful => self
                .rollback
                .as_ref()
                .map(|rollback| rollback.revision.as_str()),
            _ => None,
        }
    }

    fn document(&self, service: &Service, cluster_arn: &str) -> Value {
        let breaker = self.configuration.get("deploymentCircuitBreaker");
        let enabled = breaker
            .and_then(|breaker| breaker.get("enable")?.as_bool())
            .unwrap_or(false);
        let monitor = match (enabled, self.status) {
            (false, _) => "DISABLED",
            (true, _) if self.failures >= self.threshold => "TRIGGERED",
            (true, status) if status.is_ongoing() => "MONITORING",
            (true, _) => "MONITORING_COMPLETE",
        };
        let rollback = self.rollback.as_ref().map(|rollback| {
            Document::new()
                .set("reason", rollback.reason.as_str())
                .time("startedAt", Some(rollback.started))
                .set("serviceRevisionArn", rollback.revision.as_str())
                .build()
        });
        Document::new()
            .set("serviceDeploymentArn", self.arn.as_str())
            .set("serviceArn", service.arn.as_str())
            .set("clusterArn", cluster_arn)
            .time("createdAt", Some(self.created))
            .time("startedAt", self.started)
            .time("finishedAt", self.finished)
            .time("stoppedAt", self.stopped)
            .time("updatedAt", Some(self.updated))
            .set(
                "sourceServiceRevisions",
                self.sources
                    .iter()
                    .map(|(arn, counts)| counts.document(arn))
                    .collect::<Value>(),
            )
            .set(
                "targetServiceRevision",
                self.target.1.document(&self.target.0),
            )
            .set("status", self.status.as_str())
            .maybe("statusReason", self.reason.as_deref())
            .set("deploymentConfiguration", self.configuration.clone())
            .maybe("rollback", rollback)
            .set(
                "deploymentCircuitBreaker",
                json!({
                    "status": monitor, "failureCount": self.failures, "threshold": self.threshold,
                }),
            )
            .set("alarms", json!({ "status": "DISABLED" }))
            .build()
    }

    fn brief(&self, service: &Service, cluster_arn: &str) -> Value {
        Document::new()
            .set("serviceDeploymentArn", self.arn.as_str())
            .set("serviceArn", service.arn.as_str())
            .set("clusterArn", cluster_arn)
            .time("startedAt", self.started)
            .time("createdAt", Some(self.created))
            .time("finishedAt", self.finished)
            .set("targetServiceRevisionArn", self.target.0.as_str())
            .set("status", self.status.as_str())
            .maybe("statusReason", self.reason.as_deref())
            .build()
    }
}

/// Failures in a row at which the circuit breaker trips: half the desired count, from 3 to 200,
/// unless it is configured otherwise.
fn threshold(desired: i64, configuration: &Value) -> i64 {
    let configured = configuration
        .get("deploymentCircuitBreaker")
        .and_then(|breaker| breaker.get("thresholdConfiguration"));
    let value = configured
        .and_then(|threshold| threshold.get("value")?.as_i64())
        .unwrap_or(50)
        .clamp(0, 1_000_000);
    let share = (desired * value + 99) / 100;
    match configured.and_then(|threshold| threshold.get("type")?.as_str()) {
        Some("COUNT") => value.max(1),
        Some("UNBOUNDED_PERCENT") => share.max(1),
        _ => share.clamp(3, 200),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::threshold;

    #[test]
    fn the_threshold_is_half_the_desired_count_within_bounds() {
        let with = |kind: &str, value: i64| json!({ "deploymentCircuitBreaker": { "thresholdConfiguration": { "type": kind, "value": value } } });
        for (desired, configuration, expected) in [
            (1, json!({}), 3),
            (6, json!({}), 3),
            (7, json!({}), 4),
            (1_000, json!({}), 200),
            (10, with("BOUNDED_PERCENT", 80), 8),
            (10, with("COUNT", 1), 1),
            (10, with("UNBOUNDED_PERCENT", 10), 1),
            (1_000, with("UNBOUNDED_PERCENT", 90), 900),
        ] {
            assert_eq!(
                threshold(desired, &configuration),
                expected,
                "{desired} {configuration}"
            );
        }
    }
}
