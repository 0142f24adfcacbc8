//! Returning to an earlier revision.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::place::ServiceRef;
use model::rollback::{Choice, Plan, Preview};
use model::scale::Seen;
use model::{Error, ErrorKind};

use super::actions::revision_words;
use crate::api::error::ApiError;
use crate::api::request::{act, read};
use crate::api::roll_back::{ReadRollbackPreview, RollBack};
use crate::paths::{self, ServiceTab};
use crate::state::effect::effect;
use crate::state::service::ServiceState;
use crate::ui::age::Age;
use crate::ui::dialog::Dialog;
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::rows::{Row, rows};
use crate::ui::show::Show;
use crate::ui::{diff, notice};

/// What the call will be, in words.
fn plan_words(preview: &Preview) -> String {
    let way = model::attention::revisions(&preview.from, &preview.to);
    match preview.plan {
        Plan::Stop { .. } => format!(
            "{way}: the deployment in progress is stopped, and ECS rolls back to where it came from."
        ),
        Plan::Update { .. } => {
            format!("{way}: a new deployment replaces the tasks with the earlier revision.")
        }
    }
}

/// One revision to return to, as a radio button.
fn option(choice: Choice, current: &str, chosen: RwSignal<Option<String>>) -> Part {
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
                <span class="mono faint wrap">{choice.images.join(", ")}</span>
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

/// The dialog: choose, see what will change, confirm.
#[component]
pub(super) fn RollBackDialog(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let choices = state.choices();
    let chosen = RwSignal::new(None::<String>);
    let seen = StoredValue::new(None::<Seen>);
    let failed = RwSignal::new(None::<Error>);
    let look = move || {
        seen.set_value(Some(state.service.with_untracked(Seen::of)));
        failed.set(None);
    };
    effect(move || {
        if open.get() {
            look();
            chosen.set(choices.with_untracked(|choices| Some(choices.first()?.revision.clone())));
        }
    });
    let current = move || {
        state
            .service
            .with(|service| service.task_definition.clone())
    };
    let chosen_words = move || {
        let chosen = chosen.get()?;
        choices.with(|choices| {
            let choice = choices.iter().find(|choice| choice.revision == chosen)?;
            Some(revision_words(&current(), &choice.task_definition))
        })
    };
    let navigate = use_navigate();
    let done = paths::service(&service, ServiceTab::Deployment);
    let name = service.service.clone();
    let at = service.clone();
    let send = Action::new(move |revision: &String| {
        let at = at.clone();
        let (seen, revision) = (seen.get_value(), revision.clone());
        async move {
            let seen = seen.ok_or_else(|| ApiError(Error::invalid("Open the dialog again.")))?;
            let place = at.cluster.place;
            act(RollBack {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
                seen,
                revision,
            })
            .await
        }
    });
    let pending = send.pending();
    effect(move || {
        send.value().with(|value| match value {
            Some(Ok(_)) => {
                open.set(false);
                navigate(&done, NavigateOptions::default());
            }
            Some(Err(error)) => failed.set(Some(error.0.clone())),
            None => {}
        });
    });
    let conflict =
        move || failed.with(|e| e.as_ref().is_some_and(|e| e.kind == ErrorKind::Conflict));
    let body = move || {
        let at = service.clone();
        let preview = LocalResource::new(move || {
            let at = at.clone();
            let revision = chosen.get();
            async move {
                let revision = revision?;
                let place = at.cluster.place;
                let preview = read(ReadRollbackPreview {
                    target: place.target,
                    region: place.region,
                    cluster: at.cluster.cluster,
                    service: at.service,
                    revision,
                });
                Some(preview.await)
            }
        });
        let shown = move || {
            preview.get().flatten().map(|preview| match preview {
                Ok(preview) => view! {
                    <p>{plan_words(&preview)}</p>
                    <div class="well">{diff::changes(&preview.changes)}</div>
                }
                .into_part(),
                Err(error) => notice::error(&error.0),
            })
        };
        view! {
            <form
                class="stack"
                on:submit=move |event| {
                    event.prevent_default();
                    if let Some(revision) = chosen.get_untracked() && !pending.get_untracked() {
                        failed.set(None);
                        send.dispatch(revision);
                    }
                }
            >
                <fieldset class="choices">
                    <legend>"Return to revision"</legend>
                    {rows(move || {
                        let choices = choices.get().into_iter();
                        choices
                            .map(|choice| {
                                Row::new(
                                    choice.revision.clone(),
                                    move || {
                                        let current = state
                                            .service
                                            .with_untracked(|service| service.task_definition.clone());
                                        option(choice, &current, chosen)
                                    },
                                )
                            })
                            .collect()
                    })}
                </fieldset>
                <h3>"What will change"</h3>
                <Transition fallback=|| notice::loading("the difference")>{shown}</Transition>
                {changing(move || failed.get().map(|error| notice::error(&error)))}
                <div class="actions">
                    <button type="button" class="btn" on:click=move |_| open.set(false)>
                        "Cancel"
                    </button>
                    <Show when=conflict>
                        <button type="button" class="btn" on:click=move |_| look()>
                            "Look again"
                        </button>
                    </Show>
                    <button
                        class="btn danger solid"
                        disabled=changing(move || {
                            pending.get() || conflict() || chosen.with(Option::is_none)
                        })
                    >
                        {changing(move || match (pending.get(), chosen_words()) {
                            (true, _) => "Rolling back…".to_owned(),
                            (false, Some(words)) => format!("Roll back to {words}"),
                            (false, None) => "Roll back".to_owned(),
                        })}
                    </button>
                </div>
            </form>
        }
    };
    view! {
        <Dialog open title=format!("Roll back {name}")>
            {body()}
        </Dialog>
    }
    .into_part()
}
