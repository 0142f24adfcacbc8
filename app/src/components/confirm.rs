//! The dialog that an action asks in before it is done.

use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;

use super::sending::{Sending, Submit};
use crate::api::error::ApiError;
use crate::state::memo::memo;
use crate::ui::children::PartFn;
use crate::ui::dialog::Dialog;
use crate::ui::part::{IntoPart, changing};

/// What is done when it is confirmed.
pub(crate) type Deed =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), ApiError>> + Send>> + Send + Sync>;

/// A dialog that says what will happen, and does it. It stays open with the reason when that fails.
#[component]
pub(crate) fn Confirm(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading, which names what is acted on.
    title: String,
    /// What will happen, in a sentence or two.
    words: Memo<String>,
    /// Why it can't be done any more.
    reason: Memo<Option<String>>,
    /// Whether fields are not filled in yet.
    #[prop(optional, into)]
    unready: Signal<bool>,
    /// The button's words.
    verb: &'static str,
    /// The button's class.
    class: &'static str,
    /// Takes what is there now, after somebody else was faster.
    #[prop(optional)]
    look: Option<Callback<()>>,
    /// What is done.
    deed: Deed,
    /// Fields between the words and the buttons.
    #[prop(optional)]
    children: PartFn,
) -> impl IntoView {
    let send = Action::new(move |&(): &()| deed());
    let sending = Sending::new(open, send, |&()| {});
    let ready = memo(move || !unready.get() && reason.with(Option::is_none));
    let verb = Signal::derive(move || {
        if sending.is_pending() {
            format!("{verb}…")
        } else {
            verb.to_owned()
        }
    });
    let form = move || {
        let children = children.clone();
        view! {
            <form
                class="stack"
                on:submit=move |event| {
                    event.prevent_default();
                    if ready.get_untracked() && sending.begin() {
                        send.dispatch(());
                    }
                }
            >
                <p>{changing(move || reason.get().unwrap_or_else(|| words.get()))}</p>
                {children.run()}
                {sending.ending(look, Submit { class, ready: ready.into(), words: verb })}
            </form>
        }
    };
    view! {
        <Dialog open title=title>
            {form()}
        </Dialog>
    }
    .into_part()
}
