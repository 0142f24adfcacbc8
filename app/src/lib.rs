//! The interface of ecscope: the document, the pages and the server functions they read from.
//!
//! Compiled twice: with the feature `ssr` into the server, where it renders pages and answers
//! `/api`, and with `hydrate` into the browser, where it makes those pages live.

#![expect(
    unreachable_pub,
    reason = "the component macro makes public functions in private modules"
)]

mod api;
mod app;
mod assets;
mod clock;
mod components;
mod csp;
mod live;
mod pages;
mod paths;
#[cfg(not(feature = "hydrate"))]
mod shell;
mod state;
mod ui;

#[cfg(feature = "ssr")]
pub use api::page_reads::PageReads;
pub use app::App;
pub use assets::Assets;
#[cfg(feature = "hydrate")]
pub use pages::lazy::{preload, preload_rest};
#[cfg(feature = "ssr")]
pub use paths::service_page;
#[cfg(not(feature = "hydrate"))]
pub use shell::shell;
