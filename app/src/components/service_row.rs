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
use crate::state::memo::memo;
use crate::state::sort::Ranked;
use crate::ui::age::Age;
use crate::ui::dots::{Dot, Dots};
use crate::ui::part::{IntoPart, changing};

/// How many failed tasks a row still shows.
const FAILED_DOTS: usize = 3;

/// The dots of a service's tasks: those that have not stopped, then its newest failures while tasks
/// are missing.
fn dots(service: &Service, tasks: &[TaskSummary]) -> Vec<Dot> {
    let primary = service.primary().map(|primary| primary.id.as_str());
    let replaces = service
        .deployments
        .iter()
        .any(|deployment| deployment.status != DeploymentStatus::Primary);
    let dot = |task: &TaskSummary| Dot {
        id: task.id.clone(),
        phase: task.phase,
        next: replaces && task.started_by.as_deref() == primary,
        href: None,
    };
    let mut dots: Vec<Dot> = tasks
        .iter()
        .filter(|task| !matches!(task.phase, TaskPhase::Stopped | TaskPhase::Failed))
        .map(dot)
        .collect();
    let missing = usize::try_from(service.desired - service.running).unwrap_or(0);
    let mut failed: Vec<&TaskSummary> = tasks
        .iter()
        .filter(|task| task.phase == TaskPhase::Failed)
        .collect();
    model::order::sort_by(&mut failed, |a, b| b.stopped_at.cmp(&a.stopped_at));
    dots.extend(failed.into_iter().take(missing.min(FAILED_DOTS)).map(dot));
    dots
}

/// The row.
#[component]
pub(crate) fn ServiceRow(
    /// The cluster's state.
    state: ClusterState,
    /// The cluster's address.
    cluster: ClusterRef,
    /// The service's ARN.
    arn: String,
) -> impl IntoView {
    let rows = state;
    let row = rows.service(arn.clone());
    let name = model::place::short_name(&arn).to_owned();
    let tasks = rows.tasks_of(name.clone());
    let href = paths::service(&cluster.service(name.clone()), ServiceTab::Deployment);
    let place = cluster.place.clone();
    let get = move |read: fn(&Ranked) -> String| {
        memo(move || row.with(|row| row.as_ref().map(read).unwrap_or_default()))
    };
    let kind = get(|row| row.service.kind_words());
    let counts = get(|row| format!("{} / {}", row.service.running, row.service.desired));
    let image = get(|row| {
        let first = row.service.images.first();
        first.map_or_else(|| "–".to_owned(), |image| short_image(image))
    });
    let others = get(|row| match row.service.images.len() {
        0 | 1 => String::new(),
        many => format!(" +{}", many - 1),
    });
    let images = get(|row| row.service.images.join("\n"));
    let definition = get(|row| row.service.task_definition.clone());
    let changed =
        memo(move || row.with(|row| row.as_ref().and_then(|row| last_change(&row.service))));
    let state = Signal::derive(move || {
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
        let row = row.get();
        row.map(|row| tasks.with(|tasks| dots(&row.service, tasks)))
            .unwrap_or_default()
    });
    view! {
        <tr data-row=arn>
            <th scope="row">
                <a class="name" href=href>{name}</a>
                <span class="faint">{kind}</span>
            </th>
            <td data-label="State">
                <StateChip state />
            </td>
            <td data-label="Tasks">
                <span class="tasks">
                    <Dots dots />
                    <span class="count">{counts}</span>
                </span>
            </td>
            <td data-label="Image" class="mono">
                <span class="wrap" title=images>{image}</span>
                <span class="faint">{others}</span>
            </td>
            <td data-label="Revision" class="mono">
                <a
                    class="link wrap"
                    href=changing(move || definition.with(|arn| paths::task_definition(&place, arn)))
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
