//! A revision to return to.

use leptos::prelude::*;
use model::rollback::Choice;

use crate::pages::service::actions::revision_words;
use crate::ui::age::Age;
use crate::ui::part::{IntoPart, Part};

/// One revision to return to, as a radio button. `current` is the task definition set now.
pub(super) fn option(choice: Choice, current: &str, chosen: RwSignal<Option<String>>) -> Part {
    let arn = choice.revision.clone();
    let is_chosen = move || chosen.with(|chosen| chosen.as_deref() == Some(arn.as_str()));
    let arn = choice.revision.clone();
    let deployed = choice.deployed_at;
    view! {
        <label class="choice">
            <input
                type="radio"
                name="revision"
                value=choice.revision.clone()
                prop:checked=is_chosen
                on:change=move |_| chosen.set(Some(arn.clone()))
            />
            <span class="what">
                <b>{revision_words(current, &choice.task_definition)}</b>
                {choice.is_previous.then(|| view! { <span class="chip idle">"previous"</span> })}
                <span class="mono muted wrap">{choice.images.join(", ")}</span>
            </span>
            <span class="muted">
                {if deployed.is_some() {
                    view! { "deployed " <Age at=deployed suffix=" ago" /> }.into_part()
                } else {
                    "never steady".into_part()
                }}
            </span>
        </label>
    }
    .into_part()
}
