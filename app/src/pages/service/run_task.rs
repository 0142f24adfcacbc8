//! Running one task on its own.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::Error;
use model::place::ServiceRef;
use model::run_task::RunOverrides;

use super::fields::container::ContainerField;
use super::fields::task_definition::TaskDefinitionField;
use crate::api::error::ApiError;
use crate::api::request::act;
use crate::api::run_task::RunTask;
use crate::paths::{self, TaskTab};
use crate::state::effect::effect;
use crate::state::service::ServiceState;
use crate::state::settled::settled;
use crate::ui::dialog::Dialog;
use crate::ui::notice;
use crate::ui::part::{IntoPart, changing};

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
    let failed = RwSignal::new(None::<Error>);
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
    let pending = send.pending();
    effect(move || {
        send.value().with(|value| match value {
            Some(Ok(id)) => {
                open.set(false);
                let to = paths::task(&cluster.task(id.clone()), TaskTab::Overview);
                navigate(&to, NavigateOptions::default());
            }
            Some(Err(ApiError(error))) => failed.set(Some(error.clone())),
            None => {}
        });
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
                if pending.get_untracked() {
                    return;
                }
                let overrides = RunOverrides::from_lines(
                    &container.get_untracked(),
                    &command.get_untracked(),
                    &environment.get_untracked(),
                );
                match overrides {
                    Ok(overrides) => {
                        failed.set(None);
                        send.dispatch(overrides);
                    }
                    Err(error) => failed.set(Some(error)),
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
            {changing(move || failed.get().map(|error| notice::error(&error)))}
            <div class="actions">
                <button type="button" class="btn" on:click=move |_| open.set(false)>
                    "Cancel"
                </button>
                <button class="btn primary" disabled=changing(move || pending.get())>
                    {changing(move || if pending.get() { "Starting…" } else { "Run task" })}
                </button>
            </div>
        </form>
    }
    .into_part()
}
