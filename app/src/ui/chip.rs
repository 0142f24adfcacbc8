//! A state in a word or a short sentence, by colour and by sign.

use leptos::prelude::*;

use crate::ui::part::{IntoPart, changing};

/// What a state means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// All well.
    Ok,
    /// Something moves.
    Busy,
    /// Look at it.
    Warn,
    /// Something is wrong.
    Bad,
    /// Nothing to say.
    Idle,
}

impl Tone {
    /// The class that colours it.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Ok => "chip ok",
            Self::Busy => "chip busy",
            Self::Warn => "chip warn",
            Self::Bad => "chip bad",
            Self::Idle => "chip idle",
        }
    }

    /// The sign that says the same without colour.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Ok => "✓",
            Self::Busy => "◔",
            Self::Warn => "!",
            Self::Bad => "✕",
            Self::Idle => "",
        }
    }
}

/// A chip, as it is now.
pub(crate) fn chip(tone: Tone, words: String) -> impl IntoView {
    view! {
        <span class=tone.class()>
            <span aria-hidden="true">{tone.sign()}</span>
            <span class="words">{words}</span>
        </span>
    }
}

/// A chip.
#[component]
pub(crate) fn Chip(
    /// What it means.
    #[prop(into)]
    tone: Signal<Tone>,
    /// Its words.
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    changing(move || chip(tone.get(), words.get())).into_part()
}
