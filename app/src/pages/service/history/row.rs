//! One deployment of the history.

use leptos::prelude::*;
use model::access::Action;
use model::attention::revisions;
use model::history::{Starter, TrailAnswer, outcome_words};
use model::place::short_name;
use model::rollback::current_revision;
use model::service_deployment::{ServiceDeployment, ServiceDeploymentStatus};
use model::time::duration_words;

use crate::pages::service::actions::revision_words;
use crate::pages::service::roll_back::RollBackRequest;
use crate::pages::service::started_by::{somebody, starter};
use crate::state::memo::memo;
use crate::state::query::QueryValue;
use crate::state::service::ServiceState;
use crate::state::session::Session;
use crate::ui::age::Age;
use crate::ui::chip::{Chip, Tone};
use crate::ui::part::{IntoPart, Part, changing};

/// Which two revisions are compared, by their ids.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// The one before, as it stands in the address.
    pub(super) before: QueryValue,
    /// The one after, as it stands in the address.
    pub(super) after: QueryValue,
    /// The ARNs of those that are compared when the address says nothing.
    pub(super) pair: Memo<Option<(String, String)>>,
}

impl Marks {
    /// The id of the revision on a side.
    pub(super) fn marked(self, is_after: bool) -> String {
        let chosen = if is_after { self.after } else { self.before };
        let chosen = chosen.value.get();
        if !chosen.is_empty() {
            return chosen;
        }
        self.pair.with(|pair| {
            let pair = pair.as_ref();
            let arn = pair.map(|(before, after)| if is_after { after } else { before });
            arn.map_or_else(String::new, |arn| short_name(arn).to_owned())
        })
    }
}

fn tone(status: &ServiceDeploymentStatus) -> Tone {
    match status {
        ServiceDeploymentStatus::Successful => Tone::Ok,
        ServiceDeploymentStatus::RollbackSuccessful | ServiceDeploymentStatus::Stopped => {
            Tone::Warn
        }
        ServiceDeploymentStatus::RollbackFailed => Tone::Bad,
        ServiceDeploymentStatus::Unknown(_) => Tone::Idle,
        _ => Tone::Busy,
    }
}

/// Who started it and who rolled it back, in words.
fn by(starters: &[Starter], trail: &TrailAnswer, deployment: &str) -> Part {
    let found = starters
        .iter()
        .find(|starter| starter.deployment == deployment);
    let rolled_back = found.and_then(|starter| starter.rolled_back.clone());
    let started = match starter(starters, trail, deployment) {
        Some(started) => somebody(&started),
        None => match trail.silence(deployment) {
            // Why CloudTrail can't be asked stands once below the table.
            Some(why) => {
                let why = trail.unavailable.is_none().then_some(why);
                let why = why.map(|why| view! { <span class="faint small wrap">{why}</span> });
                view! { <span class="faint">"not recorded by ECS"</span> {why} }.into_part()
            }
            None => view! { <span class="faint">"asking CloudTrail…"</span> }.into_part(),
        },
    };
    let rolled_back = rolled_back
        .map(|user| view! { <span class="muted wrap">"rolled back by " <b>{user}</b></span> });
    view! { <span class="list">{started} {rolled_back}</span> }.into_part()
}

/// Source and target in words, as `18 → 19`.
fn revision(state: ServiceState, deployment: &ServiceDeployment) -> String {
    let source = deployment
        .sources
        .iter()
        .find_map(|source| state.definition_of(&source.arn));
    let target = deployment
        .target
        .as_ref()
        .and_then(|target| state.definition_of(&target.arn));
    match (source, target) {
        (Some(source), Some(target)) if source == target => {
            format!("{} again", revision_words(&target, &target))
        }
        (Some(source), Some(target)) => revisions(&source, &target),
        (None, Some(target)) => revision_words(&target, &target),
        _ => "unknown".to_owned(),
    }
}

fn mark(revision: &str, words: &str, marks: Marks, is_after: bool) -> Part {
    let id = short_name(revision).to_owned();
    let (side, name) = if is_after {
        ("after", "compare-after")
    } else {
        ("before", "compare-before")
    };
    let here = id.clone();
    let marked = memo(move || marks.marked(is_after) == here);
    view! {
        <input
            type="radio"
            name=name
            aria-label=format!("{side}: revision {words}")
            title=format!("Compare: {side}")
            prop:checked=move || marked.get()
            on:change=move |_| {
                // Both stand in the address, so that a copied one shows the same.
                let other = marks.marked(!is_after);
                let (chosen, rest) = if is_after { (marks.after, marks.before) } else { (marks.before, marks.after) };
                rest.set(&other);
                chosen.set(&id);
            }
        />
    }
    .into_part()
}

/// The row of a service deployment (by ARN).
pub(super) fn row(
    arn: String,
    target_name: String,
    state: ServiceState,
    starters: StoredValue<Vec<Starter>>,
    trail: RwSignal<TrailAnswer>,
    marks: Marks,
    roll_back: RollBackRequest,
) -> Part {
    let deployments = state.deployments();
    let deployment =
        memo(move || deployments.with(|all| all.iter().find(|one| one.arn == arn).cloned()));
    let current = memo(move || deployments.with(|all| current_revision(all).map(str::to_owned)));
    let refused = Session::may(Action::RollBack, &target_name)
        .err()
        .map(|error| error.message);
    let cells = move || {
        let deployment = deployment.get()?;
        let words = revision(state, &deployment);
        let target = deployment.target.as_ref().map(|target| target.arn.clone());
        let compare = target.as_ref().map(|target| {
            view! {
                <span class="marks">
                    {mark(target, &words, marks, false)} {mark(target, &words, marks, true)}
                </span>
            }
        });
        let took = deployment
            .duration_ms(state.now_to_the_second())
            .map(duration_words);
        let is_here = target.is_some() && target == current.get();
        let refused = refused.clone().or_else(|| {
            let refused = state.service.with(model::rollback::can_roll_back);
            refused.err().map(|error| error.message)
        });
        let back = match target {
            _ if is_here => view! { <span class="chip idle">"current"</span> }.into_part(),
            Some(target) => {
                let disabled = refused.is_some();
                view! {
                    <button
                        type="button"
                        class="btn small"
                        disabled=disabled
                        title=refused
                        on:click=move |_| roll_back.ask(target.clone())
                    >
                        "Roll back to this"
                    </button>
                }
                .into_part()
            }
            None => ().into_part(),
        };
        let why = deployment
            .status_reason
            .clone()
            .filter(|why| !why.is_empty());
        let arn = deployment.arn.clone();
        let started =
            move || starters.with_value(|starters| trail.with(|trail| by(starters, trail, &arn)));
        Some(view! {
            <td data-label="Compare">{compare}</td>
            <td data-label="Started"><Age at=deployment.created_at suffix=" ago" /></td>
            <td data-label="Outcome">
                <Chip tone=tone(&deployment.status) words=outcome_words(&deployment.status) />
                {why.map(|why| view! { <span class="faint wrap">{why}</span> })}
            </td>
            <td data-label="Revision" class="mono">{words}</td>
            <td data-label="Took" class="num">{took}</td>
            <td data-label="By">{changing(started)}</td>
            <td class="act">{back}</td>
        })
    };
    view! { <tr>{changing(cells)}</tr> }.into_part()
}
