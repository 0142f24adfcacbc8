//! The SDK's service as the model's.

use aws_sdk_ecs::types;
use model::place::short_name;
use model::service::{
    CapacityShare, CircuitBreaker, Deployment, DeploymentController, LaunchType, LoadBalancer,
    Network, Service, ServiceConnect, ServiceConnectOffer, ServiceEvent, Strategy,
};

use crate::aws::convert::{tags, time};

/// The service with its events, newest first; `None` when it has no ARN.
pub(super) fn service(service: types::Service) -> Option<(Service, Vec<ServiceEvent>)> {
    let arn = service.service_arn?;
    let mut events: Vec<ServiceEvent> = service
        .events
        .unwrap_or_default()
        .into_iter()
        .filter_map(event)
        .collect();
    // AWS gives them newest first; a stable sort keeps its order within the same moment.
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let deployments = service.deployments.unwrap_or_default();
    let configuration = service.deployment_configuration;
    let configuration = configuration.as_ref();
    let service = Service {
        name: service
            .service_name
            .unwrap_or_else(|| short_name(&arn).to_owned()),
        status: service.status.unwrap_or_default().into(),
        desired: service.desired_count,
        running: service.running_count,
        pending: service.pending_count,
        task_definition: service.task_definition.unwrap_or_default(),
        images: Vec::new(),
        launch_type: service
            .launch_type
            .map(|word| LaunchType::from(word.as_str())),
        capacity: capacity(service.capacity_provider_strategy),
        controller: service
            .deployment_controller
            .map_or(DeploymentController::Ecs, |controller| {
                controller.r#type.as_str().into()
            }),
        strategy: configuration
            .and_then(|configuration| configuration.strategy.as_ref())
            .map_or(Strategy::Rolling, |strategy| strategy.as_str().into()),
        scheduling: service.scheduling_strategy.map_or_else(
            || "REPLICA".to_owned(),
            |strategy| strategy.as_str().to_owned(),
        ),
        minimum_healthy_percent: configuration.and_then(|c| c.minimum_healthy_percent),
        maximum_percent: configuration.and_then(|c| c.maximum_percent),
        circuit_breaker: configuration
            .and_then(|configuration| configuration.deployment_circuit_breaker.as_ref())
            .map(|breaker| CircuitBreaker {
                enable: breaker.enable,
                rollback: breaker.rollback,
            }),
        service_connect: service_connect(&deployments),
        deployments: deployments.into_iter().filter_map(deployment).collect(),
        last_event: events.first().cloned(),
        created_at: time(service.created_at),
        created_by: service.created_by,
        exec_enabled: service.enable_execute_command,
        health_check_grace_s: service.health_check_grace_period_seconds,
        platform_version: service.platform_version,
        network: network(service.network_configuration),
        load_balancers: service
            .load_balancers
            .unwrap_or_default()
            .into_iter()
            .map(|balancer| LoadBalancer {
                target_group: balancer.target_group_arn,
                container: balancer.container_name.unwrap_or_default(),
                port: balancer.container_port,
            })
            .collect(),
        tags: tags(service.tags),
        arn,
    };
    Some((service, events))
}

fn event(event: types::ServiceEvent) -> Option<ServiceEvent> {
    Some(ServiceEvent {
        id: event.id?,
        at: time(event.created_at)?,
        message: event.message.unwrap_or_default(),
    })
}

fn deployment(deployment: types::Deployment) -> Option<Deployment> {
    Some(Deployment {
        id: deployment.id?,
        status: deployment.status.unwrap_or_default().into(),
        task_definition: deployment.task_definition.unwrap_or_default(),
        desired: deployment.desired_count,
        pending: deployment.pending_count,
        running: deployment.running_count,
        failed: deployment.failed_tasks,
        rollout_state: deployment.rollout_state.map(|state| state.as_str().into()),
        rollout_reason: deployment.rollout_state_reason,
        created_at: time(deployment.created_at),
        updated_at: time(deployment.updated_at),
    })
}

fn capacity(strategy: Option<Vec<types::CapacityProviderStrategyItem>>) -> Vec<CapacityShare> {
    let share = |item: types::CapacityProviderStrategyItem| CapacityShare {
        provider: item.capacity_provider,
        weight: item.weight,
        base: item.base,
    };
    strategy
        .unwrap_or_default()
        .into_iter()
        .map(share)
        .collect()
}

fn network(network: Option<types::NetworkConfiguration>) -> Option<Network> {
    let awsvpc = network?.awsvpc_configuration?;
    Some(Network {
        subnets: awsvpc.subnets,
        security_groups: awsvpc.security_groups.unwrap_or_default(),
        public_ip: awsvpc
            .assign_public_ip
            .is_some_and(|public| public.as_str() == "ENABLED"),
    })
}

/// What the primary deployment offers; ECS keeps it there and not on the service.
fn service_connect(deployments: &[types::Deployment]) -> Option<ServiceConnect> {
    let primary = deployments
        .iter()
        .find(|deployment| deployment.status.as_deref() == Some("PRIMARY"))?;
    let configuration = primary.service_connect_configuration.as_ref()?;
    if !configuration.enabled {
        return None;
    }
    let offers = configuration.services.iter().flatten().map(|offer| {
        let alias = offer.client_aliases.iter().flatten().next();
        ServiceConnectOffer {
            port_name: offer.port_name.clone(),
            dns_name: alias
                .and_then(|alias| alias.dns_name.clone())
                .or_else(|| offer.discovery_name.clone()),
            port: alias.map(|alias| alias.port),
        }
    });
    Some(ServiceConnect {
        namespace: configuration.namespace.clone(),
        offers: offers.collect(),
    })
}
