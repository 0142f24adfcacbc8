//! Effects whose code does not grow with their number.

use leptos::prelude::Effect;

/// Runs something in the browser, now and whenever what it reads changes; boxed for the same reason
/// as [`super::memo::memo`].
pub(crate) fn effect(run: impl Fn() + 'static) {
    boxed(Box::new(run));
}

fn boxed(run: Box<dyn Fn()>) {
    Effect::new(move |_| run());
}
