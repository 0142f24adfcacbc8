//! What the newest deployment does: its steps, its tasks, what changed, what happens.

use leptos::prelude::*;
use model::attention::revisions;
use model::place::ServiceRef;
use model::progress::{Step, StepState, is_back};
use model::service::{RolloutState, Service};

use super::actions::revision_words;
use super::events::EventList;
use super::failures::Failures;
use super::hooks::Hooks;
use super::lanes::LaneRow;
use super::monitors::Monitors;
use super::notify::Notify;
use super::started_by::StartedBy;
use super::traffic::TrafficBars;
use super::verdict::VerdictLine;
use super::what_changed::WhatChanged;
use crate::state::memo::memo;
use crate::state::service::ServiceState;
use crate::ui::age::{Age, Elapsed};
use crate::ui::card::Card;
use crate::ui::notice;
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::rows::{Row, rows};
use crate::ui::show::Show;

/// `Revision 18 → 19` while it is replaced, `Back to revision 18` in a rollback, `Revision 19` else.
fn title(service: &Service) -> String {
    let Some(primary) = service.primary() else {
        return "No deployment".to_owned();
    };
    let new = &primary.task_definition;
    if is_back(service) {
        return format!("Back to revision {}", revision_words(new, new));
    }
    match service
        .deployments
        .iter()
        .find(|other| other.id != primary.id)
    {
        Some(old) => format!("Revision {}", revisions(&old.task_definition, new)),
        None => format!("Revision {}", revision_words(new, new)),
    }
}

fn step(step: &Step) -> Part {
    let (class, word) = match step.state {
        StepState::Done => ("done", "done"),
        StepState::Now => ("now", "happening"),
        StepState::Ahead => ("ahead", "ahead"),
    };
    view! {
        <li class=class aria-current=(step.state == StepState::Now).then_some("step")>
            {step.name} <span class="quiet">{format!(" ({word})")}</span>
            <span class="detail">{step.detail.clone()}</span>
        </li>
    }
    .into_part()
}

/// The tab.
#[component]
pub(super) fn DeploymentTab(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    let heading = Signal::derive(move || state.service.with(title));
    let moving = memo(move || state.service.with(Service::is_deploying));
    let started = memo(move || {
        state
            .service
            .with(|s| s.primary().and_then(|p| p.created_at))
    });
    let ended = memo(move || {
        state.service.with(|service| {
            let primary = service.primary()?;
            (primary.rollout_state == Some(RolloutState::Completed))
                .then_some(primary.updated_at)?
        })
    });
    let expected = state.expected();
    let slow = memo(move || expected.with(|one| one.as_ref().is_some_and(|one| one.slow)));
    let unavailable = state.deployments_unavailable();
    let whole = service.clone();
    let aside = move || {
        view! {
            <span class="muted">
                {changing(move || {
                    if moving.get() {
                        view! { "started " <Age at=started suffix=" ago" /> }.into_part()
                    } else if ended.get().is_some() {
                        view! {
                            "since "
                            <Age at=started suffix="" />
                            ", took "
                            <Elapsed from=started to=ended />
                        }
                            .into_part()
                    } else {
                        view! { "since " <Age at=started /> }.into_part()
                    }
                })}
            </span>
            <StartedBy service=whole.clone() state />
            <span class="grow"></span>
            <span class="muted" class:slow=move || slow.get()>
                {changing(move || expected.with(|one| one.as_ref().map(|one| one.words.clone())))}
            </span>
            <Notify state />
        }
    };
    let steps = state.steps();
    let lanes = state.lanes();
    let lane_keys = memo(move || {
        lanes.with(|lanes| {
            lanes
                .iter()
                .map(|lane| lane.deployment.id.clone())
                .collect::<Vec<_>>()
        })
    });
    let at = service.cluster.clone();
    let lane_row = move |id: String| {
        let cluster = at.clone();
        move || {
            let lane = memo(move || {
                lanes.with(|lanes| lanes.iter().find(|lane| lane.deployment.id == id).cloned())
            });
            view! { <LaneRow cluster state lane /> }
        }
    };
    let whole = service.clone();
    view! {
        <VerdictLine state />
        <div class="two">
            <div class="column">
                <Card title=heading aside=aside>
                    <ol class="steps">{changing(move || steps.with(|steps| steps.iter().map(step).collect_view()))}</ol>
                    <TrafficBars state />
                    <Hooks service=whole state />
                    {changing(move || {
                        unavailable
                            .get()
                            .map(|why| {
                                view! {
                                    <div class="notice info">
                                        <p>"Records of deployments are not available here: " {why}</p>
                                    </div>
                                }
                            })
                    })}
                    {rows(move || {
                        let ids = lane_keys.get().into_iter();
                        ids.map(|id| Row::new(id.clone(), lane_row(id))).collect()
                    })}
                    <Show when=move || lane_keys.with(Vec::is_empty)>
                        {notice::empty("No deployment.", "The service has no tasks to show.")}
                    </Show>
                    <Monitors state />
                </Card>
                <Failures cluster=service.cluster.clone() state />
                <EventList cluster=service.cluster.clone() state limit=12 />
            </div>
            <div class="column">
                <WhatChanged place=service.cluster.place.clone() state />
            </div>
        </div>
    }
    .into_part()
}
