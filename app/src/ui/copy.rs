//! Copying a text.

use leptos::prelude::*;

use crate::ui::part::{IntoPart, changing};

/// A button that copies a text and says that it did.
#[component]
pub(crate) fn Copy(
    /// The text.
    text: String,
    /// What it is, for the button's name: “Copy ARN”.
    what: &'static str,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let on_click = move |_| {
        copy(&text);
        copied.set(true);
        set_timeout(
            move || {
                copied.try_set(false);
            },
            std::time::Duration::from_secs(2),
        );
    };
    view! {
        <button type="button" class="copy" aria-label=format!("Copy {what}") on:click=on_click>
            {changing(move || if copied.get() { "copied" } else { "copy" })}
        </button>
    }
    .into_part()
}

#[cfg(feature = "hydrate")]
fn copy(text: &str) {
    // The promise fails where the browser forbids it; there is nothing to do about that.
    drop(window().navigator().clipboard().write_text(text));
}

#[cfg(not(feature = "hydrate"))]
fn copy(_text: &str) {}
