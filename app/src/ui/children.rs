//! What components are given to show, as parts.

use std::sync::Arc;

use leptos::children::ToChildren;
use leptos::prelude::*;

use crate::ui::part::{IntoPart, Part};

/// Content that is made once.
pub(crate) struct Children(Box<dyn FnOnce() -> Part + Send>);

impl Children {
    /// Makes the content.
    pub(crate) fn run(self) -> Part {
        (self.0)()
    }
}

impl<F, V> ToChildren<F> for Children
where
    F: FnOnce() -> V + Send + 'static,
    V: RenderHtml + 'static,
{
    fn to_children(make: F) -> Self {
        Self(Box::new(move || make().into_part()))
    }
}

/// Content that can be made any number of times; nothing by default.
#[derive(Clone, Default)]
pub(crate) struct PartFn(Option<Arc<dyn Fn() -> Part + Send + Sync>>);

impl PartFn {
    /// Makes the content.
    pub(crate) fn run(&self) -> Part {
        match &self.0 {
            Some(make) => make(),
            None => ().into_part(),
        }
    }
}

impl<F, V> From<F> for PartFn
where
    F: Fn() -> V + Send + Sync + 'static,
    V: RenderHtml + 'static,
{
    fn from(make: F) -> Self {
        Self(Some(Arc::new(move || make().into_part())))
    }
}

impl<F, V> ToChildren<F> for PartFn
where
    F: Fn() -> V + Send + Sync + 'static,
    V: RenderHtml + 'static,
{
    fn to_children(make: F) -> Self {
        make.into()
    }
}
