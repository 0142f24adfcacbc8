//! A service as a row of a cluster's page.

use leptos::prelude::*;
use model::attention::last_change;
use model::image::short_image;
use model::live::TaskSummary;
use model::place::ClusterRef;
use model::service::{DeploymentStatus, Service};
use model::task::TaskPhase;
use model::task_definition::family_revision;

use super::state_chip::state_chip;
use crate::paths::{self, ServiceTab};
use crate::state::cluster::ClusterState;
use crate::state::cluster::store::is_there;
use crate::state::sort::Ranked;
use crate::ui::age::Age;
use crate::ui::dots::{Dot, dots};
use crate::ui::part::{IntoPart, changing};

/// How many failed tasks a row still shows.
const FAILED_DOTS: usize = 3;

/// The dots of a service's tasks: those that have not stopped, then its newest failures while tasks
/// are missing, or all that are known of a service that is only listed.
fn dots_of(service: Option<&Service>, tasks: &[TaskSummary]) -> Vec<Dot> {
    let primary = service.and_then(Service::primary);
    let primary = primary.map(|primary| primary.id.as_str());
    let replaces = service.is_some_and(|service| {
        let mut deployments = service.deployments.iter();
        deployments.any(|deployment| deployment.status != DeploymentStatus::Primary)
    });
    let dot = |task: &TaskSummary| Dot {
        id: task.id.clone(),
        phase: task.phase,
        next: replaces && task.started_by.as_deref() == primary,
    };
    let there = tasks.iter().filter(|task| is_there(task));
    let mut dots: Vec<Dot> = there.map(dot).collect();
    let missing = service.map_or(FAILED_DOTS, |service| {
        usize::try_from(service.desired - service.running).unwrap_or(0)
    });
    let mut failed: Vec<&TaskSummary> = tasks
        .iter()
        .filter(|task| task.phase == TaskPhase::Failed)
        .collect();
    model::order::sort_by(&mut failed, |a, b| b.stopped_at.cmp(&a.stopped_at));
    dots.extend(failed.into_iter().take(missing.min(FAILED_DOTS)).map(dot));
    dots
}

fn is_running(task: &TaskSummary) -> bool {
    matches!(task.phase, TaskPhase::Running | TaskPhase::Unhealthy)
}

/// How many of its tasks run; of a service that is only listed, of those that are known.
fn counts(service: Option<&Service>, tasks: &[TaskSummary]) -> String {
    let Some(service) = service else {
        let running = tasks.iter().filter(|task| is_running(task)).count();
        return format!("{running} / …");
    };
    format!("{} / {}", service.running, service.desired)
}

/// A row's first image, how many more there are, and all of them.
fn images(service: Option<&Service>) -> (String, String, String) {
    let Some(service) = service else {
        return Default::default();
    };
    let first = service.images.first();
    let first = first.map_or_else(|| "–".to_owned(), |image| short_image(image));
    let others = match service.images.len() {
        0 | 1 => String::new(),
        many => format!(" +{}", many - 1),
    };
    (first, others, service.images.join("\n"))
}

/// The cells of a row, but for its age, as they are now.
fn cells(
    cluster: &ClusterRef,
    name: &str,
    row: &Ranked,
    tasks: &[TaskSummary],
) -> impl IntoView + use<> {
    let service = row.service.as_deref();
    let href = paths::service(&cluster.service(name.to_owned()), ServiceTab::Deployment);
    // As high as what comes in its place: the places of all rows below depend on it.
    let kind = service.map_or_else(|| "not described yet".to_owned(), Service::kind_words);
    let (image, others, images) = images(service);
    let definition = service.map(|service| service.task_definition.as_str());
    view! {
        <th scope="row">
            <a class="name" href=href>{name.to_owned()}</a>
            <span class="faint">{kind}</span>
        </th>
        <td data-label="State">{state_chip(&row.state)}</td>
        <td data-label="Tasks">
            <span class="tasks">
                {dots(&dots_of(service, tasks))}
                <span class="count">{counts(service, tasks)}</span>
            </span>
        </td>
        <td data-label="Image" class="mono">
            <span class="wrap" title=images>{image}</span>
            <span class="faint">{others}</span>
        </td>
        <td data-label="Revision" class="mono">
            <a
                class="link wrap"
                href=definition.map(|arn| paths::task_definition(&cluster.place, arn))
            >
                {definition.map(|arn| family_revision(arn).to_owned())}
            </a>
        </td>
    }
}

/// The row. Its cells are one view, of which a change writes only what differs: a signal for each
/// text would make rows dearer, and they are made while somebody scrolls.
#[component]
pub(crate) fn ServiceRow(
    /// The cluster's state.
    state: ClusterState,
    /// The cluster's address.
    cluster: ClusterRef,
    /// The service's name.
    name: String,
    /// Its place in the table, from 0.
    index: usize,
) -> impl IntoView {
    let key = name.clone();
    let parts = state.parts();
    let row = parts.service(name.clone());
    let tasks = parts.tasks_of(name.clone());
    let arn = row.with_untracked(|row| row.as_ref().map(|row| row.arn.clone()));
    let changed = Signal::derive(move || {
        row.with(|row| last_change(row.as_ref().and_then(|row| row.service.as_deref())?))
    });
    let cells = move || {
        row.with(|row| {
            // Without it, the row itself goes a moment later.
            let row = row.as_ref()?;
            Some(tasks.with(|tasks| cells(&cluster, &name, row, tasks)))
        })
    };
    view! {
        <tr data-row=arn data-key=key aria-rowindex=(index + 2).to_string()>
            {changing(cells)}
            <td data-label="Changed" class="num">
                <Age at=changed />
            </td>
        </tr>
    }
    .into_part()
}
