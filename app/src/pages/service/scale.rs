//! Changing the desired count.

use leptos::prelude::*;
use model::Error;
use model::place::ServiceRef;
use model::scale::{MAX_DESIRED, check_desired, consequence};
use model::scaling::advice;

use crate::api::request::act;
use crate::api::scale::Scale;
use crate::components::sending::{Sending, Submit};
use crate::state::effect::effect;
use crate::state::memo::memo;
use crate::state::scaling::scaling_when;
use crate::state::seen::SeenService;
use crate::state::service::ServiceState;
use crate::ui::dialog::Dialog;
use crate::ui::part::{IntoPart, changing};

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
    let seen = SeenService::new(state, open);
    effect(move || {
        if open.get() {
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
        async move {
            let seen = seen.get()?;
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
    let sending = Sending::new(open, send, |&()| {});
    let hint = move || {
        checked.with(|checked| match checked {
            Ok(desired) => state.service.with(|service| consequence(service, *desired)),
            Err(error) => error.message.clone(),
        })
    };
    let is_bad = move || checked.with(Result::is_err);
    let is_current =
        move || typed.with(|typed| parse(typed).ok()) == Some(state.service.with(|s| s.desired));
    let words = Signal::derive(move || match checked.get() {
        _ if sending.is_pending() => "Scaling…".to_owned(),
        Ok(desired) => format!("Scale to {desired}"),
        Err(_) => "Scale".to_owned(),
    });
    let form = move || {
        view! {
            <form
                class="stack"
                on:submit=move |event| {
                    event.prevent_default();
                    if let Ok(desired) = checked.get_untracked() && sending.begin() {
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
                {sending
                    .ending(
                        Some(seen.look_again()),
                        Submit {
                            class: "btn primary",
                            ready: Signal::derive(move || !is_bad()),
                            words,
                        },
                    )}
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
