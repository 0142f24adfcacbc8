//! Running one task on its own.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::place::ServiceRef;
use model::run_task::RunOverrides;

use super::fields::container::ContainerField;
use super::fields::task_definition::TaskDefinitionField;
use crate::api::request::act;
use crate::api::run_task::RunTask;
use crate::components::sending::{Sending, Submit};
use crate::paths::{self, TaskTab};
use crate::state::service::ServiceState;
use crate::state::settled::settled;
use crate::ui::dialog::Dialog;
use crate::ui::part::IntoPart;

/// The dialog.
#[component]
pub(super) fn RunTaskDialog(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let title = format!("Run a task of {}", service.service);
    let form = move || view! { <Form service=service.clone() state open /> };
    view! {
        <Dialog open title>
            {form()}
        </Dialog>
    }
    .into_part()
}

#[component]
fn Form(service: ServiceRef, state: ServiceState, open: RwSignal<bool>) -> impl IntoView {
    let current = state
        .service
        .with_untracked(|service| service.task_definition.clone());
    let (container, typed) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (command, environment) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let place = service.cluster.place.clone();
    let chosen =
        move || typed.with(|typed| Some(typed.trim().to_owned()).filter(|name| !name.is_empty()));
    let asked = settled(chosen);
    let definition = Signal::derive(move || asked.get().unwrap_or_else(|| current.clone()));
    let containers = RwSignal::new(Vec::new());
    let navigate = use_navigate();
    let cluster = service.cluster.clone();
    let send = Action::new(move |overrides: &RunOverrides| {
        let (at, overrides) = (service.clone(), overrides.clone());
        let task_definition = untrack(chosen);
        async move {
            let place = at.cluster.place;
            act(RunTask {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
                task_definition,
                overrides,
            })
            .await
        }
    });
    let sending = Sending::new(open, send, move |id: &String| {
        let to = paths::task(&cluster.task(id.clone()), TaskTab::Overview);
        navigate(&to, NavigateOptions::default());
    });
    let words = Signal::derive(move || {
        let words = if sending.is_pending() {
            "Starting…"
        } else {
            "Run task"
        };
        words.to_owned()
    });
    let lines = |words: &'static str, hint: &'static str, field: RwSignal<String>| {
        view! {
            <label>
                {words}
                <textarea
                    class="mono"
                    rows="3"
                    spellcheck="false"
                    autocapitalize="none"
                    placeholder=hint
                    prop:value=field
                    on:input=move |event| field.set(event_target_value(&event))
                ></textarea>
            </label>
        }
        .into_part()
    };
    view! {
        <form
            class="stack"
            on:submit=move |event| {
                event.prevent_default();
                if !sending.begin() {
                    return;
                }
                let overrides = RunOverrides::from_lines(
                    &container.get_untracked(),
                    &command.get_untracked(),
                    &environment.get_untracked(),
                );
                match overrides {
                    Ok(overrides) => {
                        send.dispatch(overrides);
                    }
                    Err(error) => sending.refuse(error),
                }
            }
        >
            <p>
                "Runs one task where and how the service’s own run, with its network and capacity, until it stops by itself or is stopped. The service does not count it."
            </p>
            <TaskDefinitionField place=place.clone() state name=typed />
            <ContainerField place definition container known=containers />
            {lines("Command, one word a line", "As the definition says", command)}
            {lines("Environment variables, one a line", "NAME=value", environment)}
            {sending
                .ending(
                    None,
                    Submit {
                        class: "btn primary",
                        ready: Signal::stored(true),
                        words,
                    },
                )}
        </form>
    }
    .into_part()
}
