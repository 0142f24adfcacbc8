//! Tasks of a cluster that no service keeps.

use leptos::prelude::*;
use model::live::TaskSummary;
use model::place::ClusterRef;
use model::task_definition::family_revision;

use crate::components::stopped_task::{capital, phase_tone};
use crate::paths::{self, TaskTab};
use crate::state::cluster::ClusterState;
use crate::ui::age::Age;
use crate::ui::card::Card;
use crate::ui::chip::Chip;
use crate::ui::notice;
use crate::ui::part::{IntoPart, Part};
use crate::ui::rows::{Row, rows};
use crate::ui::show::Show;

fn row(cluster: &ClusterRef, task: TaskSummary) -> Part {
    let href = paths::task(&cluster.task(task.id.clone()), TaskTab::Overview);
    let definition = paths::task_definition(&cluster.place, &task.task_definition);
    let words = match &task.cause {
        Some(cause) => capital(cause),
        None => model::words::title(&task.status),
    };
    let at = task.stopped_at.or(task.created_at);
    view! {
        <tr>
            <th scope="row">
                <a class="name mono" href=href title=task.id.clone()>
                    {paths::short_task(&task.id)}
                </a>
            </th>
            <td data-label="State"><Chip tone=phase_tone(task.phase) words /></td>
            <td data-label="Task definition" class="mono">
                <a class="link wrap" href=definition>
                    {family_revision(&task.task_definition).to_owned()}
                </a>
            </td>
            <td data-label="Started by">
                <span class="wrap">{task.started_by.clone().unwrap_or_else(|| "–".to_owned())}</span>
            </td>
            <td data-label="Changed" class="num"><Age at=at /></td>
        </tr>
    }
    .into_part()
}

/// The table of tasks run on their own, those stopped within the last hour included.
#[component]
pub(super) fn TasksCard(
    /// The cluster's address.
    cluster: ClusterRef,
    /// The cluster's state.
    state: ClusterState,
) -> impl IntoView {
    let tasks = state.standalone();
    let key = |task: &TaskSummary| format!("{} {} {:?}", task.id, task.status, task.phase);
    let make = move |task: TaskSummary| {
        let cluster = cluster.clone();
        move || row(&cluster, task)
    };
    let aside = || {
        view! { <span class="muted">"run on their own, stopped ones of the last hour included"</span> }
    };
    view! {
            <Card title="Tasks".to_owned() id="tasks" aside=aside>
                <Show
                    when=move || !tasks.with(Vec::is_empty)
                    fallback=|| {
                        notice::empty(
                            "No tasks run on their own.",
                            "Tasks of services are on the pages of their services.",
                        )
                    }
                >
                    <div class="scroll">
                        <table class="cards">
                            <thead>
                                <tr>
                                    <th scope="col">"Task"</th>
                                    <th scope="col">"State"</th>
                                    <th scope="col">"Task definition"</th>
                                    <th scope="col">"Started by"</th>
                                    <th scope="col" class="num">"Changed"</th>
                                </tr>
                            </thead>
                            <tbody>
                                {rows({
    let make = make.clone();
    move || {
                                    let tasks = tasks.get().into_iter();
                                    tasks.map(|task| Row::new(key(&task), make(task))).collect()
                                }})}
                            </tbody>
                        </table>
                    </div>
                </Show>
            </Card>
        }
    .into_part()
}
