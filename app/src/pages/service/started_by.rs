//! Who started a deployment.

use leptos::prelude::*;
use model::history::{Started, Starter, TrailAnswer};
use model::place::ServiceRef;
use model::stage::is_back;

use crate::api::history::ReadDeploymentStarters;
use crate::api::request::read;
use crate::state::effect::effect;
use crate::state::memo::memo;
use crate::state::service::ServiceState;
use crate::state::trail::trail_of;
use crate::ui::part::{IntoPart, Part, changing};

/// Somebody, with where that is known from.
pub(super) fn somebody(started: &Started) -> Part {
    view! {
        <span>
            <b class="wrap">{started.who.clone()}</b>
            <span class="muted wrap">{format!(" ({})", started.source_words())}</span>
        </span>
    }
    .into_part()
}

/// Who started a deployment (by ARN): a user of this console, else whom CloudTrail names, else nobody
/// who is on record.
pub(super) fn starter(
    starters: &[Starter],
    trail: &TrailAnswer,
    deployment: &str,
) -> Option<Started> {
    let mut here = starters.iter();
    let here = here.find(|starter| starter.deployment == deployment);
    here.and_then(|starter| starter.started.clone())
        .or_else(|| trail.started(deployment).cloned())
}

/// Who started the newest deployment, or the one that ECS undid, in a line, once that is known.
#[component]
pub(super) fn StartedBy(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    let deployments = state.deployments();
    let newest = memo(move || deployments.with(|all| all.first().map(|one| one.arn.clone())));
    let trail = trail_of(service.clone(), newest, true);
    let here = RwSignal::new(Vec::<Starter>::new());
    let look_up = Action::new(move |&(): &()| {
        let at = service.clone();
        async move {
            let place = at.cluster.place;
            let answer = read(ReadDeploymentStarters {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
            });
            if let Ok(starters) = answer.await {
                let _ = here.try_set(starters);
            }
        }
    });
    effect(move || {
        if newest.with(Option::is_some) {
            look_up.dispatch(());
        }
    });
    // What is being deployed after a rollback is ECS's; somebody else started what it undoes.
    let undone = memo(move || deployments.with(|all| all.first().is_some_and(is_back)));
    let by = move || {
        if undone.get() {
            "undoes a deployment by "
        } else {
            "by "
        }
    };
    let line = move || {
        let newest = newest.get()?;
        let found = here.with(|here| trail.with(|trail| starter(here, trail, &newest)));
        if let Some(started) = found {
            return Some(
                view! { <span class="muted">{by()} {somebody(&started)}</span> }.into_part(),
            );
        }
        let why = trail.with(|trail| trail.silence(&newest))?;
        Some(
            view! { <span class="faint" title=why>{by()} "somebody not recorded by ECS"</span> }
                .into_part(),
        )
    };
    changing(line).into_part()
}
