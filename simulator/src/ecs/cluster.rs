//! Clusters.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    arn,
    document::Document,
    ecs::{
        ContainerInstance, Ecs,
        capacity_provider::is_fargate,
        missing,
        service::Service,
        task::{Phase, Task},
    },
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    random::hash,
    tags::Tags,
    world::Context,
};

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

/// `ListClusters`.
pub(crate) fn list(ecs: &Ecs, input: &Input) -> Answer {
    let clusters = ecs.clusters.values().filter(|cluster| cluster.active);
    let items = clusters.map(|cluster| (cluster.name.clone(), cluster.arn.clone()));
    let (arns, token) = page(
        items,
        input,
        PageSize {
            default: 100,
            most: 100,
        },
        "ListClusters",
    )?;
    Ok(Document::new()
        .set("clusterArns", arns)
        .maybe("nextToken", token)
        .build())
}

/// `DescribeClusters`.
pub(crate) fn describe(ecs: &Ecs, input: &Input) -> Answer {
    let mut names = input.limited_texts("clusters", 100)?;
    if names.is_empty() {
        names.push("default");
    }
    let (mut clusters, mut failures) = (Vec::new(), Vec::new());
    for identifier in names {
        match ecs.clusters.get(arn::short_name(identifier)) {
            Some(cluster) => clusters.push(cluster.document(input)?),
            None => failures.push(missing(identifier)),
        }
    }
    Ok(json!({ "clusters": clusters, "failures": failures }))
}

/// `CreateCluster`; creating an active cluster again answers with it as it is.
pub(crate) fn create(ecs: &mut Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let name = input
        .text("clusterName")?
        .filter(|name| !name.is_empty())
        .unwrap_or("default");
    if name.len() > 255
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    {
        return Err(AwsError::invalid_parameter(
            "Cluster names can have up to 255 letters, numbers, hyphens, and underscores.",
        ));
    }
    if !ecs.clusters.get(name).is_some_and(|cluster| cluster.active) {
        let cluster = Cluster {
            name: name.to_owned(),
            arn: arn::ecs(&context.region, &format!("cluster/{name}")),
            active: true,
            tags: Tags::parse(input.list("tags")?)?,
            settings: input
                .get("settings")
                .cloned()
                .unwrap_or_else(|| json!([{ "name": "containerInsights", "value": "disabled" }])),
            configuration: input.get("configuration").cloned(),
            service_connect_defaults: input
                .get("serviceConnectDefaults")
                .cloned()
                .map(|defaults| namespace_arn(defaults, context)),
            capacity_providers: input
                .texts("capacityProviders")?
                .into_iter()
                .map(str::to_owned)
                .collect(),
            default_strategy: input.list("defaultCapacityProviderStrategy")?.to_vec(),
            services: BTreeMap::new(),
            tasks: BTreeMap::new(),
            instances: BTreeMap::new(),
        };
        ecs.clusters.insert(name.to_owned(), cluster);
    }
    let cluster = ecs
        .clusters
        .get(name)
        .ok_or_else(AwsError::cluster_not_found)?;
    Ok(
        json!({ "cluster": cluster.document(&Input::from_value(json!({ "include": ["ATTACHMENTS", "TAGS", "SETTINGS"] })))? }),
    )
}

/// Whether two texts name the same namespace, each by its name or its ARN.
pub(crate) fn same_namespace(one: &str, other: &str, region: &str) -> bool {
    let arn = |name: &str| {
        if name.starts_with("arn:") {
            name.to_owned()
        } else {
            arn_of_namespace(name, region)
        }
    };
    arn(one) == arn(other)
}

fn arn_of_namespace(name: &str, region: &str) -> String {
    let id = format!("{:016x}", hash(0, name));
    format!(
        "arn:aws:servicediscovery:{region}:{}:namespace/ns-{id}",
        arn::ACCOUNT
    )
}

/// AWS answers a namespace that was given by its name with the ARN of the Cloud Map namespace.
fn namespace_arn(mut defaults: Value, context: &Context<'_>) -> Value {
    if let Some(name) = defaults
        .get("namespace")
        .and_then(Value::as_str)
        .filter(|name| !name.starts_with("arn:"))
    {
        defaults["namespace"] = json!(arn_of_namespace(name, &context.region));
    }
    defaults
}

/// `DeleteCluster`.
pub(crate) fn delete(ecs: &mut Ecs, input: &Input) -> Answer {
    input.required_text("cluster")?;
    let cluster = ecs.cluster_mut(input)?;
    let refuse = |code: &'static str, what: &str| {
        Err(AwsError::new(
            code,
            format!("The Cluster cannot be deleted while {what}."),
        ))
    };
    if cluster
        .services
        .values()
        .any(|service| service.status() != "INACTIVE")
    {
        return refuse("ClusterContainsServicesException", "Services are active");
    }
    if !cluster.instances.is_empty() {
        return refuse(
            "ClusterContainsContainerInstancesException",
            "Container Instances are active or draining",
        );
    }
    if cluster
        .tasks
        .values()
        .any(|task| task.phase != Phase::Stopped)
    {
        return refuse("ClusterContainsTasksException", "Tasks are active");
    }
    cluster.active = false;
    Ok(json!({ "cluster": cluster.document(&Input::default())? }))
}
