//! The actions of a service.

use leptos::prelude::*;
use model::access::Action;
use model::place::ServiceRef;
use model::task_definition::{family, family_revision, revision_number};

use super::deploy::DeployDialog;
use super::restart::RestartDialog;
use super::roll_back::{RollBackDialog, RollBackRequest};
use super::scale::ScaleDialog;
use crate::state::memo::memo;
use crate::state::service::ServiceState;
use crate::state::session::Session;
use crate::ui::action_button::ActionButton;
use crate::ui::part::IntoPart;

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
    /// The rollback that is asked for, here or elsewhere on the page.
    roll_back: RollBackRequest,
) -> impl IntoView {
    let target = &service.cluster.place.target;
    let refusal = |action| {
        Session::may(action, target)
            .err()
            .map(|error| error.message)
    };
    let (no_scale, no_roll_back) = (refusal(Action::Scale), refusal(Action::RollBack));
    let no_restart = refusal(Action::Restart);
    let why_no_scale = memo(move || {
        no_scale.clone().or_else(|| {
            let refused = state.service.with(model::scale::can_scale);
            refused.err().map(|error| error.message)
        })
    });
    let why_no_restart = memo(move || {
        no_restart.clone().or_else(|| {
            let refused = state.service.with(model::restart::can_restart);
            refused.err().map(|error| error.message)
        })
    });
    let no_deploy = refusal(Action::Deploy);
    let why_no_deploy = memo(move || {
        no_deploy.clone().or_else(|| {
            let refused = state.service.with(model::deploy::can_deploy);
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
    let (scale, restart) = (RwSignal::new(false), RwSignal::new(false));
    let deploy = RwSignal::new(false);
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
                id="why-no-restart"
                words="Restart".to_owned()
                reason=why_no_restart
                class="btn"
                open=restart
            />
            <ActionButton
                id="why-no-deploy"
                words="Deploy".to_owned()
                reason=why_no_deploy
                class="btn"
                open=deploy
            />
            <ActionButton
                id="why-no-roll-back"
                words=roll_back_words
                reason=why_no_roll_back
                class="btn danger"
                open=roll_back.open
            />
        </div>
        <ScaleDialog service=service.clone() state open=scale />
        <RestartDialog service=service.clone() state open=restart />
        <DeployDialog service=service.clone() state open=deploy />
        <RollBackDialog service state request=roll_back />
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
