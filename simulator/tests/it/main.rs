//! The simulator as its clients see it: the real SDKs over HTTP, on a clock that only tests move.

#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

mod administration;
mod capacity;
mod circuit_breaker;
mod clusters;
mod containers;
mod control;
mod deployment;
mod documentation;
mod fuzz;
mod idempotency;
mod instances;
mod known;
mod load_balancing;
mod logs;
mod placement;
mod registry;
mod revisions;
mod rollback;
mod scaling;
mod server;
mod state_file;
mod strategies;
mod tasks;
mod trail;
mod trouble;
mod wire;
