//! Changing the desired count.

use leptos::prelude::*;
use model::place::ServiceRef;
use model::scale::{MAX_DESIRED, Seen, check_desired, consequence};
use model::scaling::advice;
use model::{Error, ErrorKind};

use crate::api::error::ApiError;
use crate::api::request::act;
use crate::api::scale::Scale;
use crate::state::effect::effect;
use crate::state::memo::memo;
use crate::state::scaling::scaling_when;
use crate::state::service::ServiceState;
use crate::ui::dialog::Dialog;
use crate::ui::notice;
use crate::ui::part::{IntoPart, changing};
use crate::ui::show::Show;

/// What is typed as a number; the error is for the reader.
fn parse(typed: &str) -> Result<i32, Error> {
    typed
        .trim()
        .parse()
        .map_err(|_| Error::invalid(format!("Type a whole number between 0 and {MAX_DESIRED}.")))
}

/// The dialog. What is typed stays when the server refuses.
#[component]
pub(super) fn ScaleDialog(
    /// The service's address.
    service: ServiceRef,
    /// The service's state.
    state: ServiceState,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let seen = StoredValue::new(None::<Seen>);
    let failed = RwSignal::new(None::<Error>);
    let look = move || {
        seen.set_value(Some(state.service.with_untracked(Seen::of)));
        failed.set(None);
    };
    effect(move || {
        if open.get() {
            look();
            typed.set(
                state
                    .service
                    .with_untracked(|service| service.desired.to_string()),
            );
        }
    });
    let checked = memo(move || {
        let desired = typed.with(|typed| parse(typed))?;
        state
            .service
            .with(|service| check_desired(service, desired))?;
        Ok::<i32, Error>(desired)
    });
    let scaling = scaling_when(service.clone(), move || open.get());
    let bounds = memo(move || {
        let desired = typed.with(|typed| parse(typed).ok());
        scaling.with(|scaling| advice(scaling, desired))
    });
    let name = service.service.clone();
    let send = Action::new(move |&(desired,): &(i32,)| {
        let at = service.clone();
        let seen = seen.get_value();
        async move {
            let seen = seen.ok_or_else(|| ApiError(Error::invalid("Open the dialog again.")))?;
            let place = at.cluster.place;
            act(Scale {
                target: place.target,
                region: place.region,
                cluster: at.cluster.cluster,
                service: at.service,
                seen,
                desired,
            })
            .await
        }
    });
    let pending = send.pending();
    effect(move || {
        send.value().with(|value| match value {
            Some(Ok(())) => open.set(false),
            Some(Err(error)) => failed.set(Some(error.0.clone())),
            None => {}
        });
    });
    let hint = move || {
        checked.with(|checked| match checked {
            Ok(desired) => state.service.with(|service| consequence(service, *desired)),
            Err(error) => error.message.clone(),
        })
    };
    let is_bad = move || checked.with(Result::is_err);
    let is_current =
        move || typed.with(|typed| parse(typed).ok()) == Some(state.service.with(|s| s.desired));
    let conflict =
        move || failed.with(|e| e.as_ref().is_some_and(|e| e.kind == ErrorKind::Conflict));
    let form = move || {
        view! {
            <form
                class="stack"
                on:submit=move |event| {
                    event.prevent_default();
                    if !pending.get_untracked() && let Ok(desired) = checked.get_untracked() {
                        failed.set(None);
                        send.dispatch((desired,));
                    }
                }
            >
                <p class="muted">
                    {changing(move || {
                        state
                            .service
                            .with(|s| format!("{} of {} tasks running now.", s.running, s.desired))
                    })}
                </p>
                <label>
                    "Desired count"
                    <input
                        type="number"
                        min="0"
                        max=MAX_DESIRED.to_string()
                        step="1"
                        inputmode="numeric"
                        autofocus
                        prop:value=typed
                        aria-invalid=changing(move || (is_bad() && !is_current()).to_string())
                        aria-describedby="scale-hint scale-bounds"
                        on:input:target=move |event| typed.set(event.target().value())
                    />
                </label>
                <p
                    id="scale-hint"
                    role="status"
                    class:bad=changing(move || is_bad() && !is_current())
                    class:muted=is_current
                >
                    {hint}
                </p>
                <p id="scale-bounds" class="muted" role="status">{changing(move || bounds.get())}</p>
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
                    <button class="btn primary" disabled=changing(move || is_bad() || pending.get() || conflict())>
                        {changing(move || {
                            if pending.get() {
                                "Scaling…".to_owned()
                            } else {
                                checked
                                    .with(|checked| match checked {
                                        Ok(desired) => format!("Scale to {desired}"),
                                        Err(_) => "Scale".to_owned(),
                                    })
                            }
                        })}
                    </button>
                </div>
            </form>
        }
    };
    view! {
        <Dialog open title=format!("Scale {name}")>
            {form()}
        </Dialog>
    }
    .into_part()
}
