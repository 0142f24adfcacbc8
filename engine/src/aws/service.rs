//! Services.

mod convert;

use aws_sdk_ecs::types::ServiceField;
use model::Error;
use model::service::{Service, ServiceEvent};
use serde_json::Value;

use super::Client;
use super::error::{Subject, no_service};
use super::operation::{DESCRIBE_SERVICES, LIST_SERVICES};
use super::page::Page;
use super::raw::AnswerBody;

impl Client {
    /// The most services in one [`Client::describe_services`].
    pub const SERVICES_PER_CALL: usize = 10;

    /// The ARNs of all services of a cluster.
    pub async fn list_services(&self, cluster: &str) -> Result<Vec<String>, Error> {
        let mut page = self.list_services_page(cluster, None).await?;
        let mut arns = page.arns;
        while page.next.is_some() {
            page = self.list_services_page(cluster, page.next).await?;
            arns.append(&mut page.arns);
        }
        Ok(arns)
    }

    /// One page of the services of a cluster: the first one, or that after a [`Page::next`].
    pub async fn list_services_page(
        &self,
        cluster: &str,
        token: Option<String>,
    ) -> Result<Page, Error> {
        let answer = self
            .call(LIST_SERVICES, Subject::Cluster(cluster), || {
                let request = self.inner.ecs.list_services().cluster(cluster);
                request
                    .max_results(100)
                    .set_next_token(token.clone())
                    .send()
            })
            .await?;
        Ok(Page::new(answer.service_arns, answer.next_token))
    }

    /// Services of a cluster with their events, newest first, in one call: at most
    /// [`Client::SERVICES_PER_CALL`] ARNs or names. Those that don't exist are absent.
    pub async fn describe_services(
        &self,
        cluster: &str,
        services: &[String],
    ) -> Result<Vec<(Service, Vec<ServiceEvent>)>, Error> {
        let answer = self
            .call(DESCRIBE_SERVICES, Subject::Cluster(cluster), || {
                let request = self.inner.ecs.describe_services().cluster(cluster);
                request
                    .set_services(Some(services.to_vec()))
                    .include(ServiceField::Tags)
                    .send()
            })
            .await?;
        Ok(answer
            .services
            .unwrap_or_default()
            .into_iter()
            .filter_map(convert::service)
            .collect())
    }

    /// A service, as DescribeServices answers it: members that the SDK does not know included.
    pub async fn service_document(&self, cluster: &str, service: &str) -> Result<Value, Error> {
        let body = AnswerBody::default();
        let subject = Subject::Service { cluster, service };
        self.call(DESCRIBE_SERVICES, subject, || {
            let request = self.inner.ecs.describe_services().cluster(cluster);
            request
                .services(service)
                .customize()
                .interceptor(body.clone())
                .send()
        })
        .await?;
        let answer: Value = serde_json::from_slice(&body.take()).unwrap_or_default();
        match answer["services"].get(0) {
            Some(service) => Ok(service.clone()),
            None => Err(Error::not_found(no_service(cluster, service, self.place()))),
        }
    }

    /// A service by name, as it is now.
    pub async fn service(&self, cluster: &str, service: &str) -> Result<Service, Error> {
        let found = self
            .describe_services(cluster, &[service.to_owned()])
            .await?;
        let missing = || Error::not_found(no_service(cluster, service, self.place()));
        found
            .into_iter()
            .next()
            .map(|(service, _)| service)
            .ok_or_else(missing)
    }
}
