//! What the console does: AWS adapters, live watchers, actions, access and the store.
//!
//! [`Engine`] is the whole of it for the server and the interface. The AWS SDK is its only door to
//! AWS ([`aws`]); everything that follows AWS goes through the watchers of [`live`], so a first
//! paint, an API call and a socket read the same snapshot.

pub mod access;
mod actions;
pub mod audit;
pub mod aws;
mod engine;
pub mod live;
mod metrics;
mod reads;
pub mod settings;
pub mod store;

pub use engine::Engine;
