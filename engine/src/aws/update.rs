//! Changes of services. Each is sent once, whatever happens.

use aws_sdk_ecs::operation::RequestId as _;
use aws_sdk_ecs::types::StopServiceDeploymentStopType;
use model::Error;

use super::Client;
use super::error::Subject;
use super::operation::{STOP_SERVICE_DEPLOYMENT, UPDATE_SERVICE};

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
        let answer = self
            .call(
                UPDATE_SERVICE,
                Subject::Service { cluster, service },
                || {
                    let request = self
                        .inner
                        .ecs
                        .update_service()
                        .cluster(cluster)
                        .service(service);
                    request.desired_count(desired).send()
                },
            )
            .await?;
        Ok(Receipt {
            request_id: answer.request_id().map(str::to_owned),
        })
    }

    /// Sets a service's task definition (UpdateService with nothing else), which starts a
    /// deployment.
    pub async fn set_task_definition(
        &self,
        cluster: &str,
        service: &str,
        task_definition: &str,
    ) -> Result<Receipt, Error> {
        let answer = self
            .call(
                UPDATE_SERVICE,
                Subject::Service { cluster, service },
                || {
                    let request = self
                        .inner
                        .ecs
                        .update_service()
                        .cluster(cluster)
                        .service(service);
                    request.task_definition(task_definition).send()
                },
            )
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
