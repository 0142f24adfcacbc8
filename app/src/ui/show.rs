//! Content that is there or not.

use leptos::prelude::*;

use crate::state::memo::memo;
use crate::ui::children::PartFn;
use crate::ui::part::{IntoPart, Part, changing};

/// Shows its content while `when` holds, else the fallback. Like Leptos's own, without code of its
/// own for each use.
#[component]
pub(crate) fn Show(
    /// Whether the content is shown.
    when: impl Fn() -> bool + Send + Sync + 'static,
    /// What is shown instead.
    #[prop(optional, into)]
    fallback: PartFn,
    /// The content, made anew each time it appears.
    children: PartFn,
) -> impl IntoView {
    show(memo(when), fallback, children)
}

fn show(when: Memo<bool>, fallback: PartFn, children: PartFn) -> Part {
    changing(move || {
        if when.get() {
            children.run()
        } else {
            fallback.run()
        }
    })
    .into_part()
}
