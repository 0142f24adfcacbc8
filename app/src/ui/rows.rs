//! Lists whose items keep their elements.

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
/// Leptos's `For`, without code of its own for each use.
pub(crate) fn rows(each: impl Fn() -> Vec<Row> + Send + Sync + 'static) -> Part {
    keyed(Arc::new(each))
}

fn keyed(each: Arc<dyn Fn() -> Vec<Row> + Send + Sync>) -> Part {
    view! { <For each=move || each() key=|row| row.key.clone() children=|row| (row.make)() /> }
        .into_part()
}
