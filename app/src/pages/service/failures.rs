//! Failing tasks by cause.

use leptos::prelude::*;
use model::Timestamp;
use model::failure::Failure;
use model::place::ClusterRef;
use model::words::capital;

use super::last_lines::LastLines;

use crate::paths::{self, TaskTab};
use crate::state::memo::memo;
use crate::state::service::{ServiceState, failures};
use crate::ui::age::Age;
use crate::ui::card::Card;
use crate::ui::part::{IntoPart, changing};
use crate::ui::rows::{Row, rows};
use crate::ui::show::Show;

/// What tells a group from the others.
fn key(failure: &Failure) -> String {
    let container = failure.container.as_deref().unwrap_or_default();
    format!("{container} {}", failure.cause)
}

/// One cause. It stays, and stays open, while its tasks become more.
#[component]
fn FailureRow(cluster: ClusterRef, causes: Memo<Vec<Failure>>, key: String) -> impl IntoView {
    let failure = memo(move || {
        causes.with(|causes| causes.iter().find(|one| self::key(one) == key).cloned())
    });
    let words = memo(move || failure.with(|one| one.as_ref().map(|one| capital(&one.words()))));
    let reason = memo(move || failure.with(|one| one.as_ref()?.reason().map(str::to_owned)));
    let newest = memo(move || failure.with(|one| Some(one.as_ref()?.newest.id.clone())));
    let container = memo(move || failure.with(|one| one.as_ref()?.container.clone()));
    let stopped_at = memo(move || failure.with(|one| one.as_ref()?.newest.stopped_at));
    let times = memo(move || {
        let count = failure.with(|one| one.as_ref().map_or(0, |one| one.count));
        match count {
            1 => "once".to_owned(),
            count => format!("{count} times"),
        }
    });
    let open = RwSignal::new(false);
    let at = StoredValue::new(cluster);
    let links = move || {
        newest.get().map(|id| {
            let task = at.with_value(|at| at.task(id.clone()));
            view! {
                <a class="link" href=paths::task(&task, TaskTab::Overview)>
                    "Task " <code>{paths::short_task(&id)}</code>
                </a>
                <a class="link" href=paths::task(&task, TaskTab::Logs)>"Its logs"</a>
            }
        })
    };
    let lines = move || {
        changing(move || {
            newest.get().map(|id| {
                let task = at.with_value(|at| at.task(id));
                view! { <LastLines task container=container.get() /> }
            })
        })
    };
    view! {
        <li class="failure">
            <span class="sign" aria-hidden="true">"✕"</span>
            <span class="what">
                <b class="wrap">{words}</b>
                <span class="muted wrap">{reason}</span>
            </span>
            <span class="muted">{times} ", last " <Age at=stopped_at suffix=" ago" /></span>
            <span class="links">
                <button
                    type="button"
                    class="copy"
                    aria-expanded=changing(move || open.get().to_string())
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <span aria-hidden="true">{changing(move || if open.get() { "▾ " } else { "▸ " })}</span>
                    "Last lines"
                </button>
                {changing(links)}
            </span>
            <Show when=move || open.get()>
                <div class="last">{lines()}</div>
            </Show>
        </li>
    }
    .into_part()
}

/// The card; nothing when nothing failed within the last hour.
#[component]
pub(super) fn Failures(
    /// The cluster, for links to tasks.
    cluster: ClusterRef,
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    let causes = memo(move || {
        let now = Timestamp(state.live.now().0 / 10_000 * 10_000);
        state.live.view.with(|view| failures(&view.tasks, now))
    });
    let aside = || view! { <span class="muted">"in the last hour"</span> };
    let cluster = StoredValue::new(cluster);
    let list = move || {
        rows(move || {
            let keys: Vec<String> = causes.with(|causes| causes.iter().map(key).collect());
            keys.into_iter()
                .map(|key| {
                    let id = key.clone();
                    Row::new(key, move || {
                        view! { <FailureRow cluster=cluster.get_value() causes key=id /> }
                    })
                })
                .collect()
        })
    };
    view! {
        <Show when=move || !causes.with(Vec::is_empty)>
            <Card title="Failing tasks".to_owned() aside=aside>
                <ul class="failures">{list()}</ul>
            </Card>
        </Show>
    }
    .into_part()
}
