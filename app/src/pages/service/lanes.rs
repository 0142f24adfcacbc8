//! The tasks of one deployment in a row.

use std::sync::Arc;

use leptos::prelude::*;
use model::image::short_image;
use model::place::ClusterRef;
use model::progress::{Lane, Side};
use model::task_definition::{family_revision, revision_number};

use crate::paths::{self, TaskTab};
use crate::state::memo::memo;
use crate::state::service::ServiceState;
use crate::ui::dots::{Dot, DotLinks};
use crate::ui::part::{IntoPart, changing};

fn name(lane: &Lane) -> String {
    let definition = &lane.deployment.task_definition;
    let revision = revision_number(definition)
        .map_or_else(|| family_revision(definition).to_owned(), |n| n.to_string());
    format!("{revision}, {}", lane.word)
}

/// Counts of a lane, one a line: running, pending, failed, stopped.
fn counts(lane: &Lane) -> Vec<String> {
    let deployment = &lane.deployment;
    let mut counts = vec![format!(
        "{} of {} running",
        deployment.running, deployment.desired
    )];
    if deployment.pending > 0 {
        counts.push(format!("{} pending", deployment.pending));
    }
    if deployment.failed > 0 {
        counts.push(format!("{} failed", deployment.failed));
    }
    if lane.stopped > 0 {
        counts.push(format!("{} stopped", lane.stopped));
    }
    counts
}

/// The image that a lane's tasks run, by the revision's record, or by the service for the newest.
fn image(state: ServiceState, lane: &Lane) -> Option<String> {
    let definition = &lane.deployment.task_definition;
    state.live.view.with(|view| {
        let record = view
            .revisions
            .iter()
            .find(|revision| revision.task_definition == *definition)
            .and_then(|revision| revision.images.first())
            .map(|image| image.image.clone());
        let own = (view.service.task_definition == *definition)
            .then(|| view.service.images.first().cloned())
            .flatten();
        record.or(own).map(|image| short_image(&image))
    })
}

/// The row.
#[component]
pub(super) fn LaneRow(
    /// The cluster, for the links of the dots.
    cluster: ClusterRef,
    /// The service's state.
    state: ServiceState,
    /// The lane.
    lane: Memo<Option<Lane>>,
) -> impl IntoView {
    let is_new = move || lane.with(|lane| lane.as_ref().is_some_and(|l| l.side == Side::New));
    let image = memo(move || lane.with(|lane| image(state, lane.as_ref()?)));
    let dots = memo(move || {
        lane.with(|lane| {
            let Some(lane) = lane else {
                return Vec::new();
            };
            lane.tasks
                .iter()
                .map(|(id, phase)| Dot {
                    id: id.clone(),
                    phase: *phase,
                    next: lane.side == Side::New,
                })
                .collect()
        })
    });
    let path =
        Arc::new(move |id: &str| paths::task(&cluster.task(id.to_owned()), TaskTab::Overview));
    view! {
        <div class="lane" class:next=is_new>
            <div>
                <b>{changing(move || lane.with(|lane| lane.as_ref().map(name)))}</b>
                <span class="mono faint wrap">{image}</span>
            </div>
            <DotLinks dots path />
            <div class="muted counts">
                {changing(move || {
                    lane.with(|lane| {
                        lane.as_ref()
                            .map(|lane| {
                                counts(lane)
                                    .into_iter()
                                    .map(|line| view! { <span>{line}</span> })
                                    .collect_view()
                            })
                    })
                })}
            </div>
        </div>
    }
    .into_part()
}
