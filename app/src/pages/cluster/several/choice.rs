//! One of the services to choose from.

use std::collections::HashMap;

use leptos::prelude::*;
use model::Error;

use crate::ui::chip::{Chip, Tone};
use crate::ui::part::{IntoPart, Part, changing};

/// What became of a change.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// It has been sent.
    Sent,
    /// AWS accepted it.
    Done,
    /// It was refused, or failed.
    Failed(Error),
}

/// A service as a checkbox, with what became of it. `reason` says why it can't be chosen.
pub(super) fn choice(
    name: String,
    chosen: RwSignal<Vec<String>>,
    outcomes: RwSignal<HashMap<String, Outcome>>,
    reason: impl Fn(&str) -> Option<String> + Clone + Send + Sync + 'static,
) -> Part {
    let words = name.clone();
    let this = name.clone();
    let is_chosen = move || chosen.with(|chosen| chosen.contains(&this));
    let (this, why) = (name.clone(), reason.clone());
    let is_barred = move || why(&this).is_some();
    let (this, barred) = (name.clone(), reason);
    let toggle = move |event| {
        let on = event_target_checked(&event);
        let name = name.clone();
        chosen.update(|chosen| {
            chosen.retain(|other| *other != name);
            if on {
                chosen.push(name);
            }
        });
    };
    let told = changing(move || {
        let outcome = outcomes.with(|outcomes| outcomes.get(&this).cloned());
        let (tone, words) = match outcome {
            Some(Outcome::Sent) => (Tone::Busy, "Sent".to_owned()),
            Some(Outcome::Done) => (Tone::Ok, "Done".to_owned()),
            Some(Outcome::Failed(error)) => (Tone::Bad, error.message),
            None => {
                let why = barred(&this)?;
                return Some(view! { <span class="muted small wrap">{why}</span> }.into_part());
            }
        };
        Some(view! { <Chip tone words /> }.into_part())
    });
    view! {
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=is_chosen
                prop:disabled=is_barred
                on:change=toggle
            />
            <span class="what"><b class="wrap">{words}</b></span>
            {told}
        </label>
    }
    .into_part()
}
