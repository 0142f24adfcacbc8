//! What ECS says it did.

use leptos::prelude::*;
use model::event::{Piece, is_problem, pieces};
use model::place::{ClusterRef, ServiceRef};
use model::service::ServiceEvent;

use crate::paths::{self, TaskTab};
use crate::state::memo::memo;
use crate::state::query::use_query_value;
use crate::state::service::ServiceState;
use crate::ui::age::Age;
use crate::ui::card::Card;
use crate::ui::notice;
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::rows::{Row, rows};

fn row(cluster: &ClusterRef, event: ServiceEvent) -> Part {
    let problem = is_problem(&event.message);
    let words: Vec<Part> = pieces(&event.message)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.into_part(),
            Piece::Task(id) => {
                let href = paths::task(&cluster.task(id.clone()), TaskTab::Overview);
                view! { <a class="link" href=href><code>{paths::short_task(&id)}</code></a> }
                    .into_part()
            }
        })
        .collect();
    view! {
        <li class="event" class:problem=problem>
            <time class="mono faint" datetime=event.at.to_rfc3339() title=event.at.to_utc()>
                {event.at.to_utc_clock()}
            </time>
            <span class="wrap" title=event.message>
                {problem.then(|| view! { <span class="sign" aria-label="problem">"✕ "</span> })}
                {words}
            </span>
            <span class="faint"><Age at=Some(event.at) /></span>
        </li>
    }
    .into_part()
}

/// The newest events, all or only problems.
#[component]
pub(super) fn EventList(
    /// The cluster, for links to tasks.
    cluster: ClusterRef,
    /// The service's state.
    state: ServiceState,
    /// The most events to show.
    limit: usize,
) -> impl IntoView {
    let query = use_query_value("events");
    let show = query.value;
    let events = state.events();
    let only_problems = memo(move || show.with(|show| show == "problems"));
    let shown = move || {
        let problems = only_problems.get();
        events.with(|events| {
            events
                .iter()
                .filter(|event| !problems || is_problem(&event.message))
                .take(limit)
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let none = memo(move || shown().is_empty());
    let aside = move || {
        let button = |title: &'static str, word: &'static str| {
            view! {
                <button
                    type="button"
                    aria-pressed=changing(move || (only_problems.get() == (word == "problems")).to_string())
                    on:click=move |_| query.set(word)
                >
                    {title}
                </button>
            }
        };
        view! {
            <span class="muted">"UTC"</span>
            <span class="grow"></span>
            <div class="segments" role="group" aria-label="Events">
                {button("All", "")} {button("Problems", "problems")}
            </div>
        }
    };
    view! {
        <Card title="What happens".to_owned() aside=aside>
            <ul class="events">
                {rows(move || {
                    let shown = shown().into_iter();
                    shown
                        .map(|event| {
                            let cluster = cluster.clone();
                            Row::new(event.id.clone(), move || row(&cluster, event))
                        })
                        .collect()
                })}
            </ul>
            {changing(move || {
                none.get()
                    .then(|| {
                        if only_problems.get() {
                            notice::empty("No problems.", "ECS told of none among its newest events.")
                        } else {
                            notice::empty(
                                "No events yet.",
                                "ECS tells here what it does for this service.",
                            )
                        }
                    })
            })}
        </Card>
    }
    .into_part()
}

/// The tab: every event ECS keeps.
#[component]
pub(super) fn EventsTab(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    view! { <EventList cluster=service.cluster state limit=usize::MAX /> }
}
