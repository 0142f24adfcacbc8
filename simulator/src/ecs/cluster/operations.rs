//! Operations on clusters.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    arn,
    document::Document,
    ecs::{
        Cluster, Ecs, account_setting::AccountSettings, capacity_provider, cluster::namespace,
        missing, name, task::Phase,
    },
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    tags::Tags,
    world::Context,
};

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
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let mut names = input.limited_texts("clusters", 100)?;
    if names.is_empty() {
        names.push("default");
    }
    let (mut clusters, mut failures) = (Vec::new(), Vec::new());
    for identifier in names {
        let name = arn::short_name(identifier);
        match ecs.clusters.get(name) {
            Some(cluster) => clusters.push(cluster.document(input)?),
            None if name == identifier => failures.push(missing(&arn::ecs(
                &context.region,
                &format!("cluster/{name}"),
            ))),
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
    if !name::is_valid(name) {
        return Err(AwsError::invalid_parameter(
            "Cluster names can have up to 255 letters, numbers, hyphens, and underscores.",
        ));
    }
    if !ecs.clusters.get(name).is_some_and(|cluster| cluster.active) {
        let (providers, strategy) = capacity(ecs, input)?;
        let settings = match input.get("settings") {
            Some(settings) => checked_settings(settings)?,
            None => insights(&ecs.account_settings),
        };
        let cluster = Cluster {
            name: name.to_owned(),
            arn: arn::ecs(&context.region, &format!("cluster/{name}")),
            active: true,
            tags: Tags::parse(input.list("tags")?)?,
            settings,
            configuration: input.get("configuration").cloned(),
            service_connect_defaults: input
                .get("serviceConnectDefaults")
                .cloned()
                .map(|defaults| namespace::with_arn(defaults, context)),
            capacity_providers: providers,
            default_strategy: strategy,
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
    changed(cluster)
}

/// `UpdateCluster`: members that are absent stay as they are.
pub(crate) fn update(ecs: &mut Ecs, input: &Input, context: &Context<'_>) -> Answer {
    let cluster = ecs.cluster_mut(input)?;
    if let Some(settings) = input.get("settings") {
        cluster.settings = checked_settings(settings)?;
    }
    if let Some(configuration) = input.get("configuration") {
        cluster.configuration = Some(configuration.clone());
    }
    if let Some(defaults) = input.get("serviceConnectDefaults") {
        // An empty name takes the default away.
        let named = defaults.get("namespace") != Some(&json!(""));
        cluster.service_connect_defaults =
            named.then(|| namespace::with_arn(defaults.clone(), context));
    }
    changed(cluster)
}

/// `UpdateClusterSettings`.
pub(crate) fn update_settings(ecs: &mut Ecs, input: &Input) -> Answer {
    let settings = checked_settings(&json!(input.list("settings")?))?;
    let cluster = ecs.cluster_mut(input)?;
    cluster.settings = settings;
    changed(cluster)
}

/// `PutClusterCapacityProviders`: providers that services still use can't be left out.
pub(crate) fn put_capacity_providers(ecs: &mut Ecs, input: &Input) -> Answer {
    let (providers, strategy) = capacity(ecs, input)?;
    let cluster = ecs.cluster_mut(input)?;
    let used = cluster
        .services
        .values()
        .filter(|service| service.status() != "INACTIVE")
        .flat_map(|service| service.workload.list("capacityProviderStrategy"))
        .filter_map(|item| item.get("capacityProvider")?.as_str());
    for provider in used {
        if !providers.iter().any(|kept| kept == provider) {
            return Err(AwsError::new(
                "ResourceInUseException",
                "The specified capacity provider is in use and cannot be removed.",
            ));
        }
    }
    cluster.capacity_providers = providers;
    cluster.default_strategy = strategy;
    changed(cluster)
}

/// The answer to a change: the cluster with everything that can be asked for.
fn changed(cluster: &Cluster) -> Answer {
    let all = Input::from_value(
        json!({ "include": ["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "TAGS"] }),
    );
    Ok(json!({ "cluster": cluster.document(&all)? }))
}

/// `capacityProviders` and `defaultCapacityProviderStrategy` of a request, which must fit together.
fn capacity(ecs: &Ecs, input: &Input) -> Result<(Vec<String>, Vec<Value>), AwsError> {
    let providers: Vec<String> = input
        .limited_texts("capacityProviders", 20)?
        .into_iter()
        .map(|identifier| arn::short_name(identifier).to_owned())
        .collect();
    for name in &providers {
        if !capacity_provider::is_usable(ecs, name) {
            return Err(AwsError::invalid_parameter(format!(
                "The specified capacity provider '{name}' was not found. Specify a valid capacity provider and try again."
            )));
        }
    }
    let strategy = input.list("defaultCapacityProviderStrategy")?;
    capacity_provider::check_strategy(strategy, &providers)?;
    Ok((providers, strategy.to_vec()))
}

fn checked_settings(settings: &Value) -> Result<Value, AwsError> {
    for setting in settings.as_array().into_iter().flatten() {
        let value = setting.get("value").and_then(Value::as_str);
        if !matches!(value, Some("enabled" | "disabled" | "enhanced")) {
            return Err(AwsError::invalid_parameter(
                "Invalid cluster setting value. Valid values for containerInsights are: enabled, disabled, enhanced.",
            ));
        }
    }
    Ok(settings.clone())
}

/// Container Insights as the account's settings have it.
fn insights(settings: &AccountSettings) -> Value {
    json!([{ "name": "containerInsights", "value": settings.effective("containerInsights") }])
}

/// `DeleteCluster`.
pub(crate) fn delete(ecs: &mut Ecs, input: &Input) -> Answer {
    input.required_text("cluster")?;
    let arn = &ecs.cluster(input)?.arn;
    let has_provider = ecs
        .capacity_providers
        .values()
        .any(|provider| provider.belongs_to(arn));
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
    if has_provider {
        return refuse(
            "ClusterContainsCapacityProviderException",
            "Capacity Providers are active",
        );
    }
    cluster.active = false;
    Ok(json!({ "cluster": cluster.document(&Input::default())? }))
}
