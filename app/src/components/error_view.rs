//! A page that can't be shown, and why.

use leptos::prelude::*;
use model::{Error, ErrorKind};

use super::heading::Heading;
use crate::live::platform::{here, leave_to};
use crate::paths;
use crate::state::effect::effect;
use crate::ui::notice;
use crate::ui::part::IntoPart;

/// Sets the status of the document that is being rendered.
pub(crate) fn set_page_status(status: u16) {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>()
        && let Ok(status) = http::StatusCode::from_u16(status)
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}

fn title(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotFound => "Not found",
        ErrorKind::Forbidden => "Not allowed",
        ErrorKind::Unauthenticated => "Signed out",
        ErrorKind::Throttled => "AWS says to slow down",
        ErrorKind::Unreachable => "AWS can't be reached",
        ErrorKind::Credentials => "AWS credentials don't work",
        ErrorKind::AccessDenied => "AWS denies access",
        ErrorKind::Unavailable => "Not available here",
        ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::Aws | ErrorKind::Internal => {
            "Something went wrong"
        }
    }
}

fn advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotFound => {
            "It may have been deleted, or ECS has forgotten it: stopped tasks are kept for about an hour."
        }
        ErrorKind::Forbidden => "An admin of this console can give you a role for this target.",
        ErrorKind::Unauthenticated => "Sign in again to go on.",
        ErrorKind::Credentials => {
            "The console's own AWS credentials are missing, wrong or expired; whoever runs it can renew them."
        }
        ErrorKind::AccessDenied => {
            "The console's own AWS role lacks a permission; its documentation lists those it needs."
        }
        ErrorKind::Unavailable => "This endpoint doesn't offer the operation.",
        ErrorKind::Throttled
        | ErrorKind::Unreachable
        | ErrorKind::Invalid
        | ErrorKind::Conflict
        | ErrorKind::Aws
        | ErrorKind::Internal => "Try again in a moment.",
    }
}

/// The error in place of the page, with a way on. Sets the document's status.
#[component]
pub(crate) fn ErrorView(
    /// What went wrong.
    error: Error,
) -> impl IntoView {
    set_page_status(error.http_status());
    let kind = error.kind;
    if kind == ErrorKind::Unauthenticated {
        effect(|| leave_to(&paths::sign_in(Some(&here()))));
    }
    let retry = error.is_passing();
    view! {
        <Heading title=title(kind).to_owned() />
        <div class="card pad">
            {notice::error(&error)}
            <p class="muted">{advice(kind)}</p>
            <p class="row">
                {retry
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="btn primary"
                                on:click=|_| crate::live::platform::reload()
                            >
                                "Try again"
                            </button>
                        }
                    })}
                {if kind == ErrorKind::Unauthenticated {
                    view! {
                        <a class="btn primary" href=paths::sign_in(None) rel="external">
                            "Sign in"
                        </a>
                    }
                        .into_part()
                } else {
                    view! { <a class="btn" href=paths::clusters()>"All clusters"</a> }.into_part()
                }}
            </p>
        </div>
    }
    .into_part()
}
