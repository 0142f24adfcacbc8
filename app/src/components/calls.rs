//! The exact AWS calls of a change, for those who want to know.

use leptos::prelude::*;
use model::rollback::Call;

use crate::ui::part::{IntoPart, Part};

/// The calls, folded away; nothing when there are none to see.
pub(crate) fn calls(calls: &[Call]) -> Option<Part> {
    if calls.is_empty() {
        return None;
    }
    let each: Vec<Part> = calls
        .iter()
        .map(|call| {
            view! {
                <p class="mono">{call.operation.clone()}</p>
                <pre class="well code" tabindex="0">{call.parameters.clone()}</pre>
                {call.note.clone().map(|note| view! { <p class="muted">{note}</p> })}
            }
            .into_part()
        })
        .collect();
    let details = view! {
        <details>
            <summary>"The exact AWS calls"</summary>
            <div class="stack">{each}</div>
        </details>
    };
    Some(details.into_part())
}
