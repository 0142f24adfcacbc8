//! Clusters: their state and how AWS answers them.

mod namespace;
pub(crate) mod operations;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    arn,
    document::Document,
    ecs::{
        ContainerInstance,
        capacity_provider::is_fargate,
        service::Service,
        task::{Phase, Task},
    },
    error::{Answer, AwsError},
    input::Input,
    random::hash,
    tags::Tags,
};
pub(crate) use namespace::same_namespace;

/// A cluster and everything in it.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Cluster {
    pub(crate) name: String,
    pub(crate) arn: String,
    /// False after `DeleteCluster`; the cluster stays describable as INACTIVE.
    pub(crate) active: bool,
    pub(crate) tags: Tags,
    settings: Value,
    configuration: Option<Value>,
    service_connect_defaults: Option<Value>,
    pub(crate) capacity_providers: Vec<String>,
    pub(crate) default_strategy: Vec<Value>,
    /// Services by name.
    pub(crate) services: BTreeMap<String, Service>,
    /// Tasks by id, stopped ones included until they are forgotten.
    pub(crate) tasks: BTreeMap<String, Task>,
    /// Container instances by id.
    pub(crate) instances: BTreeMap<String, ContainerInstance>,
}

impl Cluster {
    /// The Service Connect namespace that services use when they name none.
    pub(crate) fn default_namespace(&self) -> Option<&str> {
        self.service_connect_defaults
            .as_ref()?
            .get("namespace")?
            .as_str()
    }

    fn count_tasks(&self, wanted: impl Fn(&Task) -> bool) -> usize {
        self.tasks.values().filter(|task| wanted(task)).count()
    }

    fn document(&self, input: &Input) -> Answer {
        let active_services = self
            .services
            .values()
            .filter(|service| service.is_active())
            .count();
        let attachments = if input.includes("ATTACHMENTS")? {
            self.attachments()
        } else {
            Vec::new()
        };
        let attached = !attachments.is_empty();
        Ok(Document::new()
            .maybe("attachments", attached.then_some(attachments))
            .maybe("attachmentsStatus", attached.then_some("UPDATE_COMPLETE"))
            .set("clusterArn", self.arn.as_str())
            .set("clusterName", self.name.as_str())
            .set("status", if self.active { "ACTIVE" } else { "INACTIVE" })
            .set("registeredContainerInstancesCount", self.instances.len())
            .set(
                "runningTasksCount",
                self.count_tasks(|task| task.phase == Phase::Running),
            )
            .set(
                "pendingTasksCount",
                self.count_tasks(|task| task.is_wanted() && task.phase < Phase::Running),
            )
            .set("activeServicesCount", active_services)
            .set(
                "statistics",
                if input.includes("STATISTICS")? {
                    self.statistics()
                } else {
                    json!([])
                },
            )
            .set(
                "tags",
                if input.includes("TAGS")? {
                    self.tags.to_json()
                } else {
                    json!([])
                },
            )
            .set(
                "settings",
                if input.includes("SETTINGS")? {
                    self.settings.clone()
                } else {
                    json!([])
                },
            )
            .set("capacityProviders", self.capacity_providers.clone())
            .set(
                "defaultCapacityProviderStrategy",
                self.default_strategy.clone(),
            )
            .maybe(
                "configuration",
                self.configuration
                    .clone()
                    .filter(|_| input.includes("CONFIGURATIONS").unwrap_or(false)),
            )
            .maybe(
                "serviceConnectDefaults",
                self.service_connect_defaults.clone(),
            )
            .build())
    }

    /// The scaling policies that ECS made for capacity providers of Auto Scaling groups.
    fn attachments(&self) -> Vec<Value> {
        let own = self
            .capacity_providers
            .iter()
            .filter(|provider| !is_fargate(provider));
        own.map(|provider| {
            let id = format!("{:016x}", hash(4, &format!("{}/{provider}", self.name)));
            json!({
                "id": format!("{}-{}-4000-8000-{}", &id[..8], &id[8..12], &id[4..]),
                "type": "as_policy",
                "status": "CREATED",
                "details": [
                    { "name": "capacityProviderName", "value": provider },
                    { "name": "scalingPolicyName", "value": format!("ECSManagedAutoScalingPolicy-{id}") },
                ],
            })
        })
        .collect()
    }

    fn statistics(&self) -> Value {
        let mut statistics = Vec::new();
        let mut add = |name: String, value: usize| {
            statistics.push(json!({ "name": name, "value": value.to_string() }));
        };
        for (label, launch_type) in [("EC2", "EC2"), ("Fargate", "FARGATE")] {
            let of_type = |task: &Task| task.launch_type == launch_type;
            let services = |status: &str| {
                self.services
                    .values()
                    .filter(|service| {
                        service.launch_type() == launch_type && service.status() == status
                    })
                    .count()
            };
            add(
                format!("running{label}TasksCount"),
                self.count_tasks(|task| of_type(task) && task.phase == Phase::Running),
            );
            add(
                format!("pending{label}TasksCount"),
                self.count_tasks(|task| {
                    of_type(task) && task.is_wanted() && task.phase < Phase::Running
                }),
            );
            add(format!("active{label}ServiceCount"), services("ACTIVE"));
            add(format!("draining{label}ServiceCount"), services("DRAINING"));
        }
        Value::Array(statistics)
    }
}

/// The name of the cluster that a request names.
pub(crate) fn name_in(input: &Input) -> Result<&str, AwsError> {
    Ok(input
        .text("cluster")?
        .filter(|name| !name.is_empty())
        .map_or("default", arn::short_name))
}
