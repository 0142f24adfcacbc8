//! Running one task on its own.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::Error;
use model::place::ServiceRef;
use model::run_task::RunOverrides;
use model::task_definition::family_revision;

use crate::api::error::ApiError;
use crate::api::request::{act, read};
use crate::api::run_task::RunTask;
use crate::api::task_definition::ReadTaskDefinition;
use crate::paths::{self, TaskTab};
use crate::state::effect::effect;
use crate::state::service::ServiceState;
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
    let definition = family_revision(&current).to_owned();
    let container = RwSignal::new(String::new());
    let (command, environment) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let failed = RwSignal::new(None::<Error>);
    let place = service.cluster.place.clone();
    let known = LocalResource::new(move || {
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
    let containers = move || {
        Some(match known.get()? {
            Ok(definition) => {
                let options = definition.containers.into_iter();
                let options = options
                    .map(|one| view! { <option value=one.name.clone()>{one.name.clone()}</option> })
                    .collect_view();
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
    let navigate = use_navigate();
    let cluster = service.cluster.clone();
    let send = Action::new(move |overrides: &RunOverrides| {
        let (at, overrides) = (service.clone(), overrides.clone());
        async move {
            let place = at.cluster.place;
            act(RunTask {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
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
                "Runs one task of " <code>{definition}</code>
                ", where and how the service’s own run, until it stops by itself or is stopped. The service does not count it."
            </p>
            <Transition fallback=|| notice::loading("the containers")>{containers}</Transition>
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
