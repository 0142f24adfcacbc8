//! Running and stopped tasks.

use leptos::prelude::*;
use model::image::short_image;
use model::place::{ClusterRef, ServiceRef};
use model::task::Task;
use model::task_definition::family_revision;

use crate::components::stopped_task::{cause, phase_tone};
use crate::paths::{self, TaskTab};
use crate::state::service::ServiceState;
use crate::ui::age::Age;
use crate::ui::card::Card;
use crate::ui::chip::Chip;
use crate::ui::notice;
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::rows::{Row, rows};

/// Status and health in words.
fn status_words(task: &Task) -> String {
    let status = model::words::title(task.status.as_str());
    match &task.health {
        Some(health) if health.as_str() != "UNKNOWN" && !task.is_stopped() => {
            format!("{status}, {}", model::words::constant(health.as_str()))
        }
        _ => status,
    }
}

fn containers(task: &Task) -> Part {
    let rows: Vec<_> = task
        .containers
        .iter()
        .map(|container| {
            let exit = container.exit_code.map(|code| format!(" exit {code}"));
            let image = container.image.as_deref().map(short_image);
            view! {
                <span class="wrap" title=image>
                    {container.name.clone()} <span class="bad">{exit.filter(|e| e != " exit 0")}</span>
                </span>
            }
        })
        .collect();
    view! { <span class="list">{rows}</span> }.into_part()
}

/// A task's row; only what changed in it is drawn again.
#[component]
fn TaskRow(cluster: ClusterRef, state: ServiceState, arn: String, stopped: bool) -> impl IntoView {
    let id = model::place::short_name(&arn).to_owned();
    let task = state.task(arn);
    let href = paths::task(&cluster.task(id.clone()), TaskTab::Overview);
    let place = cluster.place.clone();
    let cells = move || {
        let task = task.get()?;
        let definition = paths::task_definition(&place, &task.task_definition);
        let at = if stopped {
            task.stopped_at
        } else {
            task.started_at.or(task.created_at)
        };
        let why = if stopped {
            view! { <td data-label="Cause">{cause(&task)}</td> }.into_part()
        } else {
            let zone = task.zone.clone().unwrap_or_else(|| "–".to_owned());
            let ip = task.private_ip.clone().unwrap_or_else(|| "–".to_owned());
            view! {
                <td data-label="Zone">{zone}</td>
                <td data-label="Address" class="mono">{ip}</td>
            }
            .into_part()
        };
        Some(view! {
            <td data-label="State"><Chip tone=phase_tone(task.phase()) words=status_words(&task) /></td>
            <td data-label="Revision" class="mono">
                <a class="link wrap" href=definition>
                    {family_revision(&task.task_definition).to_owned()}
                </a>
            </td>
            <td data-label="Containers">{containers(&task)}</td>
            {why}
            <td data-label=if stopped { "Stopped" } else { "Started" } class="num"><Age at=at /></td>
        })
    };
    view! {
        <tr>
            <th scope="row">
                <a class="name mono" href=href title=id.clone()>{paths::short_task(&id)}</a>
            </th>
            {cells}
        </tr>
    }
    .into_part()
}

fn table(cluster: ClusterRef, state: ServiceState, stopped: bool) -> Part {
    let arns = state.tasks(stopped);
    let row = move |arn: String| {
        let cluster = cluster.clone();
        move || view! { <TaskRow cluster state arn stopped /> }
    };
    let (title, last) = if stopped {
        ("Stopped tasks", "Stopped")
    } else {
        ("Tasks", "Started")
    };
    let heads = if stopped {
        view! { <th scope="col">"Cause"</th> }.into_part()
    } else {
        view! {
            <th scope="col">"Zone"</th>
            <th scope="col">"Address"</th>
        }
        .into_part()
    };
    let empty = move || {
        if stopped {
            notice::empty(
                "No task stopped recently.",
                "ECS keeps stopped tasks for about an hour.",
            )
        } else {
            notice::empty("No tasks.", "Scale the service up to start some.")
        }
    };
    let aside = move || {
        let words = if stopped {
            "in the last hour"
        } else {
            "not stopped"
        };
        view! { <span class="muted">{changing(move || format!("{} {words}", arns.with(Vec::len)))}</span> }
    };
    view! {
        <Card title=title.to_owned() aside=aside>
            <div class="scroll">
                <table class="cards">
                    <thead>
                        <tr>
                            <th scope="col">"Task"</th>
                            <th scope="col">"State"</th>
                            <th scope="col">"Revision"</th>
                            <th scope="col">"Containers"</th>
                            {heads}
                            <th scope="col" class="num">{last}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows(move || {
                            let arns = arns.get().into_iter();
                            arns.map(|arn| Row::new(arn.clone(), row(arn))).collect()
                        })}
                    </tbody>
                </table>
            </div>
            {changing(move || arns.with(Vec::is_empty).then(empty))}
        </Card>
    }
    .into_part()
}

/// The tab.
#[component]
pub(super) fn TasksTab(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    view! {
        {table(service.cluster.clone(), state, false)}
        {table(service.cluster, state, true)}
    }
    .into_part()
}
