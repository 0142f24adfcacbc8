//! Changes of services and tasks. Each is sent once, whatever happens.

use aws_sdk_ecs::operation::RequestId;
use aws_sdk_ecs::operation::update_service::builders::UpdateServiceFluentBuilder;
use aws_sdk_ecs::types::{DeploymentLifecycleHookAction, StopServiceDeploymentStopType};
use model::hook::Answer;
use model::{Error, ErrorKind, Timestamp};
use serde_json::{Map, Value};

use super::Client;
use super::error::Subject;
use super::operation::{
    CONTINUE_SERVICE_DEPLOYMENT, RUN_TASK, STOP_SERVICE_DEPLOYMENT, STOP_TASK, UPDATE_SERVICE,
};
use super::raw::RequestBody;

/// AWS's acceptance of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// AWS's request id.
    pub request_id: Option<String>,
    /// When it was accepted, by AWS's clock.
    pub at: Timestamp,
}

impl Client {
    /// The receipt in an answer that has just come.
    pub(super) fn receipt(&self, answer: &impl RequestId) -> Receipt {
        Receipt {
            request_id: answer.request_id().map(str::to_owned),
            at: self.now(),
        }
    }

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

    /// Changes a service (UpdateService) by these members of the request besides its cluster and
    /// name, whether or not the SDK knows them.
    pub async fn update_service_members(
        &self,
        cluster: &str,
        service: &str,
        members: &Map<String, Value>,
    ) -> Result<Receipt, Error> {
        let mut request = members.clone();
        request.insert("cluster".to_owned(), cluster.into());
        request.insert("service".to_owned(), service.into());
        let body = RequestBody::new(&Value::Object(request));
        let subject = Subject::Service { cluster, service };
        let answer = self
            .call(UPDATE_SERVICE, subject, || {
                let request = self.inner.ecs.update_service().service(service);
                request.customize().interceptor(body.clone()).send()
            })
            .await?;
        Ok(self.receipt(&answer))
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
        Ok(self.receipt(&answer))
    }

    /// Runs a task (RunTask) from a whole request document, and answers its ARN. What kept ECS from
    /// placing it is an error.
    pub async fn run_task(&self, request: &Value) -> Result<(String, Receipt), Error> {
        let definition = request["taskDefinition"].as_str().unwrap_or_default();
        let body = RequestBody::new(request);
        let answer = self
            .call(RUN_TASK, Subject::TaskDefinition(definition), || {
                let request = self.inner.ecs.run_task().task_definition(definition);
                request.customize().interceptor(body.clone()).send()
            })
            .await?;
        let receipt = self.receipt(&answer);
        let task = answer
            .tasks()
            .first()
            .and_then(|task| task.task_arn.clone());
        if let Some(task) = task {
            return Ok((task, receipt));
        }
        let reasons: Vec<&str> = answer
            .failures()
            .iter()
            .filter_map(|failure| failure.reason.as_deref().or(failure.detail.as_deref()))
            .collect();
        let words = if reasons.is_empty() {
            "ECS started no task, without saying why.".to_owned()
        } else {
            format!("ECS could not place the task: {}.", reasons.join(", "))
        };
        Err(Error {
            request_id: receipt.request_id,
            ..Error::new(ErrorKind::Aws, words)
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
        Ok(self.receipt(&answer))
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
        Ok(self.receipt(&answer))
    }

    /// Answers a pause of an ongoing service deployment (ContinueServiceDeployment).
    pub async fn continue_service_deployment(
        &self,
        arn: &str,
        hook: &str,
        answer: Answer,
    ) -> Result<Receipt, Error> {
        let action = match answer {
            Answer::Continue => DeploymentLifecycleHookAction::Continue,
            Answer::RollBack => DeploymentLifecycleHookAction::Rollback,
        };
        let answer = self
            .call(
                CONTINUE_SERVICE_DEPLOYMENT,
                Subject::ServiceDeployment(arn),
                || {
                    let request = self.inner.ecs.continue_service_deployment();
                    let request = request.service_deployment_arn(arn).hook_id(hook);
                    request.action(action.clone()).send()
                },
            )
            .await?;
        Ok(self.receipt(&answer))
    }
}
