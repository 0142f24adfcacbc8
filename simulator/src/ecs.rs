//! Amazon ECS: the state of a region, its operations and its events.

mod account_setting;
pub(crate) mod alarm;
mod attribute;
mod capacity_provider;
mod cluster;
mod container_instance;
mod daemon;
mod express;
mod gateway;
mod handler;
mod idempotency;
mod identifier;
pub(crate) mod lambda;
mod name;
mod placement;
pub(crate) mod service;
pub(crate) mod service_deployment;
mod service_revision;
pub(crate) mod tag;
pub(crate) mod task;
mod task_definition;
mod task_set;

use std::collections::BTreeMap;

use crate::{
    error::AwsError,
    input::Input,
    world::{Context, Region},
};

pub(crate) use account_setting::AccountSettings;
pub(crate) use capacity_provider::CapacityProvider;
pub(crate) use cluster::Cluster;
pub(crate) use container_instance::ContainerInstance;
pub(crate) use handler::{handler, writer};
pub(crate) use identifier::check as check_identifiers;
pub(crate) use task::{Moment, Plan, Trouble, trouble};
pub(crate) use task_definition::{TaskDefinition, TaskDefinitions};

/// What ECS holds in one region.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Ecs {
    /// Clusters by name.
    pub(crate) clusters: BTreeMap<String, Cluster>,
    pub(crate) task_definitions: TaskDefinitions,
    /// Capacity providers by name, without the built-in Fargate ones.
    pub(crate) capacity_providers: BTreeMap<String, CapacityProvider>,
    pub(crate) account_settings: AccountSettings,
    /// Requests that clients may repeat.
    pub(crate) requests: idempotency::Requests,
    /// States of CloudWatch alarms, for deployments that watch them.
    pub(crate) alarms: alarm::Alarms,
    /// What the Lambda functions of lifecycle hooks answer.
    pub(crate) lambdas: lambda::Lambdas,
}

/// Something that happens at its time.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) enum Event {
    /// A moment in a task's life.
    Task {
        cluster: String,
        task: String,
        moment: Moment,
        /// The task's serial when the event was made; another serial means the task took another way.
        serial: u32,
    },
    /// The service scheduler looks at a service.
    Service { cluster: String, service: String },
    /// A task definition is deleted.
    TaskDefinition { arn: String },
}

impl Ecs {
    /// The cluster a request names, by name or ARN; `default` when it names none.
    pub(crate) fn cluster(&self, input: &Input) -> Result<&Cluster, AwsError> {
        self.active_cluster(cluster::name_in(input)?)
    }

    /// The cluster of a name.
    pub(crate) fn active_cluster(&self, name: &str) -> Result<&Cluster, AwsError> {
        self.clusters
            .get(name)
            .filter(|cluster| cluster.active)
            .ok_or_else(AwsError::cluster_not_found)
    }

    /// The same cluster, to be changed.
    pub(crate) fn cluster_mut(&mut self, input: &Input) -> Result<&mut Cluster, AwsError> {
        let name = cluster::name_in(input)?;
        self.clusters
            .get_mut(name)
            .filter(|cluster| cluster.active)
            .ok_or_else(AwsError::cluster_not_found)
    }
}

/// Lets an event happen.
pub(crate) fn happen(region: &mut Region, event: Event, context: &mut Context<'_>) {
    match event {
        Event::Task {
            cluster,
            task,
            moment,
            serial,
        } => {
            task::lifecycle::happen(region, &cluster, &task, moment, serial, context);
        }
        Event::Service { cluster, service } => {
            service::scheduler::look(region, &cluster, &service, context);
        }
        Event::TaskDefinition { arn } => {
            task_definition::delete::finish(&mut region.ecs, &arn, context);
        }
    }
}

/// An item of `failures`: what was asked for doesn't exist.
fn missing(arn: &str) -> serde_json::Value {
    serde_json::json!({ "arn": arn, "reason": "MISSING" })
}
