//! The field for a container of a task definition.

use leptos::prelude::*;
use model::place::Place;
use model::task_definition::ContainerDefinition;

use crate::api::request::read;
use crate::api::task_definition::ReadTaskDefinition;
use crate::ui::notice;
use crate::ui::part::IntoPart;

/// Which container, of those that a task definition has.
#[component]
pub(in crate::pages::service) fn ContainerField(
    /// Where the task definition is.
    place: Place,
    /// The task definition, by name or ARN.
    #[prop(into)]
    definition: Signal<String>,
    /// The chosen container's name.
    container: RwSignal<String>,
    /// The containers, once they are known.
    known: RwSignal<Vec<ContainerDefinition>>,
) -> impl IntoView {
    let found = LocalResource::new(move || {
        let definition = read(ReadTaskDefinition {
            target: place.target.clone(),
            region: place.region.clone(),
            task_definition: definition.get(),
        });
        async move {
            let answer = definition.await;
            let containers = match &answer {
                Ok(definition) => definition.containers.clone(),
                Err(_) => Vec::new(),
            };
            let chosen = container.get_untracked();
            // The container that is meant mostly is the first.
            if let Some(first) = containers.first()
                && !containers.iter().any(|one| one.name == chosen)
            {
                container.set(first.name.clone());
            }
            known.set(containers);
            answer.map(|_| ())
        }
    });
    let field = move || {
        Some(match found.get()? {
            Ok(()) => {
                let options = known.with(|containers| {
                    containers
                        .iter()
                        .map(|one| view! { <option value=one.name.clone()>{one.name.clone()}</option> })
                        .collect_view()
                });
                view! {
                    <label>
                        "Container"
                        <select
                            prop:value=container
                            on:change=move |event| container.set(event_target_value(&event))
                        >
                            {options}
                        </select>
                    </label>
                }
                .into_part()
            }
            Err(error) => notice::error(&error.0),
        })
    };
    view! { <Transition fallback=|| notice::loading("the containers")>{field}</Transition> }
        .into_part()
}
