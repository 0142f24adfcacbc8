//! Content that waits for something.

use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::children::PartFn;
use crate::ui::part::{IntoPart, Part};

type Waiting = Pin<Box<dyn Future<Output = Part> + Send>>;

/// Shows what a future gives, and `fallback` until then; the future is made anew whenever what
/// `make` reads changes. Like Leptos's own `Suspense`, without code of its own for each use.
pub(crate) fn suspended<Fut>(
    fallback: PartFn,
    make: impl Fn() -> Fut + Send + Sync + 'static,
) -> Part
where
    Fut: Future<Output = Part> + Send + 'static,
{
    boxed(fallback, Arc::new(move || Box::pin(make())))
}

fn boxed(fallback: PartFn, make: Arc<dyn Fn() -> Waiting + Send + Sync>) -> Part {
    view! {
        <Suspense fallback=move || {
            fallback.run()
        }>
            {move || {
                let make = Arc::clone(&make);
                Suspend::new(make())
            }}
        </Suspense>
    }
    .into_part()
}
