//! A task as a row of a cluster's page.

use leptos::prelude::*;
use model::live::TaskSummary;
use model::place::ClusterRef;
use model::task::TaskPhase;
use model::task_definition::family_revision;
use model::words::capital;

use super::stopped_task::phase_tone;
use crate::paths::{self, ServiceTab, TaskTab};
use crate::state::cluster::ClusterState;
use crate::state::task_sort::changed_at;
use crate::ui::age::Age;
use crate::ui::chip::chip;
use crate::ui::part::{IntoPart, Part, changing};

/// What a task does, or why it stopped.
fn words(task: &TaskSummary) -> String {
    match &task.cause {
        Some(cause) => capital(cause),
        None if task.phase == TaskPhase::Unhealthy => "Unhealthy".to_owned(),
        None => model::words::title(&task.status),
    }
}

/// Who keeps it: a service, or whoever started it on its own.
fn owner(cluster: &ClusterRef, service: Option<String>, started_by: Option<String>) -> Part {
    match (service, started_by) {
        (Some(service), _) => {
            let href = paths::service(&cluster.service(service.clone()), ServiceTab::Deployment);
            view! {
                <a class="link wrap" href=href>
                    {service}
                </a>
            }
            .into_part()
        }
        (None, Some(by)) => {
            view! { <span class="wrap muted">"on its own, by "{by}</span> }.into_part()
        }
        (None, None) => view! { <span class="muted">"on its own"</span> }.into_part(),
    }
}

/// The row.
#[component]
pub(crate) fn TaskRow(
    /// The cluster's state.
    state: ClusterState,
    /// The cluster's address.
    cluster: ClusterRef,
    /// The task's id.
    id: String,
    /// Its place in the table, from 0.
    index: usize,
) -> impl IntoView {
    let key = id.clone();
    let task = state.parts().task(id.clone());
    let href = paths::task(&cluster.task(id.clone()), TaskTab::Overview);
    let (service, started_by, definition) = task.with_untracked(|task| {
        let task = task.as_ref();
        (
            task.and_then(|task| task.service.clone()),
            task.and_then(|task| task.started_by.clone()),
            task.map(|task| task.task_definition.clone())
                .unwrap_or_default(),
        )
    });
    let state = move || {
        task.with(|task| {
            let task = task.as_ref()?;
            Some(chip(phase_tone(task.phase), words(task)))
        })
    };
    let changed = Signal::derive(move || task.with(|task| changed_at(task.as_ref()?)));
    let about = paths::task_definition(&cluster.place, &definition);
    view! {
        <tr data-key=key aria-rowindex=(index + 2).to_string()>
            <th scope="row">
                <a class="name mono" href=href title=id.clone()>
                    {paths::short_task(&id)}
                </a>
            </th>
            <td data-label="State">{changing(state)}</td>
            <td data-label="Service">{owner(&cluster, service, started_by)}</td>
            <td data-label="Task definition" class="mono">
                <a class="link wrap" href=about>
                    {family_revision(&definition).to_owned()}
                </a>
            </td>
            <td data-label="Changed" class="num">
                <Age at=changed />
            </td>
        </tr>
    }
    .into_part()
}
