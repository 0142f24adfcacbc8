//! A titled surface.

use leptos::prelude::*;

use crate::ui::children::{Children, PartFn};
use crate::ui::part::{IntoPart, changing};

/// A section with a heading, something beside it, and a body.
#[component]
pub(crate) fn Card(
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// The id of the section, for links to it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// What stands beside the heading.
    #[prop(optional, into)]
    aside: PartFn,
    /// The body.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card" id=id>
            <header>
                <h2>{changing(move || title.get())}</h2>
                {aside.run()}
            </header>
            {children.run()}
        </section>
    }
    .into_part()
}
