//! Buttons of actions. One that can't be done says why.

use leptos::prelude::*;

use crate::ui::part::{IntoPart, changing};

/// A button that opens something, or says why it can't. It keeps the focus either way, so that the
/// reason can be read with the keyboard.
#[component]
pub(crate) fn ActionButton(
    /// The id of the reason's text.
    id: &'static str,
    /// The button's words.
    #[prop(into)]
    words: Signal<String>,
    /// Why it can't be used.
    reason: Memo<Option<String>>,
    /// Its class.
    class: &'static str,
    /// What it opens.
    open: RwSignal<bool>,
) -> impl IntoView {
    let blocked = move || reason.with(Option::is_some);
    view! {
        <button
            type="button"
            class=class
            title=changing(move || reason.get())
            aria-disabled=changing(move || blocked().then_some("true"))
            aria-describedby=changing(move || blocked().then_some(id))
            on:click=move |_| {
                if !reason.with_untracked(Option::is_some) {
                    open.set(true);
                }
            }
        >
            {words}
        </button>
        <span class="quiet" id=id>{changing(move || reason.get())}</span>
    }
    .into_part()
}
