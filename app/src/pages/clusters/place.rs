//! The clusters of one place.

use leptos::prelude::*;
use model::cluster::Cluster;
use model::live::{ClustersView, First, Topic};
use model::place::Place;
use model::words::count;

use super::status_tone;
use super::totals::Totals;
use crate::api::clusters::ReadClusters;
use crate::api::error::ApiError;
use crate::api::loaded::{Loaded, load_with};
use crate::live::follow_view;
use crate::paths;
use crate::state::effect::effect;
use crate::state::letters::lower;
use crate::state::memo::memo;
use crate::ui::card::Card;
use crate::ui::chip::{Chip, Tone};
use crate::ui::notice;
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::rows::{Row, rows};
use crate::ui::show::Show;
use crate::ui::suspended::suspended;

/// How long after an error a place is asked again, in milliseconds.
const RETRY_MS: u64 = 10_000;

/// The clusters of one place, with their own loading and errors.
#[component]
pub(super) fn PlaceCard(
    /// The place.
    place: Place,
    /// The filter.
    text: Memo<String>,
    /// Where its numbers go.
    totals: Totals,
    /// Its number among the places.
    number: usize,
) -> impl IntoView {
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
            let text = text.with(|text| lower(text.trim()));
            live.view.with(|view| {
                let mut found: Vec<(String, String)> = view
                    .clusters
                    .iter()
                    .filter(|cluster| lower(&cluster.name).contains(&text))
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
        totals.follow(number, live);
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
    let fallback = || notice::loading("clusters");
    let content = suspended(fallback.into(), move || {
        let table = table.clone();
        async move {
            match resource.get().await {
                Ok(first) => table(first),
                Err(error) => unanswered(error, resource, totals, number),
            }
        }
    });
    let aside = move || {
        view! {
            <span class="grow"></span>
            {totals.health(number)}
        }
    };
    view! {
        <Card title=title aside=aside>
            {content}
        </Card>
    }
    .into_part()
}

/// A place that has not answered: it is asked again by itself, at once where only the rendering of
/// the page did not wait for it.
fn unanswered(
    error: ApiError,
    resource: Loaded<First<ClustersView>>,
    totals: Totals,
    number: usize,
) -> Part {
    let pending = error.is_pending();
    let delay = std::time::Duration::from_millis(if pending { 0 } else { RETRY_MS });
    effect(move || {
        totals.failed(number, pending);
        let retry = set_timeout_with_handle(move || resource.refetch(), delay);
        if let Ok(retry) = retry {
            on_cleanup(move || retry.clear());
        }
    });
    if pending {
        return notice::loading("clusters");
    }
    view! { <div class="pad">{notice::error(&error.0)}</div> }.into_part()
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
