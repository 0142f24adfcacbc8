//! `UpdateService`.

use serde_json::Value;

use crate::{
    arn,
    document::Document,
    ecs::{
        Ecs,
        cluster::name_in,
        service::{
            Service, Workload,
            create::{check_supported, desired_count, name_namespace, settings, strategy_of},
            load_balancer, rollout,
        },
        task::{
            operations::{subnets, usable},
            platform,
        },
    },
    error::{Answer, AwsError},
    input::Input,
    world::{Context, Region},
};

/// `UpdateService`: a change of what runs, or force, starts a deployment; a change of the desired
/// count alone doesn't.
pub(crate) fn update(region: &mut Region, input: &Input, context: &mut Context<'_>) -> Answer {
    let Region { ecs, ecr, elb, .. } = region;
    let Ecs {
        clusters,
        task_definitions,
        alarms,
        ..
    } = ecs;
    let cluster = clusters
        .get_mut(name_in(input)?)
        .filter(|cluster| cluster.active)
        .ok_or_else(AwsError::cluster_not_found)?;
    let name = arn::short_name(input.required_text("service")?).to_owned();
    let service = cluster
        .services
        .get(&name)
        .ok_or_else(AwsError::service_not_found)?;
    if !service.is_active() {
        return Err(AwsError::service_not_active());
    }
    check_supported(input)?;
    let desired = desired_count(input)?;
    let forced = input.flag("forceNewDeployment")?.unwrap_or(false);
    let definition = match input.text("taskDefinition")? {
        Some(identifier) => usable(task_definitions.find(identifier))?,
        None => task_definitions
            .find(&service.workload.definition)
            .ok_or_else(|| AwsError::client("TaskDefinition not found."))?,
    };
    let mut workload = Workload::of(
        definition.arn.clone(),
        &changes(input),
        Some(&service.workload),
    );
    name_namespace(&mut workload, cluster.default_namespace());
    subnets(definition, workload.members.get("networkConfiguration"))?;
    let fargate = workload.launch_type() == "FARGATE";
    let version = match workload.members.get("platformVersion") {
        Some(kept) if fargate => kept.as_str(),
        _ => input.text("platformVersion")?,
    };
    platform::resolve(version, fargate, &definition.document)?;
    let strategy = "capacityProviderStrategy";
    if !forced && workload.members.get(strategy) != service.workload.members.get(strategy) {
        return Err(AwsError::invalid_parameter(
            "The capacity provider strategy of a service can only be changed with forceNewDeployment.",
        ));
    }
    if input.get("loadBalancers").is_some() || input.get("deploymentConfiguration").is_some() {
        let settings = settings(input, service.settings.clone());
        load_balancer::check(workload.list("loadBalancers"), strategy_of(&settings), elb)?;
    }
    // The service leaves its cluster while both are worked on; every way from here puts it back.
    let Some(mut service) = cluster.services.remove(&name) else {
        return Err(AwsError::service_not_found());
    };
    apply(&mut service, input, desired);
    if forced || workload != service.workload {
        rollout::begin(
            &mut service,
            cluster,
            workload,
            task_definitions,
            ecr,
            alarms,
            context,
        );
    } else {
        service.wake_soon(&cluster.name, context);
    }
    let document = service.document(cluster, true);
    cluster.services.insert(name, service);
    Ok(Document::new().set("service", document).build())
}

/// The members of a request; `UpdateService` has no launch type.
fn changes(input: &Input) -> serde_json::Map<String, Value> {
    let mut members = input.members().clone();
    members.retain(|name, _| Workload::has_member(name) && name != "launchType");
    members
}

fn apply(service: &mut Service, input: &Input, desired: Option<i64>) {
    service.settings = settings(input, std::mem::take(&mut service.settings));
    if let Some(desired) = desired {
        service.desired = desired;
    }
}
