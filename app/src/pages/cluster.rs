//! A cluster: its counts, and its services or its tasks.

mod counts;
mod services;
pub(super) mod several;
pub(super) mod tasks;

use leptos::prelude::*;
use model::cluster::Cluster;
use model::live::{ClusterView, First, Loading};
use model::place::ClusterRef;

use self::counts::CountsBar;
use self::services::ServicesCard;
use super::clusters::status_tone;
use super::{cluster_param, param};
use crate::api::cluster::ReadCluster;
use crate::api::loaded::load_with;
use crate::components::heading::Heading;
use crate::components::live_indicator::StaleBanner;
use crate::components::load::{load, until_ended};
use crate::pages::lazy::{several_part, tasks_part};
use crate::pages::not_found::NotFoundPage;
use crate::paths::{self, ClusterTab};
use crate::state::cluster::ClusterState;
use crate::state::memo::memo;
use crate::ui::chip::Chip;
use crate::ui::number::grouped;
use crate::ui::part::{IntoPart, changing};
use crate::ui::tabs::{Tab, Tabs};

/// The page.
#[component]
pub(crate) fn ClusterPage() -> impl IntoView {
    let (cluster, segment) = (cluster_param(), param("tab"));
    let tab = memo(move || segment.with(|segment| ClusterTab::from_segment(segment)));
    if tab.get_untracked().is_none() {
        return view! { <NotFoundPage /> }.into_part();
    }
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
        let state = ClusterState::follow(&cluster, first);
        until_ended(state.parts().live.ended, move || {
            view! { <Content cluster=cluster.clone() state tab /> }.into_part()
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

/// How far a first load is, in words.
fn progress_words(loading: &Loading) -> String {
    let of = |loaded: u32, total: u32, noun: &str| {
        format!("{} of {} {noun}", grouped(loaded), grouped(total))
    };
    let services = of(loading.loaded, loading.total, "services");
    let tasks = of(loading.tasks_loaded, loading.tasks_total, "tasks");
    format!("{services}, {tasks}")
}

/// How far the first load is, while it lasts.
#[component]
fn Progress(loading: RwSignal<Option<Loading>>) -> impl IntoView {
    let lasts = memo(move || loading.with(Option::is_some));
    let get = move |read: fn(&Loading) -> String| {
        memo(move || loading.with(|loading| loading.as_ref().map(read).unwrap_or_default()))
    };
    let words = get(progress_words);
    let value = get(|loading| (loading.loaded + loading.tasks_loaded).to_string());
    let most = get(|loading| (loading.total + loading.tasks_total).max(1).to_string());
    changing(move || {
        lasts.get().then(|| {
            view! {
                <div class="banner info">
                    <label class="progress">
                        <span class="figures">{changing(move || words.get())}</span>
                        <progress value=value max=most></progress>
                    </label>
                </div>
            }
            .into_part()
        })
    })
}

#[component]
fn Content(
    cluster: ClusterRef,
    state: ClusterState,
    tab: Memo<Option<ClusterTab>>,
) -> impl IntoView {
    let parts = state.parts();
    let about = parts.cluster;
    let name = cluster.cluster.clone();
    let tone = Signal::derive(move || about.with(|cluster| status_tone(&cluster.status)));
    let words =
        Signal::derive(move || about.with(|cluster| model::words::title(cluster.status.as_str())));
    let at = cluster.clone();
    let tabs = Signal::derive(move || {
        ClusterTab::ALL
            .into_iter()
            .map(|one| Tab {
                title: one.title(),
                href: paths::cluster_tab(&at, one),
                current: tab.get() == Some(one),
            })
            .collect::<Vec<_>>()
    });
    let several = RwSignal::new(false);
    let here = cluster.clone();
    let wanted = RwSignal::new(false);
    let at = cluster.clone();
    let content = move || match tab.get() {
        Some(ClusterTab::Services) => {
            view! { <ServicesCard cluster=at.clone() state /> }.into_part()
        }
        Some(ClusterTab::Tasks) => tasks_part(at.clone(), state),
        None => view! { <NotFoundPage /> }.into_part(),
    };
    view! {
        <div class="row head">
            <Heading title=name />
            <Chip tone words />
            <span class="muted wrap">{changing(move || about.with(summary))}</span>
            <span class="grow"></span>
            <button type="button" class="btn" on:click=move |_| {
                    wanted.set(true);
                    several.set(true);
                }>
                "Several services…"
            </button>
        </div>
        <StaleBanner />
        <Progress loading=parts.loading />
        <CountsBar counts=parts.counts cluster />
        <Tabs label="Cluster" tabs />
        {changing(content)}
        {changing(move || {
            // Loaded once it is wanted; it stays, so that closing it can be seen.
            wanted.get().then(|| several_part(here.clone(), state, several))
        })}
    }
    .into_part()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_in_words() {
        let loading = Loading {
            loaded: 312,
            total: 2_000,
            tasks_loaded: 1_200,
            tasks_total: 5_000,
        };
        assert_eq!(
            progress_words(&loading),
            "312 of 2,000 services, 1,200 of 5,000 tasks"
        );
    }
}
