//! What pages load before they are shown.
//!
//! Servers hold what is loaded as values. Browsers hold the JSON, read by who shows it: so all of it
//! is of one type, and the code that waits for it exists once in the program they load.

#[cfg(feature = "hydrate")]
mod in_browser;
#[cfg(not(feature = "hydrate"))]
mod on_server;

#[cfg(feature = "hydrate")]
pub(crate) use in_browser::{Answer, Loaded, load_if, load_with};
#[cfg(not(feature = "hydrate"))]
pub(crate) use on_server::{Loaded, load_if, load_with};

use super::request::RequestValue;

#[expect(
    clippy::expl_impl_clone_on_copy,
    reason = "derived, both would ask for answers that can be copied"
)]
impl<T: RequestValue> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: RequestValue> Copy for Loaded<T> {}
