//! Lists whose items keep their elements.

#[cfg(feature = "hydrate")]
mod in_browser;
#[cfg(any(feature = "hydrate", test))]
mod order;

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::part::{IntoPart, Part};

/// An item of a list.
pub(crate) struct Row {
    key: String,
    make: Box<dyn FnOnce() -> Part + Send>,
}

impl Row {
    /// The item with a key; `make` makes it when no item with this key is shown yet.
    pub(crate) fn new<V: RenderHtml + 'static>(
        key: impl Into<String>,
        make: impl FnOnce() -> V + Send + 'static,
    ) -> Self {
        Self {
            key: key.into(),
            make: Box::new(move || make().into_part()),
        }
    }
}

/// The items of a list, in order. An item whose key stays keeps its element and its state. Like
/// Leptos's `For`, without code of its own for each use, and in browsers with the fewest moves.
pub(crate) fn rows(each: impl Fn() -> Vec<Row> + Send + Sync + 'static) -> Part {
    keyed(Arc::new(each))
}

#[cfg(not(feature = "hydrate"))]
fn keyed(each: Arc<dyn Fn() -> Vec<Row> + Send + Sync>) -> Part {
    view! { <For each=move || each() key=|row| row.key.clone() children=|row| (row.make)() /> }
        .into_part()
}

#[cfg(feature = "hydrate")]
fn keyed(each: Arc<dyn Fn() -> Vec<Row> + Send + Sync>) -> Part {
    // Items outlive the run of the function that names them.
    let owner = Owner::current().unwrap_or_default();
    (move || in_browser::Keyed::new(owner.clone(), each())).into_part()
}
