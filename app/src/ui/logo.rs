//! The mark of the console.

use leptos::prelude::*;

/// The mark, without a name: it stands beside the word.
pub(crate) fn logo() -> impl IntoView {
    view! {
        <svg class="logo" width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true">
            <circle cx="10" cy="10" r="8.5" stroke="currentColor" stroke-width="1.6"></circle>
            <path
                d="M10 4.5 14.8 7.2v5.6L10 15.5 5.2 12.8V7.2z"
                stroke="currentColor"
                stroke-width="1.4"
            ></path>
        </svg>
    }
}
