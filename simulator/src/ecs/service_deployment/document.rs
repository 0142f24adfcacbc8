//! Service deployments as AWS answers them.

use serde_json::{Value, json};

use crate::{
    document::Document,
    ecs::{
        service::Service,
        service_deployment::{Counts, ServiceDeployment, Status, hook::Hook},
    },
};

impl ServiceDeployment {
    /// The service deployment as `DescribeServiceDeployments` answers it.
    pub(super) fn document(&self, service: &Service, cluster_arn: &str) -> Value {
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
        let hooks = self.progress.as_ref().and_then(|progress| {
            let hooks: Vec<Value> = progress.hooks.iter().map(Hook::document).collect();
            (!hooks.is_empty()).then_some(hooks)
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
                    .map(|(arn, counts)| summary(arn, *counts, self.source_weights(arn)))
                    .collect::<Value>(),
            )
            .set(
                "targetServiceRevision",
                summary(
                    &self.target.0,
                    self.target.1,
                    self.progress
                        .as_ref()
                        .map(|progress| (progress.test, progress.production)),
                ),
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
            .set("alarms", self.alarms.document(self.status.is_ongoing()))
            .maybe(
                "lifecycleStage",
                self.progress
                    .as_ref()
                    .filter(|_| self.status != Status::Pending)
                    .map(|progress| progress.stage.as_str()),
            )
            .maybe("lifecycleHookDetails", hooks)
            .build()
    }

    /// The service deployment as `ListServiceDeployments` answers it.
    pub(super) fn brief(&self, service: &Service, cluster_arn: &str) -> Value {
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

    /// Percent of test and production traffic of a source revision.
    fn source_weights(&self, revision: &str) -> Option<(f64, f64)> {
        let progress = self.progress.as_ref()?;
        Some(if progress.source.as_deref() == Some(revision) {
            (100.0 - progress.test, 100.0 - progress.production)
        } else {
            (0.0, 0.0)
        })
    }
}

fn summary(revision: &str, counts: Counts, weights: Option<(f64, f64)>) -> Value {
    Document::new()
        .set("arn", revision)
        .set("requestedTaskCount", counts.requested)
        .set("runningTaskCount", counts.running)
        .set("pendingTaskCount", counts.pending)
        .maybe(
            "requestedTestTrafficWeight",
            weights.map(|weights| weights.0),
        )
        .maybe(
            "requestedProductionTrafficWeight",
            weights.map(|weights| weights.1),
        )
        .build()
}
