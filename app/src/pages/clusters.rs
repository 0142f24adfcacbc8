//! All clusters of all targets and regions.

use leptos::prelude::*;
use model::cluster::{Cluster, ClusterStatus};
use model::live::{ClustersView, First, Topic};
use model::place::Place;
use model::words::count;

use crate::api::clusters::ReadClusters;
use crate::api::loaded::load_with;
use crate::components::error_view::ErrorView;
use crate::components::heading::Heading;
use crate::components::live_indicator::StaleBanner;
use crate::components::load::load_part;
use crate::live::follow_view;
use crate::paths;
use crate::state::memo::memo;
use crate::state::query::use_query_value;
use crate::state::session::SessionResource;
use crate::ui::card::Card;
use crate::ui::chip::{Chip, Tone};
use crate::ui::notice;
use crate::ui::part::{IntoPart, changing};
use crate::ui::rows::{Row, rows};
use crate::ui::show::Show;
use crate::ui::suspended::suspended;

/// The page.
#[component]
pub(crate) fn ClustersPage() -> impl IntoView {
    let session = expect_context::<SessionResource>().0;
    let query = use_query_value("q");
    let text = query.value;
    let fallback = || notice::loading("clusters");
    let places = suspended(fallback.into(), move || async move {
        let session = match session.get().await {
            Ok(session) => session,
            Err(error) => return view! { <ErrorView error=error.0 /> }.into_part(),
        };
        let places = session.places();
        if places.is_empty() {
            return notice::empty(
                "You have no access to any target.",
                "An admin of this console can give you a role.",
            );
        }
        places
            .into_iter()
            .map(|place| view! { <PlaceCard place text /> })
            .collect_view()
            .into_part()
    });
    view! {
        <div class="row head">
            <Heading title="Clusters".to_owned() />
            <span class="grow"></span>
            <input
                type="search"
                data-filter
                placeholder="Filter clusters"
                aria-label="Filter clusters"
                autocomplete="off"
                spellcheck="false"
                prop:value=text
                value=text.get_untracked()
                on:input:target=move |event| query.set(&event.target().value())
            />
        </div>
        <StaleBanner />
        {places}
    }
    .into_part()
}

/// The clusters of one place, with their own loading and errors.
#[component]
fn PlaceCard(place: Place, text: Memo<String>) -> impl IntoView {
    let title = format!("{} / {}", place.target, place.region);
    let at = place.clone();
    let resource = load_with(move || ReadClusters {
        target: at.target.clone(),
        region: at.region.clone(),
    });
    let table = move |first: First<ClustersView>| {
        let place = place.clone();
        let live = follow_view(Topic::Clusters(place.clone()), first);
        let found = memo(move || {
            let text = text.with(|text| text.trim().to_lowercase());
            live.view.with(|view| {
                let mut found: Vec<(String, String)> = view
                    .clusters
                    .iter()
                    .filter(|cluster| cluster.name.to_lowercase().contains(&text))
                    .map(|cluster| (cluster.name.clone(), cluster.arn.clone()))
                    .collect();
                model::order::sort_by(&mut found, Ord::cmp);
                found
            })
        });
        let row = move |arn: String| {
            let place = place.clone();
            move || {
                let cluster = memo(move || {
                    live.view
                        .with(|view| view.clusters.iter().find(|c| c.arn == arn).cloned())
                });
                view! { <ClusterRow place cluster /> }
            }
        };
        let none = memo(move || live.view.with(|view| view.clusters.is_empty()));
        view! {
            {changing(move || live.ended.get().map(|error| view! { <div class="pad">{notice::error(&error)}</div> }))}
            <Show
                when=move || !none.get()
                fallback=|| {
                    notice::empty(
                        "No clusters here.",
                        "Create one with the AWS CLI (aws ecs create-cluster) or the AWS console; it appears by itself.",
                    )
                }
            >
                <div class="scroll">
                    <table class="cards">
                        <thead>
                            <tr>
                                <th scope="col">"Cluster"</th>
                                <th scope="col">"State"</th>
                                <th scope="col" class="num">"Services"</th>
                                <th scope="col" class="num">"Running"</th>
                                <th scope="col" class="num">"Pending"</th>
                                <th scope="col" class="num">"Instances"</th>
                                <th scope="col">"Capacity"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {rows({
let row = row.clone();
move || {
                                let found = found.get().into_iter();
                                found.map(|(_, arn)| Row::new(arn.clone(), row(arn))).collect()
                            }})}
                        </tbody>
                    </table>
                </div>
                <Show when=move || found.with(Vec::is_empty)>
                    {notice::empty("No cluster matches.", "Change the filter.")}
                </Show>
            </Show>
        }
        .into_part()
    };
    view! { <Card title=title>{load_part("clusters", resource, table)}</Card> }.into_part()
}

/// The tone of a cluster's status.
pub(crate) fn status_tone(status: &ClusterStatus) -> Tone {
    match status {
        ClusterStatus::Active => Tone::Ok,
        ClusterStatus::Provisioning | ClusterStatus::Deprovisioning => Tone::Busy,
        ClusterStatus::Failed => Tone::Bad,
        ClusterStatus::Inactive | ClusterStatus::Unknown(_) => Tone::Idle,
    }
}

fn capacity_words(cluster: &Cluster) -> String {
    if cluster.capacity_providers.is_empty() {
        return "–".to_owned();
    }
    let words: Vec<String> = cluster
        .capacity_providers
        .iter()
        .map(|provider| model::words::capacity(provider))
        .collect();
    words.join(", ")
}

#[component]
fn ClusterRow(place: Place, cluster: Memo<Option<Cluster>>) -> impl IntoView {
    let name = cluster.with_untracked(|c| c.as_ref().map(|c| c.name.clone()).unwrap_or_default());
    let href = paths::cluster(&place.cluster(name.clone()));
    let get = move |read: fn(&Cluster) -> String| {
        move || cluster.with(|cluster| cluster.as_ref().map(read).unwrap_or_default())
    };
    let tone = Signal::derive(move || {
        cluster.with(|c| c.as_ref().map_or(Tone::Idle, |c| status_tone(&c.status)))
    });
    let words = Signal::derive(get(|cluster| model::words::title(cluster.status.as_str())));
    view! {
        <tr>
            <th scope="row">
                <a class="name" href=href>{name}</a>
            </th>
            <td data-label="State"><Chip tone words /></td>
            <td data-label="Services" class="num">{get(|c| c.active_services.to_string())}</td>
            <td data-label="Running" class="num">{get(|c| count(i64::from(c.running_tasks), "task"))}</td>
            <td data-label="Pending" class="num">{get(|c| c.pending_tasks.to_string())}</td>
            <td data-label="Instances" class="num">{get(|c| c.container_instances.to_string())}</td>
            <td data-label="Capacity"><span class="wrap">{get(capacity_words)}</span></td>
        </tr>
    }
    .into_part()
}
