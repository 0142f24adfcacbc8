//! The actions of a service. One that can't be done says why.

use leptos::prelude::*;
use model::access::Action;
use model::place::ServiceRef;
use model::task_definition::{family, family_revision, revision_number};

use super::roll_back::RollBackDialog;
use super::scale::ScaleDialog;
use crate::state::memo::memo;
use crate::state::service::ServiceState;
use crate::state::session::Session;
use crate::ui::part::{IntoPart, changing};

/// A button that opens something, or says why it can't. It keeps the focus either way, so that the
/// reason can be read with the keyboard.
#[component]
fn ActionButton(
    /// The id of the reason's text.
    id: &'static str,
    /// The button's words.
    #[prop(into)]
    words: Signal<String>,
    /// Why it can't be used.
    reason: Memo<Option<String>>,
    /// Its class.
    class: &'static str,
    /// What it opens.
    open: RwSignal<bool>,
) -> impl IntoView {
    let blocked = move || reason.with(Option::is_some);
    view! {
        <button
            type="button"
            class=class
            title=changing(move || reason.get())
            aria-disabled=changing(move || blocked().then_some("true"))
            aria-describedby=changing(move || blocked().then_some(id))
            on:click=move |_| {
                if !reason.with_untracked(Option::is_some) {
                    open.set(true);
                }
            }
        >
            {words}
        </button>
        <span class="quiet" id=id>{changing(move || reason.get())}</span>
    }
    .into_part()
}

/// What a revision is called next to the service's current one: its number within the family.
pub(super) fn revision_words(current: &str, other: &str) -> String {
    match revision_number(other) {
        Some(number) if family(current) == family(other) => number.to_string(),
        _ => family_revision(other).to_owned(),
    }
}

/// The buttons and their dialogs.
#[component]
pub(super) fn Actions(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    let target = &service.cluster.place.target;
    let refusal = |action| {
        Session::may(action, target)
            .err()
            .map(|error| error.message)
    };
    let (no_scale, no_roll_back) = (refusal(Action::Scale), refusal(Action::RollBack));
    let why_no_scale = memo(move || {
        no_scale.clone().or_else(|| {
            let refused = state.service.with(model::scale::can_scale);
            refused.err().map(|error| error.message)
        })
    });
    let choices = state.choices();
    let unavailable = state.deployments_unavailable();
    let why_no_roll_back = memo(move || {
        no_roll_back
            .clone()
            .or_else(|| {
                let refused = state.service.with(model::rollback::can_roll_back);
                refused.err().map(|error| error.message)
            })
            .or_else(|| unavailable.get())
            .or_else(|| {
                let none = choices.with(Vec::is_empty);
                none.then(|| "There is no earlier revision to return to.".to_owned())
            })
    });
    let roll_back_words = Signal::derive(move || {
        let current = state
            .service
            .with(|service| service.task_definition.clone());
        choices.with(|choices| match choices.first() {
            Some(first) => {
                format!(
                    "Roll back to {}",
                    revision_words(&current, &first.task_definition)
                )
            }
            None => "Roll back".to_owned(),
        })
    });
    let (scale, roll_back) = (RwSignal::new(false), RwSignal::new(false));
    view! {
        <div class="buttons">
            <ActionButton
                id="why-no-scale"
                words="Scale".to_owned()
                reason=why_no_scale
                class="btn"
                open=scale
            />
            <ActionButton
                id="why-no-roll-back"
                words=roll_back_words
                reason=why_no_roll_back
                class="btn danger"
                open=roll_back
            />
        </div>
        <ScaleDialog service=service.clone() state open=scale />
        <RollBackDialog service state open=roll_back />
    }
    .into_part()
}

#[cfg(test)]
mod tests {
    use super::revision_words;

    #[test]
    fn numbers_within_a_family_names_across() {
        let arn = |name: &str| format!("arn:aws:ecs:us-east-1:1:task-definition/{name}");
        assert_eq!(revision_words(&arn("web:19"), &arn("web:18")), "18");
        assert_eq!(revision_words(&arn("web:19"), &arn("api:3")), "api:3");
    }
}
