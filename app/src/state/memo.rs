//! Memos whose code does not grow with their number.

use leptos::prelude::Memo;

/// A value that is worked out again when what it reads changes, and tells only when it differs.
///
/// The closure is boxed: else each one would bring a copy of everything a memo is made of into the
/// browser bundle.
pub(crate) fn memo<T>(work_out: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    boxed(Box::new(work_out))
}

fn boxed<T>(work_out: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| work_out())
}
