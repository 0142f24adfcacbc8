//! Returning to an earlier revision.

mod choice;
mod preview;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::place::ServiceRef;
use model::rollback::{Preview, suggested};

use super::actions::revision_words;
use crate::api::request::{act, read};
use crate::api::roll_back::{ReadRollbackPreview, RollBack};
use crate::components::sending::{Sending, Submit};
use crate::components::typed_name::TypedName;
use crate::paths::{self, ServiceTab};
use crate::state::effect::effect;
use crate::state::seen::SeenService;
use crate::state::service::ServiceState;
use crate::ui::dialog::Dialog;
use crate::ui::notice;
use crate::ui::part::IntoPart;
use crate::ui::rows::{Row, rows};

/// The revision that somebody wants to return to, and whether the dialog that asks is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct RollBackRequest {
    /// Whether the dialog is open.
    pub(super) open: RwSignal<bool>,
    /// The chosen service revision's ARN.
    chosen: RwSignal<Option<String>>,
}

impl RollBackRequest {
    /// Nothing is asked for.
    pub(super) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            chosen: RwSignal::new(None),
        }
    }

    /// Asks about a revision.
    pub(super) fn ask(self, revision: String) {
        self.chosen.set(Some(revision));
        self.open.set(true);
    }
}

/// The dialog: choose, see what will change, confirm.
#[component]
pub(super) fn RollBackDialog(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
    /// What is asked for.
    request: RollBackRequest,
) -> impl IntoView {
    let RollBackRequest { open, chosen } = request;
    let choices = state.choices();
    let pin = RwSignal::new(None::<bool>);
    let typed = TypedName::of(&service);
    let seen = SeenService::new(state, open);
    effect(move || {
        if open.get() {
            typed.clear();
            if chosen.with_untracked(Option::is_none) {
                let suggested = |choices: &Vec<_>| Some(suggested(choices)?.revision.clone());
                chosen.set(choices.with_untracked(suggested));
            }
        } else {
            chosen.set(None);
        }
    });
    effect(move || {
        // How images of one revision are wanted says nothing of another's.
        chosen.track();
        pin.set(None);
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
    let previewed = RwSignal::new(None::<Preview>);
    let send = Action::new(move |revision: &String| {
        let at = at.clone();
        let revision = revision.clone();
        let options = previewed.with_untracked(|preview| {
            let preview = preview.as_ref();
            preview.map(|preview| preview.options).unwrap_or_default()
        });
        let typed = typed.sent();
        async move {
            let seen = seen.get()?;
            let place = at.cluster.place;
            act(RollBack {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
                seen,
                revision,
                options,
                typed,
            })
            .await
        }
    });
    let sending = Sending::new(open, send, move |_| {
        navigate(&done, NavigateOptions::default());
    });
    let ready = Signal::derive(move || {
        chosen.with(Option::is_some) && previewed.with(Option::is_some) && !typed.is_missing()
    });
    let words = Signal::derive(move || match chosen_words() {
        _ if sending.is_pending() => "Rolling back…".to_owned(),
        Some(words) => format!("Roll back to {words}"),
        None => "Roll back".to_owned(),
    });
    let body = move || {
        let at = service.clone();
        let preview = LocalResource::new(move || {
            let at = at.clone();
            let (revision, pin_images) = (chosen.get(), pin.get());
            async move {
                let revision = revision?;
                let place = at.cluster.place;
                let preview = read(ReadRollbackPreview {
                    target: place.target,
                    region: place.region,
                    cluster: at.cluster.cluster,
                    service: at.service,
                    revision,
                    pin_images,
                });
                previewed.set(None);
                let answer = preview.await;
                previewed.set(answer.as_ref().ok().cloned());
                Some(answer)
            }
        });
        let shown = move || {
            preview.get().flatten().map(|preview| match preview {
                Ok(preview) => preview::show(&preview, pin),
                Err(error) => notice::error(&error.0),
            })
        };
        view! {
            <form
                class="stack"
                on:submit=move |event| {
                    event.prevent_default();
                    if let Some(revision) = chosen.get_untracked() && sending.begin() {
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
                                        choice::option(choice, &current, chosen)
                                    },
                                )
                            })
                            .collect()
                    })}
                </fieldset>
                <h3>"What will change"</h3>
                <Transition fallback=|| notice::loading("the difference")>{shown}</Transition>
                {typed.field()}
                {sending
                    .ending(
                        Some(seen.look_again()),
                        Submit {
                            class: "btn danger solid",
                            ready,
                            words,
                        },
                    )}
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
