//! The dialog that an action asks in before it is done.

use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use model::Error;

use crate::api::error::ApiError;
use crate::state::effect::effect;
use crate::ui::children::PartFn;
use crate::ui::dialog::Dialog;
use crate::ui::notice;
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
    /// What is done.
    deed: Deed,
    /// Fields between the words and the buttons.
    #[prop(optional)]
    children: PartFn,
) -> impl IntoView {
    let failed = RwSignal::new(None::<Error>);
    let send = Action::new(move |&(): &()| deed());
    let pending = send.pending();
    effect(move || {
        if open.get() {
            failed.set(None);
        }
    });
    effect(move || {
        send.value().with(|value| match value {
            Some(Ok(())) => open.set(false),
            Some(Err(error)) => failed.set(Some(error.0.clone())),
            None => {}
        });
    });
    let form = move || {
        let children = children.clone();
        view! {
            <form
                class="stack"
                on:submit=move |event| {
                    event.prevent_default();
                    if !pending.get_untracked() && !unready.get_untracked() && reason.with_untracked(Option::is_none) {
                        failed.set(None);
                        send.dispatch(());
                    }
                }
            >
                <p>{changing(move || reason.get().unwrap_or_else(|| words.get()))}</p>
                {children.run()}
                {changing(move || failed.get().map(|error| notice::error(&error)))}
                <div class="actions">
                    <button type="button" class="btn" on:click=move |_| open.set(false)>
                        "Cancel"
                    </button>
                    <button
                        class=class
                        disabled=changing(move || {
                            pending.get() || unready.get() || reason.with(Option::is_some)
                        })
                    >
                        {changing(move || if pending.get() { format!("{verb}…") } else { verb.to_owned() })}
                    </button>
                </div>
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
