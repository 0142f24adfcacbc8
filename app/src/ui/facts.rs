//! Names with values, as a description list.

use leptos::prelude::*;

use crate::ui::part::{IntoPart, Part};

/// A name and a value.
pub(crate) type Fact = (&'static str, Part);

/// A fact with a text; an absent one is left out by [`list`].
pub(crate) fn fact(name: &'static str, text: Option<String>) -> Option<Fact> {
    let text = text.filter(|text| !text.is_empty())?;
    Some((name, view! { <span class="wrap">{text}</span> }.into_part()))
}

/// A fact with a text in the fixed-width font.
pub(crate) fn code(name: &'static str, text: Option<String>) -> Option<Fact> {
    let text = text.filter(|text| !text.is_empty())?;
    Some((name, view! { <code class="wrap">{text}</code> }.into_part()))
}

/// The facts that are there.
pub(crate) fn list(facts: impl IntoIterator<Item = Option<Fact>>) -> Part {
    let rows: Vec<_> = facts
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
        .collect();
    view! { <dl class="facts">{rows}</dl> }.into_part()
}
