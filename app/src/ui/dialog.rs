//! Modal dialogs on the browser's own element, which keeps the focus inside, closes with Esc and
//! gives the focus back.

use leptos::html;
use leptos::prelude::*;

use crate::state::effect::effect;
use crate::ui::children::PartFn;
use crate::ui::part::{IntoPart, changing};
use crate::ui::show::Show;

/// A modal dialog that is open while `open` says so.
#[component]
pub(crate) fn Dialog(
    /// Whether it is open; closing it sets this.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// What is in it; made anew each time it opens.
    children: PartFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    effect(move || {
        let wanted = open.get();
        if let Some(dialog) = node.get() {
            // The content is rendered first, so that the focus finds its way into it.
            request_animation_frame(move || set_open(&dialog, wanted));
        }
    });
    view! {
        <dialog
            node_ref=node
            class="dialog"
            aria-labelledby="dialog-title"
            on:close=move |_| open.set(false)
        >
            <Show when=move || open.get()>
                <h2 id="dialog-title">{changing(move || title.get())}</h2>
                {children.run()}
            </Show>
        </dialog>
    }
    .into_part()
}

#[cfg(feature = "hydrate")]
fn set_open(dialog: &web_sys::HtmlDialogElement, open: bool) {
    if open && !dialog.open() {
        drop(dialog.show_modal());
    } else if !open && dialog.open() {
        dialog.close();
    }
}

#[cfg(not(feature = "hydrate"))]
fn set_open<T>(_dialog: &T, _open: bool) {}
