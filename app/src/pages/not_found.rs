//! An address that leads nowhere.

use leptos::prelude::*;

use crate::components::error_view::ErrorView;

/// The page for unknown addresses.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    let path = leptos_router::hooks::use_location().pathname;
    let error = model::Error::not_found(format!(
        "There is no page at {}. Every cluster can be reached from the list of clusters.",
        path.get_untracked()
    ));
    view! { <ErrorView error /> }
}
