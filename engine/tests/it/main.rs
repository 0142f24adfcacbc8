//! The engine against the simulator, over HTTP and through the SDK.

#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

mod actions;
mod aws;
mod live;
mod store;
mod support;
