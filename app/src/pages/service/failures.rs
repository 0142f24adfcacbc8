//! Failing tasks by cause.

use leptos::prelude::*;
use model::Timestamp;
use model::place::ClusterRef;
use model::task::Task;
use model::words::capital;

use crate::paths::{self, TaskTab};
use crate::state::memo::memo;
use crate::state::service::{ServiceState, failures};
use crate::ui::age::Age;
use crate::ui::card::Card;
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::show::Show;

fn row(cluster: &ClusterRef, cause: &str, count: usize, newest: &Task) -> Part {
    let id = newest.id.clone();
    let times = if count == 1 {
        "once".to_owned()
    } else {
        format!("{count} times")
    };
    let task = cluster.task(id.clone());
    let reason = newest
        .stopped_reason
        .clone()
        .filter(|reason| reason != cause);
    view! {
        <li class="failure">
            <span class="sign" aria-hidden="true">"✕"</span>
            <span class="what">
                <b class="wrap">{capital(cause)}</b>
                <span class="muted wrap">{reason}</span>
            </span>
            <span class="muted">{times} ", last " <Age at=newest.stopped_at suffix=" ago" /></span>
            <span class="links">
                <a class="link" href=paths::task(&task, TaskTab::Overview)>
                    "Task " <code>{paths::short_task(&id)}</code>
                </a>
                <a class="link" href=paths::task(&task, TaskTab::Logs)>"Last lines"</a>
            </span>
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
    let rows = move || {
        causes.with(|causes| {
            causes
                .iter()
                .map(|(cause, count, newest)| row(&cluster, cause, *count, newest))
                .collect_view()
        })
    };
    let rows = StoredValue::new(rows);
    view! {
        <Show when=move || !causes.with(Vec::is_empty)>
            <Card title="Failing tasks".to_owned() aside=aside>
                <ul class="failures">{changing(move || rows.with_value(|rows| rows()))}</ul>
            </Card>
        </Show>
    }
    .into_part()
}
