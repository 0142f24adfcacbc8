//! The actions of a service.

use leptos::prelude::*;
use model::Error;
use model::access::Action;
use model::place::ServiceRef;
use model::rollback::suggested;
use model::service::Service;
use model::task_definition::{family, family_revision, revision_number};

use super::deploy::DeployDialog;
use super::pause::{PauseDialog, ResumeDialog};
use super::restart::RestartDialog;
use super::roll_back::{RollBackDialog, RollBackRequest};
use super::run_task::RunTaskDialog;
use super::scale::ScaleDialog;
use crate::state::memo::memo;
use crate::state::service::ServiceState;
use crate::state::session::Session;
use crate::ui::action_button::ActionButton;
use crate::ui::menu::Menu;
use crate::ui::part::IntoPart;

/// What a revision is called next to the service's current one: its number within the family.
pub(super) fn revision_words(current: &str, other: &str) -> String {
    match revision_number(other) {
        Some(number) if family(current) == family(other) => number.to_string(),
        _ => family_revision(other).to_owned(),
    }
}

/// Why an action can't be done: what the user's role lacks, else what the rule says.
fn why_not(
    action: Action,
    target: &str,
    state: ServiceState,
    rule: fn(&Service) -> Result<(), Error>,
) -> Memo<Option<String>> {
    let refused = Session::may(action, target)
        .err()
        .map(|error| error.message);
    memo(move || {
        refused.clone().or_else(|| {
            let refused = state.service.with(rule);
            refused.err().map(|error| error.message)
        })
    })
}

/// A paused service has nothing to run; whether somebody paused it here is looked up when asked.
fn can_resume(service: &Service) -> Result<(), Error> {
    if service.desired > 0 {
        return Err(Error::invalid("The service is not paused."));
    }
    model::scale::can_scale(service)
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
    let target = service.cluster.place.target.clone();
    let why = |action, rule| why_not(action, &target, state, rule);
    let no_scale = why(Action::Scale, model::scale::can_scale);
    let no_restart = why(Action::Restart, model::restart::can_restart);
    let no_deploy = why(Action::Deploy, model::deploy::can_deploy);
    let no_run = why(Action::RunTask, model::run_task::can_run);
    let no_pause = why(Action::Scale, model::pause::can_pause);
    let no_resume = why(Action::Scale, can_resume);
    let not_back = why(Action::RollBack, model::rollback::can_roll_back);
    let choices = state.choices();
    let unavailable = state.deployments_unavailable();
    let no_roll_back = memo(move || {
        not_back.get().or_else(|| unavailable.get()).or_else(|| {
            let none = choices.with(Vec::is_empty);
            none.then(|| "There is no earlier revision to return to.".to_owned())
        })
    });
    let roll_back_words = Signal::derive(move || {
        let current = state
            .service
            .with(|service| service.task_definition.clone());
        choices.with(|choices| match suggested(choices) {
            Some(choice) => {
                format!(
                    "Roll back to {}",
                    revision_words(&current, &choice.task_definition)
                )
            }
            None => "Roll back".to_owned(),
        })
    });
    let opened = || RwSignal::new(false);
    let (scale, restart, deploy) = (opened(), opened(), opened());
    let (run, pause, resume) = (opened(), opened(), opened());
    let button = |id: &'static str, words: &'static str, reason, open| {
        view! { <ActionButton id words=words.to_owned() reason class="btn" open /> }
    };
    let more = move || {
        view! {
            {button("why-no-run", "Run task", no_run, run)}
            {button("why-no-pause", "Pause", no_pause, pause)}
            {button("why-no-resume", "Resume", no_resume, resume)}
        }
    };
    view! {
        <div class="buttons">
            {button("why-no-scale", "Scale", no_scale, scale)}
            {button("why-no-restart", "Restart", no_restart, restart)}
            {button("why-no-deploy", "Deploy", no_deploy, deploy)}
            <Menu words="More">{more()}</Menu>
            <ActionButton
                id="why-no-roll-back"
                words=roll_back_words
                reason=no_roll_back
                class="btn danger"
                open=roll_back.open
            />
        </div>
        <ScaleDialog service=service.clone() state open=scale />
        <RestartDialog service=service.clone() state open=restart />
        <DeployDialog service=service.clone() state open=deploy />
        <RunTaskDialog service=service.clone() state open=run />
        <PauseDialog service=service.clone() state open=pause />
        <ResumeDialog service=service.clone() state open=resume />
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
