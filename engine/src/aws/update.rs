//! Changes of services and tasks. Each is sent once, whatever happens.

use aws_sdk_ecs::operation::RequestId as _;
use aws_sdk_ecs::operation::update_service::builders::UpdateServiceFluentBuilder;
use aws_sdk_ecs::types::StopServiceDeploymentStopType;
use model::Error;

use super::Client;
use super::error::Subject;
use super::operation::{STOP_SERVICE_DEPLOYMENT, STOP_TASK, UPDATE_SERVICE};

/// AWS's acceptance of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// AWS's request id.
    pub request_id: Option<String>,
}

impl Client {
    /// Sets a service's desired count (UpdateService with nothing else).
    pub async fn set_desired_count(
        &self,
        cluster: &str,
        service: &str,
        desired: i32,
    ) -> Result<Receipt, Error> {
        let change = |request: UpdateServiceFluentBuilder| request.desired_count(desired);
        self.update_service(cluster, service, change).await
    }

    /// Sets a service's task definition (UpdateService with nothing else), which starts a
    /// deployment.
    pub async fn set_task_definition(
        &self,
        cluster: &str,
        service: &str,
        task_definition: &str,
    ) -> Result<Receipt, Error> {
        let change = |request: UpdateServiceFluentBuilder| request.task_definition(task_definition);
        self.update_service(cluster, service, change).await
    }

    /// Starts a deployment of what the service runs already (UpdateService with
    /// `forceNewDeployment`).
    pub async fn force_new_deployment(
        &self,
        cluster: &str,
        service: &str,
    ) -> Result<Receipt, Error> {
        let change = |request: UpdateServiceFluentBuilder| request.force_new_deployment(true);
        self.update_service(cluster, service, change).await
    }

    async fn update_service(
        &self,
        cluster: &str,
        service: &str,
        change: impl Fn(UpdateServiceFluentBuilder) -> UpdateServiceFluentBuilder,
    ) -> Result<Receipt, Error> {
        let subject = Subject::Service { cluster, service };
        let answer = self
            .call(UPDATE_SERVICE, subject, || {
                let request = self.inner.ecs.update_service();
                change(request.cluster(cluster).service(service)).send()
            })
            .await?;
        Ok(Receipt {
            request_id: answer.request_id().map(str::to_owned),
        })
    }

    /// Stops a task (StopTask). The reason becomes its `stoppedReason`.
    pub async fn stop_task(
        &self,
        cluster: &str,
        task: &str,
        reason: Option<&str>,
    ) -> Result<Receipt, Error> {
        let answer = self
            .call(STOP_TASK, Subject::Task { cluster, task }, || {
                let request = self.inner.ecs.stop_task().cluster(cluster).task(task);
                request.set_reason(reason.map(str::to_owned)).send()
            })
            .await?;
        Ok(Receipt {
            request_id: answer.request_id().map(str::to_owned),
        })
    }

    /// Stops an ongoing service deployment and takes the service back to where it came from
    /// (StopServiceDeployment with ROLLBACK).
    pub async fn stop_service_deployment(&self, arn: &str) -> Result<Receipt, Error> {
        let answer = self
            .call(
                STOP_SERVICE_DEPLOYMENT,
                Subject::ServiceDeployment(arn),
                || {
                    let request = self.inner.ecs.stop_service_deployment();
                    request
                        .service_deployment_arn(arn)
                        .stop_type(StopServiceDeploymentStopType::Rollback)
                        .send()
                },
            )
            .await?;
        Ok(Receipt {
            request_id: answer.request_id().map(str::to_owned),
        })
    }
}
