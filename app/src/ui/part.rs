//! A part of a page whose type is erased, made for small programs.
//!
//! Leptos's own `AnyView` carries code for each view to be updated in place and to be hydrated piece
//! by piece while parts of the page are still to come. Pages here arrive whole, and a part that
//! changes is made anew, so browsers need neither; that code was a fifth of what they loaded.

#[cfg(feature = "hydrate")]
mod focus;
#[cfg(feature = "hydrate")]
mod in_browser;
#[cfg(not(feature = "hydrate"))]
mod on_server;

#[cfg(not(feature = "hydrate"))]
pub(crate) use on_server::{IntoPart, Part};

#[cfg(feature = "hydrate")]
pub(crate) use in_browser::{IntoPart, Part};

/// A function of a view that is run again whenever what it reads changes; boxed, so that all of them
/// are of one type.
pub(crate) type Changing<V> = Box<dyn Fn() -> V + Send>;

/// Makes a function of a view out of a closure.
pub(crate) fn changing<V>(make: impl Fn() -> V + Send + 'static) -> Changing<V> {
    Box::new(make)
}
