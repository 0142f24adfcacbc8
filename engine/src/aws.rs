//! The only door to AWS: the SDK's types in, the model's types out, one file per resource.

mod budget;
mod call;
mod clock;
mod cluster;
mod connect;
mod convert;
mod error;
mod identity;
mod image;
mod log;
mod observe;
mod offered;
mod operation;
mod page;
mod raw;
mod scaling;
mod service;
mod service_deployment;
mod service_revision;
mod task;
mod task_definition;
mod trail;
mod update;

use std::sync::Arc;

use model::Timestamp;
use model::live::BudgetClass;
use model::place::Place;

pub use budget::Priority;
pub use log::LogEvent;
pub use page::Page;
pub use task::TaskFilter;
pub use task_definition::TaskDefinitionDocument;
pub use update::Receipt;

pub(crate) use budget::{Accounts, Class, Pace};

use budget::Budget;
use clock::TargetClock;
use identity::Identities;
use log::MissingStreams;
use observe::Endpoint;
use offered::Offers;
use task_definition::TaskDefinitions;

use crate::metrics::AwsMetrics;
use crate::settings::{CredentialSource, Target};

/// AWS at one target and region. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    priority: Priority,
}

struct Inner {
    place: Place,
    ecs: aws_sdk_ecs::Client,
    ecs_endpoint: Arc<Endpoint>,
    logs: aws_sdk_cloudwatchlogs::Client,
    logs_endpoint: Arc<Endpoint>,
    ecr: aws_sdk_ecr::Client,
    ecr_endpoint: Arc<Endpoint>,
    scaling: aws_sdk_applicationautoscaling::Client,
    scaling_endpoint: Arc<Endpoint>,
    trail: aws_sdk_cloudtrail::Client,
    trail_endpoint: Arc<Endpoint>,
    trail_known: trail::Known,
    clock: Arc<TargetClock>,
    identities: Identities,
    budget: Budget,
    /// The account, where the target's role names it.
    account: Option<String>,
    metrics: AwsMetrics,
    offers: Offers,
    task_definitions: TaskDefinitions,
    missing_streams: MissingStreams,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("place", &self.inner.place)
            .field("priority", &self.priority)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client for a target in a region. Reads configuration files where the target's credentials
    /// come from the chain; calls nothing.
    ///
    /// `background_share` is the part of AWS's rates that work which nobody waits for may take. The
    /// client shares its budget with no other.
    pub async fn connect(target: &Target, region: &str, background_share: f64) -> Self {
        let accounts = Accounts::new(background_share);
        Self::join(target, region, &accounts, AwsMetrics::default()).await
    }

    /// Like [`Client::connect`], for a client that shares the budgets of accounts with others and
    /// counts its calls with them.
    pub(crate) async fn join(
        target: &Target,
        region: &str,
        accounts: &Accounts,
        metrics: AwsMetrics,
    ) -> Self {
        let clock = Arc::new(TargetClock::new());
        let services = connect::services(target, region, &clock).await;
        let place = Place {
            target: target.name.clone(),
            region: region.to_owned(),
        };
        Self {
            inner: Arc::new(Inner {
                place,
                ecs: services.ecs,
                ecs_endpoint: services.ecs_endpoint,
                logs: services.logs,
                logs_endpoint: services.logs_endpoint,
                ecr: services.ecr,
                ecr_endpoint: services.ecr_endpoint,
                scaling: services.scaling,
                scaling_endpoint: services.scaling_endpoint,
                trail: services.trail,
                trail_endpoint: services.trail_endpoint,
                trail_known: trail::Known::new(),
                clock,
                identities: services.identities,
                budget: Budget::new(region, accounts),
                account: role_account(&target.credentials),
                metrics,
                offers: Offers::default(),
                task_definitions: TaskDefinitions::new(),
                missing_streams: MissingStreams::default(),
            }),
            priority: Priority::Interactive,
        }
    }

    /// The same client for work that nobody waits for: it draws on a share of the budget.
    #[must_use]
    pub fn background(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            priority: Priority::Background,
        }
    }

    /// The same client for a view that somebody waits for: it draws all of the budget.
    #[must_use]
    pub fn cold(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            priority: Priority::Cold,
        }
    }

    /// Target and region.
    pub fn place(&self) -> &Place {
        &self.inner.place
    }

    /// The target's time: what its newest answer said, and the time since then. The server's own
    /// clock before the first answer.
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// How fast background work may read services.
    pub(crate) fn service_pace(&self) -> Pace {
        self.inner.budget.pace(Class::ServiceRead)
    }

    /// How fast background work may read tasks.
    pub(crate) fn task_pace(&self) -> Pace {
        self.inner.budget.pace(Class::ClusterResourceRead)
    }

    /// What is left of the budget of each API class that has been used.
    pub fn budget_report(&self) -> Vec<BudgetClass> {
        self.budget_by_class()
            .into_iter()
            .map(|(_, report)| report)
            .collect()
    }

    /// [`Client::budget_report`] with the classes as they are.
    pub(crate) fn budget_by_class(&self) -> Vec<(Class, BudgetClass)> {
        self.inner.budget.report()
    }

    /// The number of the account, once it is known: from the target's role, else from the first ARN
    /// of a cluster that AWS answered.
    pub(crate) fn account(&self) -> Option<&str> {
        self.inner.budget.account()
    }
}

fn role_account(credentials: &CredentialSource) -> Option<String> {
    match credentials {
        CredentialSource::Role { arn, .. } => budget::account_of(arn).map(str::to_owned),
        CredentialSource::Chain { .. } | CredentialSource::Static { .. } => None,
    }
}
