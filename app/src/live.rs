//! The live connection: one socket per tab, any number of topics.
//!
//! A page renders its first paint, then follows the same topic from the position of that paint.
//! On the server nothing of this runs.

mod client;
pub(crate) mod following;
mod freshness;
mod news;
pub(crate) mod platform;
mod reconnect;
pub(crate) mod rest;
#[cfg(feature = "hydrate")]
mod socket;
mod tail;
mod topic;

pub(crate) use client::{Connection, LiveClient};
pub(crate) use freshness::{Freshness, Indicator, indicator, paced_words, stale_words};
pub(crate) use news::content;
pub(crate) use tail::{FollowedTail, follow_tail};
pub(crate) use topic::{Followed, follow_view};
