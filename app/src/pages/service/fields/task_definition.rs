//! The field for a task definition.

use leptos::prelude::*;
use model::place::Place;
use model::task_definition::{family, family_revision};

use crate::api::deploy::ReadTaskDefinitionRevisions;
use crate::api::request::read;
use crate::state::service::ServiceState;
use crate::ui::part::IntoPart;

/// A task definition by name, with the newest of the service's family to choose from.
#[component]
pub(in crate::pages::service) fn TaskDefinitionField(
    /// Where the service is.
    place: Place,
    /// The service's state.
    state: ServiceState,
    /// The name as it is typed.
    name: RwSignal<String>,
) -> impl IntoView {
    let current = state
        .service
        .with_untracked(|service| service.task_definition.clone());
    let of = family(&current).to_owned();
    let known = LocalResource::new(move || {
        read(ReadTaskDefinitionRevisions {
            target: place.target.clone(),
            region: place.region.clone(),
            family: of.clone(),
        })
    });
    let now = family_revision(&current).to_owned();
    let here = now.clone();
    // The list only helps; whatever is typed is looked up.
    let options = move || {
        let known = known.get().and_then(Result::ok).unwrap_or_default();
        let names = known.iter().map(|arn| family_revision(arn).to_owned());
        let others = names.filter(|name| *name != here);
        others
            .map(|name| view! { <option value=name></option> })
            .collect_view()
    };
    view! {
        <label>
            "Task definition"
            <input
                type="text"
                list="task-definitions"
                autocomplete="off"
                spellcheck="false"
                autocapitalize="none"
                placeholder=now
                prop:value=name
                on:input=move |event| name.set(event_target_value(&event))
            />
        </label>
        <datalist id="task-definitions">
            <Transition>{options}</Transition>
        </datalist>
        <p class="muted small">"A family and revision, or a family for its newest active revision."</p>
    }
    .into_part()
}
