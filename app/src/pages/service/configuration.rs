//! How a service is set up.

use leptos::prelude::*;
use model::place::{Place, ServiceRef};
use model::scaling::{Scaling, advice};
use model::service::Service;
use model::task_definition::family_revision;

use crate::paths;
use crate::state::scaling::scaling_when;
use crate::state::service::ServiceState;
use crate::ui::age::utc;
use crate::ui::card::Card;
use crate::ui::copy::Copy;
use crate::ui::facts::{code, fact, list};
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::tags::tags;

fn yes_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn basics(service: &Service, place: &Place, scaling: &Scaling) -> Part {
    let definition = paths::task_definition(place, &service.task_definition);
    let arn = service.arn.clone();
    let status = model::words::title(service.status.as_str());
    list([
        Some((
            "ARN",
            view! { <code class="wrap">{arn.clone()}</code> <Copy text=arn what="ARN" /> }
                .into_part(),
        )),
        fact("Status", Some(status)),
        Some((
            "Task definition",
            view! {
                <a class="link mono wrap" href=definition>
                    {family_revision(&service.task_definition).to_owned()}
                </a>
            }
            .into_part(),
        )),
        fact("Scheduling", Some(model::words::title(&service.scheduling))),
        fact("Desired count", Some(service.desired.to_string())),
        fact("Auto scaling", advice(scaling, None)),
        fact("Platform version", service.platform_version.clone()),
        fact("ECS Exec", Some(yes_no(service.exec_enabled))),
        service.created_at.map(|at| ("Created", utc(Some(at)))),
        code("Created by", service.created_by.clone()),
    ])
}

fn capacity(service: &Service) -> Part {
    let strategy: Vec<String> = service
        .capacity
        .iter()
        .map(|share| {
            let name = model::words::capacity(&share.provider);
            format!("{name}: weight {}, base {}", share.weight, share.base)
        })
        .collect();
    let launch_type = service.launch_type.as_ref();
    list([
        fact(
            "Launch type",
            launch_type.map(|kind| model::words::capacity(kind.as_str())),
        ),
        fact("Capacity providers", Some(strategy.join("; "))),
    ])
}

fn deployments(service: &Service) -> Part {
    let percent = |value: Option<i32>| value.map(|value| format!("{value} %"));
    let breaker = service.circuit_breaker.map(|breaker| {
        match (breaker.enable, breaker.rollback) {
            (false, _) => "off",
            (true, true) => "on, rolls back",
            (true, false) => "on, does not roll back",
        }
        .to_owned()
    });
    let grace = service
        .health_check_grace_s
        .map(|seconds| format!("{seconds} s"));
    list([
        fact("Controller", Some(service.controller.as_str().to_owned())),
        fact("Strategy", Some(model::words::strategy(&service.strategy))),
        fact("Minimum healthy", percent(service.minimum_healthy_percent)),
        fact("Maximum", percent(service.maximum_percent)),
        fact("Circuit breaker", breaker),
        fact("Health check grace", grace),
    ])
}

fn network(service: &Service) -> Part {
    let network = service.network.as_ref();
    let load_balancers: Vec<String> = service
        .load_balancers
        .iter()
        .map(|balancer| {
            let group = balancer
                .target_group
                .as_deref()
                .unwrap_or("classic load balancer");
            let port = balancer
                .port
                .map(|port| format!(":{port}"))
                .unwrap_or_default();
            format!("{}{port} in {group}", balancer.container)
        })
        .collect();
    let connect = service.service_connect.as_ref();
    let offers: Vec<String> = connect
        .map(|connect| connect.offers.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|offer| {
            let name = offer.dns_name.as_deref().unwrap_or(&offer.port_name);
            let port = offer
                .port
                .map(|port| format!(":{port}"))
                .unwrap_or_default();
            format!("{name}{port}")
        })
        .collect();
    list([
        code("Subnets", network.map(|network| network.subnets.join(", "))),
        code(
            "Security groups",
            network.map(|network| network.security_groups.join(", ")),
        ),
        fact(
            "Public address",
            network.map(|network| yes_no(network.public_ip)),
        ),
        code("Load balancers", Some(load_balancers.join("; "))),
        code(
            "Service Connect namespace",
            connect.and_then(|connect| connect.namespace.clone()),
        ),
        code("Offers", Some(offers.join(", "))),
    ])
}

/// The tab.
#[component]
pub(super) fn ConfigurationTab(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    let scaling = scaling_when(service.clone(), || true);
    let place = service.cluster.place;
    let show = move |part: fn(&Service) -> Part| move || state.service.with(part);
    view! {
        <div class="grid">
            <Card title="Service".to_owned()>
                {changing(move || {
                    scaling.with(|scaling| state.service.with(|service| basics(service, &place, scaling)))
                })}
            </Card>
            <Card title="Deployments".to_owned()>{show(deployments)}</Card>
            <Card title="Capacity".to_owned()>{show(capacity)}</Card>
            <Card title="Network".to_owned()>{show(network)}</Card>
            <Card title="Tags".to_owned()>{show(|service| tags(&service.tags))}</Card>
        </div>
    }
    .into_part()
}
