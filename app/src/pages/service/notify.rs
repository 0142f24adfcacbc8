//! The browser's notification when a deployment ends while the page is in the background.

use leptos::prelude::*;

use crate::state::effect::effect;
use crate::state::service::ServiceState;
use crate::ui::notification::{Permission, ask, notify, permission};
use crate::ui::part::{IntoPart, changing};

/// Tells of the end of a deployment that went on while this page was open.
pub(super) fn tell_of_end(name: String, state: ServiceState) {
    let (ongoing, outcome) = (state.is_ongoing(), state.outcome());
    let before = StoredValue::new(ongoing.get_untracked());
    effect(move || {
        let now = ongoing.get();
        if before.get_value() && !now && permission() == Permission::Granted {
            notify(&name, &outcome.get_untracked());
        }
        before.set_value(now);
    });
}

/// The bell while a deployment goes on; it asks for permission when it is pressed, never by itself.
#[component]
pub(super) fn Notify(
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    let ongoing = state.is_ongoing();
    // The server does not know, so the document never says; the browser learns when the page is live.
    let allowed = RwSignal::new(None::<Permission>);
    effect(move || allowed.set(Some(permission())));
    let bell = move || {
        match allowed.get().filter(|_| ongoing.get()) {
        Some(Permission::NotAsked) => view! {
            <button
                type="button"
                class="copy"
                title="Shows a notification when the deployment ends while this page is in the background"
                on:click=move |_| ask(move |answer| allowed.set(Some(answer)))
            >
                <svg class="bell" viewBox="0 0 16 16" aria-hidden="true">
                    <path d="M8 1a4 4 0 0 0-4 4v3l-1.5 3v1h11v-1L12 8V5a4 4 0 0 0-4-4zM6.5 13a1.5 1.5 0 0 0 3 0z" />
                </svg>
                "Notify me"
            </button>
        }
        .into_part(),
        Some(Permission::Granted) => view! {
            <span
                class="faint"
                title="When the deployment ends while this page is in the background"
            >
                "will notify you"
            </span>
        }
        .into_part(),
        Some(Permission::Refused) | None => ().into_part(),
    }
    };
    view! { {changing(bell)} }.into_part()
}
