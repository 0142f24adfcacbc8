//! The program `ecscope`: commands, configuration and the console's web server.
//!
//! # Layout
//!
//! * [`commands`]: one file per command; the command line itself is [`cli`]
//! * [`config`]: configuration from file, environment and flags, one file per concern
//! * [`console`]: the web server as a value that commands and tests start
//! * `router`, `middleware`: which request goes where, and what every request passes
//! * [`open_files`]: how many connections the system lets the program have
//! * `session`, `principal`, `auth`: who makes a request
//! * [`webhooks`]: telling others of deployments
//! * `api`, `ssr`, `live`, `site`, `health`, `metrics`: what answers

mod api;
mod auth;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod console;
mod health;
pub mod live;
mod logging;
mod metrics;
mod middleware;
pub mod open_files;
mod principal;
mod refusal;
mod router;
mod serving;
pub mod session;
mod shutdown;
mod site;
mod ssr;
mod state;
pub mod webhooks;
