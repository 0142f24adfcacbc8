//! The fields for another image.

use leptos::prelude::*;
use model::image::ImageReference;
use model::place::Place;

use crate::api::request::read;
use crate::api::task_definition::ReadTaskDefinition;
use crate::state::service::ServiceState;
use crate::ui::notice;
use crate::ui::part::IntoPart;

/// Container and tag.
#[component]
pub(super) fn ImageFields(
    /// Where the service is.
    place: Place,
    /// The service's state.
    state: ServiceState,
    /// The chosen container.
    container: RwSignal<String>,
    /// The tag, or the digest.
    tag: RwSignal<String>,
) -> impl IntoView {
    let current = state
        .service
        .with_untracked(|service| service.task_definition.clone());
    let definition = LocalResource::new(move || {
        let definition = read(ReadTaskDefinition {
            target: place.target.clone(),
            region: place.region.clone(),
            task_definition: current.clone(),
        });
        async move {
            let answer = definition.await;
            // The container that is meant mostly is the first.
            if let Ok(definition) = &answer
                && container.with_untracked(String::is_empty)
                && let Some(first) = definition.containers.first()
            {
                container.set(first.name.clone());
            }
            answer
        }
    });
    let fields = move || {
        Some(match definition.get()? {
            Ok(definition) => {
                let containers = StoredValue::new(definition.containers);
                let options = containers.with_value(|containers| {
                    containers
                        .iter()
                        .map(|one| view! { <option value=one.name.clone()>{one.name.clone()}</option> })
                        .collect_view()
                });
                let image = move || {
                    let name = container.get();
                    containers.with_value(|containers| {
                        let found = containers.iter().find(|one| one.name == name);
                        found.map(|one| one.image.clone())
                    })
                };
                let repository =
                    move || image().map(|image| ImageReference::of(&image).repository.to_owned());
                let now = move || {
                    let image = image()?;
                    let image = ImageReference::of(&image);
                    Some(match image.digest {
                        Some(digest) => digest.to_owned(),
                        None => image.tag_or_latest().to_owned(),
                    })
                };
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
                    <label>
                        "New tag or digest"
                        <input
                            type="text"
                            autocomplete="off"
                            spellcheck="false"
                            autocapitalize="none"
                            placeholder=now
                            prop:value=tag
                            on:input=move |event| tag.set(event_target_value(&event))
                        />
                    </label>
                    <p class="muted small wrap">"In " <code>{repository}</code></p>
                }
                .into_part()
            }
            Err(error) => notice::error(&error.0),
        })
    };
    view! { <Transition fallback=|| notice::loading("the containers")>{fields}</Transition> }
        .into_part()
}
