//! Service deployments.

mod course;

use std::collections::HashSet;

use aws_sdk_ecs::types;
use model::Error;
use model::service_deployment::{
    CircuitBreakerCount, DeployedRevision, Rollback, ServiceDeployment,
};

use super::Client;
use super::convert::time;
use super::error::Subject;
use super::operation::{DESCRIBE_SERVICE_DEPLOYMENTS, LIST_SERVICE_DEPLOYMENTS};

/// The most service deployments in one DescribeServiceDeployments.
const BATCH: usize = 20;

impl Client {
    /// The ARNs of all service deployments that ECS keeps of a service (90 days), newest first, and
    /// those of them that are not in `known_ended`, described.
    pub async fn service_deployments(
        &self,
        cluster: &str,
        service: &str,
        known_ended: &HashSet<String>,
    ) -> Result<(Vec<String>, Vec<ServiceDeployment>), Error> {
        let mut arns: Vec<String> = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let page;
            (page, token) = self
                .list_service_deployments(cluster, service, 100, token)
                .await?;
            arns.extend(page);
            if token.is_none() {
                break;
            }
        }
        let wanted: Vec<String> = arns
            .iter()
            .filter(|arn| !known_ended.contains(*arn))
            .cloned()
            .collect();
        let mut described = Vec::with_capacity(wanted.len());
        for batch in wanted.chunks(BATCH) {
            described.extend(
                self.describe_service_deployments(cluster, service, batch)
                    .await?,
            );
        }
        Ok((arns, described))
    }

    /// The newest service deployments of a service, at most twenty, newest first.
    pub async fn newest_service_deployments(
        &self,
        cluster: &str,
        service: &str,
    ) -> Result<Vec<ServiceDeployment>, Error> {
        let (arns, _) = self
            .list_service_deployments(cluster, service, 20, None)
            .await?;
        let newest = &arns[..arns.len().min(BATCH)];
        if newest.is_empty() {
            return Ok(Vec::new());
        }
        let mut deployments = self
            .describe_service_deployments(cluster, service, newest)
            .await?;
        deployments.sort_by_key(|deployment| std::cmp::Reverse(deployment.created_at));
        Ok(deployments)
    }

    async fn list_service_deployments(
        &self,
        cluster: &str,
        service: &str,
        page_size: i32,
        token: Option<String>,
    ) -> Result<(Vec<String>, Option<String>), Error> {
        let page = self
            .call(
                LIST_SERVICE_DEPLOYMENTS,
                Subject::Service { cluster, service },
                || {
                    let request = self.inner.ecs.list_service_deployments();
                    request
                        .cluster(cluster)
                        .service(service)
                        .max_results(page_size)
                        .set_next_token(token.clone())
                        .send()
                },
            )
            .await?;
        let arns = page.service_deployments.unwrap_or_default();
        Ok((
            arns.into_iter()
                .filter_map(|brief| brief.service_deployment_arn)
                .collect(),
            page.next_token.filter(|token| !token.is_empty()),
        ))
    }

    async fn describe_service_deployments(
        &self,
        cluster: &str,
        service: &str,
        arns: &[String],
    ) -> Result<Vec<ServiceDeployment>, Error> {
        let answer = self
            .call(
                DESCRIBE_SERVICE_DEPLOYMENTS,
                Subject::Service { cluster, service },
                || {
                    let request = self.inner.ecs.describe_service_deployments();
                    request
                        .set_service_deployment_arns(Some(arns.to_vec()))
                        .send()
                },
            )
            .await?;
        let deployments = answer.service_deployments.unwrap_or_default();
        Ok(deployments
            .into_iter()
            .filter_map(service_deployment)
            .collect())
    }
}

/// The service deployment; `None` when it has no ARN.
fn service_deployment(deployment: types::ServiceDeployment) -> Option<ServiceDeployment> {
    let course = course::of(&deployment);
    let configuration = deployment.deployment_configuration.as_ref();
    Some(ServiceDeployment {
        arn: deployment.service_deployment_arn?,
        status: deployment
            .status
            .map_or_else(|| "".into(), |status| status.as_str().into()),
        status_reason: deployment.status_reason,
        stage: deployment
            .lifecycle_stage
            .map(|stage| stage.as_str().to_owned()),
        created_at: time(deployment.created_at),
        started_at: time(deployment.started_at),
        finished_at: time(deployment.finished_at),
        stopped_at: time(deployment.stopped_at),
        updated_at: time(deployment.updated_at),
        sources: deployment
            .source_service_revisions
            .unwrap_or_default()
            .into_iter()
            .filter_map(deployed)
            .collect(),
        target: deployment.target_service_revision.and_then(deployed),
        circuit_breaker: deployment
            .deployment_circuit_breaker
            .map(|breaker| CircuitBreakerCount {
                status: breaker.status.map(|status| status.as_str().into()),
                failures: breaker.failure_count,
                threshold: breaker.threshold,
            }),
        triggered_alarms: deployment
            .alarms
            .and_then(|alarms| alarms.triggered_alarm_names)
            .unwrap_or_default(),
        rollback: deployment.rollback.map(|rollback| Rollback {
            reason: rollback.reason,
            started_at: time(rollback.started_at),
            revision: rollback.service_revision_arn,
        }),
        strategy: configuration
            .and_then(|configuration| configuration.strategy.as_ref())
            .map(|strategy| strategy.as_str().into()),
        course,
    })
}

fn deployed(revision: types::ServiceRevisionSummary) -> Option<DeployedRevision> {
    Some(DeployedRevision {
        arn: revision.arn?,
        requested: revision.requested_task_count,
        running: revision.running_task_count,
        pending: revision.pending_task_count,
    })
}
