//! Making a call: budget, attempts, and what its failure means.

use std::future::Future;
use std::time::{Duration, Instant};

use aws_sdk_ecs::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use model::{Error, ErrorKind};

use super::error::{self, Asked, Subject};
use super::observe::Endpoint;
use super::operation::{Operation, Service};
use super::{Client, Priority, budget};

/// Attempts at a read, the first included. Changes are never sent twice.
const ATTEMPTS: u32 = 3;
/// Attempts at a throttled read of background work, which looks again later anyway.
const THROTTLED_BACKGROUND_ATTEMPTS: u32 = 2;

/// Before a read is tried again after a lost connection or a failure of AWS's own.
const RETRY: Duration = Duration::from_millis(150);

impl Client {
    /// Calls AWS within the budget. Reads are tried again when AWS throttled them, when the
    /// connection was lost, and when AWS says that the failure is its own.
    pub(super) async fn call<T, E, F>(
        &self,
        operation: Operation,
        subject: Subject<'_>,
        send: impl Fn() -> F,
    ) -> Result<T, Error>
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        let inner = &self.inner;
        if inner.offers.is_missing(operation.name, Instant::now()) {
            return Err(error::not_offered(operation));
        }
        let mut attempt = 1;
        loop {
            if !inner.budget.acquire(operation.class, self.priority).await {
                let class = operation.class.label();
                inner.metrics.held_back(&inner.place, class);
                return Err(error::out_of_budget(operation));
            }
            let sent = Instant::now();
            let outcome = send().await;
            if let Some(account) = &inner.account {
                self.join_account(account);
            }
            let failure = match outcome {
                Ok(answer) => {
                    self.count(operation, None, sent);
                    inner.budget.answered(operation.class);
                    inner.offers.succeeded(operation.name);
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            let endpoint = self.endpoint(operation.service);
            let asked = Asked {
                operation,
                place: &inner.place,
                subject,
                endpoint,
            };
            if endpoint.is_emulator()
                && !inner.offers.is_offered(operation.name)
                && error::says_not_offered(&failure)
            {
                // An emulator may fail a change for other reasons than not knowing it.
                if !operation.changes {
                    inner.offers.missing(operation.name, Instant::now());
                }
                self.count(operation, Some(ErrorKind::Unavailable), sent);
                return Err(error::not_offered(operation));
            }
            let error = error::translate(&asked, &failure);
            self.count(operation, Some(error.kind), sent);
            if error.kind == ErrorKind::Throttled {
                inner.budget.throttled(operation.class);
            } else {
                inner.budget.answered(operation.class);
            }
            // Credentials that AWS does not take are no better at the next call; others may be there.
            let renewed = error.kind == ErrorKind::Credentials
                && matches!(failure, SdkError::ServiceError(_))
                && inner.identities.forget(sent);
            let attempts = match (error.kind, self.priority) {
                (ErrorKind::Throttled, Priority::Background) => THROTTLED_BACKGROUND_ATTEMPTS,
                _ => ATTEMPTS,
            };
            let again = !operation.changes
                && attempt < attempts
                && (error::is_worth_retrying(&failure, &error) || renewed && attempt == 1);
            if !again {
                return Err(error);
            }
            tracing::debug!(
                operation = operation.name,
                target = %inner.place.target,
                region = %inner.place.region,
                attempt,
                %error,
                "an AWS call is tried again"
            );
            // After throttling it is the budget that waits.
            if error.kind != ErrorKind::Throttled {
                tokio::time::sleep(RETRY * attempt).await;
            }
            attempt += 1;
        }
    }

    fn count(&self, operation: Operation, error: Option<ErrorKind>, sent: Instant) {
        let class = operation.class.label();
        let place = &self.inner.place;
        self.inner
            .metrics
            .called(place, class, error, sent.elapsed());
    }

    /// Learns the account from the ARN of something in it, unless the target's role names it.
    pub(super) fn learn_account(&self, arn: Option<&String>) {
        if let (None, Some(arn)) = (&self.inner.account, arn)
            && let Some(account) = budget::account_of(arn)
        {
            self.join_account(account);
        }
    }

    /// Draws on the budget of the account from now on. Where calls go is known after the first one
    /// was sent.
    fn join_account(&self, account: &str) {
        let endpoint = &self.inner.ecs_endpoint;
        if let Some(authority) = endpoint.authority() {
            let emulator = endpoint.is_emulator().then_some(authority);
            self.inner.budget.join(emulator, account);
        }
    }

    fn endpoint(&self, service: Service) -> &Endpoint {
        match service {
            Service::Ecs => &self.inner.ecs_endpoint,
            Service::Logs => &self.inner.logs_endpoint,
            Service::Ecr => &self.inner.ecr_endpoint,
            Service::AutoScaling => &self.inner.scaling_endpoint,
            Service::Trail => &self.inner.trail_endpoint,
        }
    }
}
