//! A menu of further actions behind one button.

use leptos::html;
use leptos::prelude::*;

use crate::ui::children::PartFn;
use crate::ui::part::IntoPart;

/// The menu. It closes once something in it is chosen.
#[component]
pub(crate) fn Menu(
    /// The button's words.
    words: &'static str,
    /// Its items.
    children: PartFn,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let close = move |_| {
        if let Some(details) = node.get_untracked() {
            set_closed(&details);
        }
    };
    view! {
        <details class="menu" node_ref=node>
            <summary class="btn">{words} <span aria-hidden="true">"▾"</span></summary>
            <div class="panel" on:click=close>{children.run()}</div>
        </details>
    }
    .into_part()
}

#[cfg(feature = "hydrate")]
fn set_closed(details: &web_sys::HtmlDetailsElement) {
    details.set_open(false);
}

#[cfg(not(feature = "hydrate"))]
fn set_closed<T>(_details: &T) {}
