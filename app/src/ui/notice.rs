//! Sentences in place of content: nothing there, something wrong, still coming.

use leptos::prelude::*;
use model::Error;

use crate::ui::part::{IntoPart, Part};

/// Nothing is there, and what to do next.
pub(crate) fn empty(title: &str, next: impl IntoView + 'static) -> Part {
    view! {
        <div class="empty">
            <p class="title">{title.to_owned()}</p>
            <p class="muted">{next.into_part()}</p>
        </div>
    }
    .into_part()
}

/// An error's sentence, and AWS's code and request id where there are any.
pub(crate) fn error(error: &Error) -> Part {
    let code = error.code.clone().map(|code| {
        view! { <span>"Code "<code>{code}</code></span> }
    });
    let id = error.request_id.clone().map(|id| {
        view! { <span>"Request id "<code class="wrap">{id}</code></span> }
    });
    let detail =
        (code.is_some() || id.is_some()).then(|| view! { <p class="detail muted">{code}{id}</p> });
    view! {
        <div class="notice bad" role="alert">
            <p>{error.message.clone()}</p>
            {detail}
        </div>
    }
    .into_part()
}

/// Content is on its way.
pub(crate) fn loading(what: &str) -> Part {
    view! {
        <div class="loading" role="status">
            <span class="spinner" aria-hidden="true"></span>
            {format!("Loading {what}…")}
        </div>
    }
    .into_part()
}
