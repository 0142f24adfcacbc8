//! The theme: the system's, dark or light.

use leptos::prelude::*;

use crate::state::effect::effect;
use crate::ui::part::{IntoPart, changing};

/// The choices: word in the storage, title.
const CHOICES: [(&str, &str); 3] = [("", "System"), ("dark", "Dark"), ("light", "Light")];

/// The theme switch. The choice stays in the browser; the document applies it before the first
/// paint.
#[component]
pub(crate) fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(String::new());
    effect(move || chosen.set(stored()));
    let choices = CHOICES.map(|(word, title)| {
        let choose = move |_| {
            store(word);
            chosen.set(word.to_owned());
        };
        view! {
            <button
                type="button"
                aria-pressed=changing(move || (chosen.with(|chosen| chosen == word)).to_string())
                on:click=choose
            >
                {title}
            </button>
        }
    });
    view! {
        <div class="segments" role="group" aria-label="Theme">
            {choices.into_iter().collect_view()}
        </div>
    }
    .into_part()
}

#[cfg(feature = "hydrate")]
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

#[cfg(feature = "hydrate")]
fn stored() -> String {
    storage()
        .and_then(|storage| storage.get_item("theme").ok().flatten())
        .unwrap_or_default()
}

#[cfg(feature = "hydrate")]
fn store(word: &str) {
    if let Some(root) = document().document_element() {
        drop(if word.is_empty() {
            root.remove_attribute("data-theme")
        } else {
            root.set_attribute("data-theme", word)
        });
    }
    if let Some(storage) = storage() {
        drop(if word.is_empty() {
            storage.remove_item("theme")
        } else {
            storage.set_item("theme", word)
        });
    }
}

#[cfg(not(feature = "hydrate"))]
fn stored() -> String {
    String::new()
}

#[cfg(not(feature = "hydrate"))]
fn store(_word: &str) {}
