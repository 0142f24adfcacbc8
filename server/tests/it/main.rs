//! The console over real HTTP and real sockets, on the simulator.

#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

mod access;
mod auth;
mod commands;
mod compression;
mod config;
mod docs;
mod harness;
mod metrics;
mod requests;
mod shutdown;
mod socket;
mod targets;
mod webhooks;
