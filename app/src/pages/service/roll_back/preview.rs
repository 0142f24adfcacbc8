//! What a rollback will do, before it is confirmed.

use leptos::prelude::*;
use model::image::short_image;
use model::rollback::{ImageReturn, ImageState, Plan, Preview};
use model::task_definition::family_revision;

use crate::components::calls::calls;
use crate::ui::diff;
use crate::ui::part::{IntoPart, Part};

/// What the calls will be, in words.
fn plan_words(preview: &Preview) -> String {
    let way = model::attention::revisions(&preview.from, &preview.to);
    match &preview.plan {
        Plan::Stop { .. } => format!(
            "{way}: the deployment in progress is stopped, and ECS rolls back to where it came from."
        ),
        Plan::Update { copy: false, .. } => {
            format!("{way}: a new deployment replaces the tasks with the earlier revision.")
        }
        Plan::Update { copy: true, .. } => {
            let why = match (preview.is_deregistered, preview.options.pin_images) {
                (true, true) => "registered again with its images pinned",
                (true, false) => "registered again, because it is deregistered",
                (false, _) => "with its images pinned",
            };
            format!(
                "{way}: a copy of {}, {why}, is registered, and a new deployment replaces the tasks with it.",
                family_revision(&preview.to)
            )
        }
    }
}

/// What becomes of an image; `None` where nothing is to be said.
fn image_words(image: &ImageReturn) -> Option<String> {
    let name = short_image(&image.image);
    let short = |digest: &str| {
        let hex = digest.strip_prefix("sha256:").unwrap_or(digest);
        hex.chars().take(12).collect::<String>()
    };
    let ran = image.digest.as_deref().map(short).unwrap_or_default();
    match &image.state {
        // What can't come back is said among what is lost.
        ImageState::Same | ImageState::Pinned | ImageState::Gone => None,
        ImageState::Moved { now: Some(now) } => Some(format!(
            "{}: the tag {name} has moved. The revision ran {ran}; now it means {}.",
            image.container,
            short(now)
        )),
        ImageState::Moved { now: None } => Some(format!(
            "{}: the tag {name} is gone. The revision ran {ran}, which is still there.",
            image.container
        )),
        ImageState::Unrecorded => Some(format!(
            "{}: ECS recorded no digest of {name}, so it will be what the tag means now.",
            image.container
        )),
        ImageState::Unknown(why) => Some(format!(
            "{}: the revision ran {ran} of {name}; what the tag means now is not known. {why}",
            image.container
        )),
    }
}

fn sentences(sentences: Vec<String>, class: &'static str) -> Option<Part> {
    if sentences.is_empty() {
        return None;
    }
    let lines: Vec<Part> = sentences
        .into_iter()
        .map(|words| view! { <p class="wrap">{words}</p> }.into_part())
        .collect();
    Some(view! { <div class=class>{lines}</div> }.into_part())
}

/// The preview. `pin` is how the user wants images, once they have said so.
pub(super) fn show(preview: &Preview, pin: RwSignal<Option<bool>>) -> Part {
    let words: Vec<String> = preview.images.iter().filter_map(image_words).collect();
    let can_pin = preview.images.iter().any(ImageReturn::can_be_pinned);
    let pinned = preview.options.pin_images;
    let checkbox = can_pin.then(|| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=pinned
                    on:change=move |event| pin.set(Some(event_target_checked(&event)))
                />
                <span>"Pin images to what the revision ran, in a copy of its task definition"</span>
            </label>
        }
    });
    let settings = (!preview.settings.is_empty()).then(|| {
        view! {
            <h4>"Service settings"</h4>
            <div class="well">{diff::changes(&preview.settings)}</div>
        }
    });
    view! {
        <p>{plan_words(preview)}</p>
        {sentences(preview.lost.clone(), "notice bad")}
        {sentences(words, "notice warn")}
        {checkbox}
        <h4>"Task definition"</h4>
        <div class="well">{diff::changes(&preview.changes)}</div>
        {settings}
        {sentences(preview.kept.clone(), "muted small")}
        {calls(&preview.calls)}
    }
    .into_part()
}
