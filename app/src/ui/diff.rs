//! What differs between two documents.

use leptos::prelude::*;
use model::diff::Change;
use model::task_definition::Guarded;

use crate::ui::part::{IntoPart, Part};

/// The changes, grouped by where they are. Removed and added lines have a sign as well as a colour.
pub(crate) fn changes(changes: &[Change]) -> Part {
    if changes.is_empty() {
        return view! { <p class="pad muted">"Nothing differs."</p> }.into_part();
    }
    let mut place = None;
    let mut rows = Vec::new();
    for change in changes {
        if place != Some(change.place.as_str()) {
            place = Some(change.place.as_str());
            rows.push(view! { <span class="place">{change.place.clone()}</span> }.into_part());
        }
        if let Some(before) = &change.before {
            let text = line(&change.name, before);
            rows.push(view! { <del><i aria-label="removed">"−"</i>{text}</del> }.into_part());
        }
        if let Some(after) = &change.after {
            let text = line(&change.name, after);
            rows.push(view! { <ins><i aria-label="added">"+"</i>{text}</ins> }.into_part());
        }
    }
    view! { <div class="diff">{rows}</div> }.into_part()
}

fn line(name: &str, value: &Guarded) -> String {
    match value {
        Guarded::Shown(value) => format!("{name} = {value}"),
        Guarded::Hidden => format!("{name} (value hidden for viewers)"),
    }
}
