//! What narrows and orders a table, kept in the address.

use leptos::prelude::*;

use crate::state::query::QueryValue;
use crate::ui::part::{IntoPart, Part, changing};

/// A field that filters by text; the key `/` goes to it.
pub(crate) fn filter_field(label: &'static str, filter: QueryValue) -> Part {
    let text = filter.value;
    view! {
        <input
            type="search"
            data-filter
            placeholder=label
            aria-label=label
            autocomplete="off"
            spellcheck="false"
            prop:value=text
            value=text.get_untracked()
            on:input:target=move |event| {
                filter.set(&event.target().value());
            }
        />
    }
    .into_part()
}

/// A choice of words in the address, each with what it is called; the first one is the usual.
pub(crate) fn choice(
    label: &'static str,
    value: QueryValue,
    options: Vec<(&'static str, &'static str)>,
) -> Part {
    let chosen = value.value;
    let options: Vec<Part> = options
        .into_iter()
        .map(|(word, title)| {
            let selected = changing(move || chosen.with(|chosen| chosen == word));
            view! {
                <option value=word selected=selected>
                    {title}
                </option>
            }
            .into_part()
        })
        .collect();
    view! {
        <label class="sort">
            {label} <select on:change:target=move |event| {
                value.set(&event.target().value());
            }>{options}</select>
        </label>
    }
    .into_part()
}
