//! Live watchers: one per cluster, place or tail, any number of viewers.
//!
//! A watcher polls while somebody is interested, keeps the newest view of each topic in a
//! `Channel`, and publishes what changed. Readers pull from the channel at their own
//! pace, so a slow one costs nothing and skips to a fresh snapshot.

mod budget;
mod cadence;
mod channel;
mod cluster;
mod clusters;
mod epoch;
mod freshness;
mod health;
mod hub;
mod interest;
mod logs;
mod subscription;

pub(crate) use hub::Hub;
pub use hub::Watched;
pub use subscription::{Screen, Subscription};
