//! A service as a row of a cluster's page.

use leptos::prelude::*;
use model::attention::{ServiceState as State, Severity, last_change};
use model::image::short_image;
use model::live::TaskSummary;
use model::place::ClusterRef;
use model::service::{DeploymentStatus, Service};
use model::task::TaskPhase;
use model::task_definition::family_revision;

use super::state_chip::StateChip;
use crate::paths::{self, ServiceTab};
use crate::state::cluster::ClusterState;
use crate::state::cluster::store::is_there;
use crate::state::memo::memo;
use crate::state::sort::Ranked;
use crate::ui::age::Age;
use crate::ui::dots::{Dot, Dots};
use crate::ui::part::{IntoPart, changing};

/// How many failed tasks a row still shows.
const FAILED_DOTS: usize = 3;

/// The dots of a service's tasks: those that have not stopped, then its newest failures while tasks
/// are missing, or all that are known of a service that is only listed.
fn dots(service: Option<&Service>, tasks: &[TaskSummary]) -> Vec<Dot> {
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
        href: None,
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

/// What a row shows, besides its name.
fn of_service(row: &Ranked, read: fn(&Service) -> String) -> String {
    row.service.as_deref().map(read).unwrap_or_default()
}

/// The row.
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
    let href = paths::service(&cluster.service(name.clone()), ServiceTab::Deployment);
    let place = cluster.place.clone();
    let arn = row.with_untracked(|row| row.as_ref().map(|row| row.arn.clone()));
    let get = move |read: fn(&Ranked) -> String| {
        memo(move || row.with(|row| row.as_ref().map(read).unwrap_or_default()))
    };
    let text = |words: Memo<String>| changing(move || words.get());
    let kind = get(|row| match &row.service {
        Some(service) => service.kind_words(),
        // As high as what comes in its place: the places of all rows below depend on it.
        None => "not described yet".to_owned(),
    });
    let counts = memo(move || {
        row.with(|row| match row.as_ref().map(|row| row.service.as_deref()) {
            Some(Some(service)) => format!("{} / {}", service.running, service.desired),
            // Of a service that is only listed, the tasks that are known.
            Some(None) => tasks.with(|tasks| {
                let running = tasks.iter().filter(|task| is_running(task)).count();
                format!("{running} / …")
            }),
            None => String::new(),
        })
    });
    let image = get(|row| {
        of_service(row, |service| {
            let first = service.images.first();
            first.map_or_else(|| "–".to_owned(), |image| short_image(image))
        })
    });
    let others = get(|row| {
        of_service(row, |service| match service.images.len() {
            0 | 1 => String::new(),
            many => format!(" +{}", many - 1),
        })
    });
    let images = get(|row| of_service(row, |service| service.images.join("\n")));
    let definition = get(|row| of_service(row, |service| service.task_definition.clone()));
    let changed = memo(move || {
        row.with(|row| last_change(row.as_ref().and_then(|row| row.service.as_deref())?))
    });
    let chip = Signal::derive(move || {
        row.with(|row| match row {
            Some(row) => row.state.clone(),
            // The row itself goes a moment later.
            None => State {
                severity: Severity::Idle,
                words: String::new(),
            },
        })
    });
    let dots = memo(move || {
        row.with(|row| {
            let service = row.as_ref().and_then(|row| row.service.as_deref());
            tasks.with(|tasks| dots(service, tasks))
        })
    });
    view! {
        <tr data-row=arn data-key=key aria-rowindex=(index + 2).to_string()>
            <th scope="row">
                <a class="name" href=href>{name}</a>
                <span class="faint">{text(kind)}</span>
            </th>
            <td data-label="State">
                <StateChip state=chip />
            </td>
            <td data-label="Tasks">
                <span class="tasks">
                    <Dots dots />
                    <span class="count">{text(counts)}</span>
                </span>
            </td>
            <td data-label="Image" class="mono">
                <span class="wrap" title=text(images)>{text(image)}</span>
                <span class="faint">{text(others)}</span>
            </td>
            <td data-label="Revision" class="mono">
                <a
                    class="link wrap"
                    href=changing(move || {
                        definition.with(|arn| (!arn.is_empty()).then(|| paths::task_definition(&place, arn)))
                    })
                >
                    {changing(move || definition.with(|arn| family_revision(arn).to_owned()))}
                </a>
            </td>
            <td data-label="Changed" class="num">
                <Age at=changed />
            </td>
        </tr>
    }
    .into_part()
}
