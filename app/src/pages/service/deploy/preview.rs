//! What a deployment will do, before it is confirmed.

use leptos::prelude::*;
use model::deploy::DeployPreview;
use model::task_definition::family_revision;

use crate::components::calls::calls;
use crate::ui::diff;
use crate::ui::part::{IntoPart, Part};

/// The preview.
pub(super) fn show(preview: &DeployPreview) -> Part {
    let from = family_revision(&preview.from);
    let words = match &preview.to {
        Some(to) if *to == preview.from => format!("{from} is what the service is on already."),
        Some(to) => format!(
            "{}: a new deployment replaces the tasks.",
            model::attention::revisions(&preview.from, to)
        ),
        None => format!(
            "A new revision, {from} with this image and nothing else changed, is registered and deployed."
        ),
    };
    let doubt = preview
        .doubt
        .clone()
        .map(|doubt| view! { <p class="notice warn">{doubt}</p> });
    view! {
        <p>{words}</p>
        {doubt}
        <div class="well">{diff::changes(&preview.changes)}</div>
        {calls(&preview.calls)}
    }
    .into_part()
}
