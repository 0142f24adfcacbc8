//! A cluster: its counts, its services by need, and tasks run on their own.

mod counts;
mod services;
mod tasks;

use leptos::prelude::*;
use model::cluster::Cluster;
use model::live::{ClusterView, First, Topic};
use model::place::ClusterRef;

use self::counts::CountsBar;
use self::services::ServicesCard;
use self::tasks::TasksCard;
use super::cluster_param;
use super::clusters::status_tone;
use crate::api::cluster::ReadCluster;
use crate::api::loaded::load_with;
use crate::components::heading::Heading;
use crate::components::live_indicator::StaleBanner;
use crate::components::load::{load, until_ended};
use crate::live::follow_view;
use crate::state::cluster::ClusterState;
use crate::ui::chip::Chip;
use crate::ui::part::{IntoPart, changing};

/// The page.
#[component]
pub(crate) fn ClusterPage() -> impl IntoView {
    let cluster = cluster_param();
    let resource = load_with(move || {
        let ClusterRef { place, cluster } = cluster.get();
        ReadCluster {
            target: place.target,
            region: place.region,
            cluster,
        }
    });
    load("cluster", resource, move |first: First<ClusterView>| {
        let cluster = cluster.get_untracked();
        let live = follow_view(Topic::Cluster(cluster.clone()), first);
        let state = ClusterState::new(live);
        until_ended(live.ended, move || {
            view! { <Content cluster=cluster.clone() state /> }.into_part()
        })
    })
}

/// Capacity and namespace in a sentence.
fn summary(cluster: &Cluster) -> String {
    let mut words = Vec::new();
    let providers: Vec<String> = cluster
        .capacity_providers
        .iter()
        .map(|provider| model::words::capacity(provider))
        .collect();
    if !providers.is_empty() {
        words.push(providers.join(" and "));
    }
    if cluster.container_instances > 0 {
        words.push(model::words::count(
            i64::from(cluster.container_instances),
            "container instance",
        ));
    }
    if let Some(namespace) = &cluster.service_connect_namespace {
        words.push(format!(
            "Service Connect namespace {}",
            model::place::short_name(namespace)
        ));
    }
    words.join(", ")
}

#[component]
fn Content(cluster: ClusterRef, state: ClusterState) -> impl IntoView {
    let about = state.cluster();
    let name = cluster.cluster.clone();
    let tone = Signal::derive(move || about.with(|cluster| status_tone(&cluster.status)));
    let words =
        Signal::derive(move || about.with(|cluster| model::words::title(cluster.status.as_str())));
    let loading = state.loading();
    view! {
        <div class="row head">
            <Heading title=name />
            <Chip tone words />
            <span class="muted wrap">{changing(move || about.with(summary))}</span>
        </div>
        <StaleBanner />
        {changing(move || {
            loading
                .get()
                .map(|loading| {
                    view! {
                        <div class="banner info" role="status">
                            <label class="progress">
                                {format!("{} of {} services loaded", loading.loaded, loading.total)}
                                <progress
                                    value=loading.loaded.to_string()
                                    max=loading.total.max(1).to_string()
                                ></progress>
                            </label>
                        </div>
                    }
                })
        })}
        <CountsBar counts=state.counts() />
        <ServicesCard cluster=cluster.clone() state />
        <TasksCard cluster state />
    }
    .into_part()
}
