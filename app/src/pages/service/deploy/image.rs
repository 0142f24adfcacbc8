//! The fields for another image.

use leptos::prelude::*;
use model::image::ImageReference;
use model::place::Place;

use crate::pages::service::fields::container::ContainerField;
use crate::state::service::ServiceState;
use crate::ui::part::{IntoPart, changing};

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
    let definition = state
        .service
        .with_untracked(|service| service.task_definition.clone());
    let known = RwSignal::new(Vec::new());
    let image = move || {
        let name = container.get();
        known.with(|containers| {
            let mut containers = containers.iter();
            let found = containers
                .find(|one: &&model::task_definition::ContainerDefinition| one.name == name);
            found.map(|one| one.image.clone())
        })
    };
    let repository = move || image().map(|image| ImageReference::of(&image).repository.to_owned());
    let now = move || {
        let image = image()?;
        let image = ImageReference::of(&image);
        Some(match image.digest {
            Some(digest) => digest.to_owned(),
            None => image.tag_or_latest().to_owned(),
        })
    };
    view! {
        <ContainerField place definition container known />
        <label>
            "New tag or digest"
            <input
                type="text"
                autocomplete="off"
                spellcheck="false"
                autocapitalize="none"
                placeholder=changing(now)
                prop:value=tag
                on:input=move |event| tag.set(event_target_value(&event))
            />
        </label>
        <p class="muted small wrap">"In " <code>{changing(repository)}</code></p>
    }
    .into_part()
}
