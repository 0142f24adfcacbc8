//! What differs between the revisions of the newest deployment.

use leptos::prelude::*;
use model::attention::revisions;
use model::diff::Change;
use model::place::Place;

use crate::api::loaded::load_if;
use crate::api::task_definition::ReadTaskDefinitionChanges;
use crate::components::load::load_part;
use crate::paths;
use crate::state::service::ServiceState;
use crate::ui::card::Card;
use crate::ui::part::IntoPart;
use crate::ui::{diff, notice};

/// The card.
#[component]
pub(super) fn WhatChanged(
    /// Where the task definitions are.
    place: Place,
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    let change = state.change();
    let at = place.clone();
    let resource = load_if(move || {
        let (before, after) = change.get()?;
        Some(ReadTaskDefinitionChanges {
            target: at.target.clone(),
            region: at.region.clone(),
            before,
            after,
        })
    });
    let aside = move || {
        let place = place.clone();
        let links = move || {
            change.get().map(|(before, after)| {
                let href = paths::task_definition(&place, &after);
                view! { <a class="link" href=href>{revisions(&before, &after)}</a> }
            })
        };
        view! {
            <span class="grow"></span>
            {links}
        }
    };
    let show = |changes: Option<Vec<Change>>| match changes {
        Some(changes) => diff::changes(&changes),
        None => notice::empty(
            "Nothing changed.",
            "The newest deployment runs the task definition that ran before, or is the first one known.",
        ),
    };
    view! { <Card title="What changed".to_owned() aside=aside>{load_part("the difference", resource, show)}</Card> }
        .into_part()
}
