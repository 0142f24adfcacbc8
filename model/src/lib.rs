//! The ECS domain as ecscope understands it: plain types and pure rules.
//!
//! The crate compiles for the server and for the browser, so both call the same functions. It knows
//! nothing of AWS clients, of HTTP or of the interface. One file per ECS resource; rules that need
//! several resources have a file of their own ([`attention`], [`progress`], [`rollback`], [`scale`]).

pub mod access;
pub mod attention;
pub mod audit;
pub mod cluster;
pub mod course;
pub mod deploy;
pub mod diff;
pub mod document;
pub mod error;
pub mod event;
pub mod expected;
pub mod failure;
pub mod history;
pub mod hook;
pub mod image;
pub mod live;
pub mod log;
pub mod monitor;
mod open_enum;
pub mod order;
pub mod pause;
pub mod place;
pub mod progress;
pub mod restart;
pub mod rollback;
pub mod run_task;
pub mod scale;
pub mod scaling;
pub mod service;
pub mod service_deployment;
pub mod service_revision;
pub mod session;
pub mod stage;
pub mod stop_task;
pub mod task;
pub mod task_definition;
pub mod time;
pub mod trail;
pub mod verdict;
pub mod webhook;
pub mod words;

pub use error::{Error, ErrorKind};
pub use time::Timestamp;
