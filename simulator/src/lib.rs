//! An AWS endpoint in a library: Amazon ECS, Amazon ECR, CloudWatch Logs,
//! Elastic Load Balancing, Application Auto Scaling, CloudTrail and STS over the wire.
//!
//! A [`Simulator`] holds the simulated account; [`Simulator::router`] is an axum application that
//! speaks AWS's protocols, and [`serve`] runs it on a listener. Time comes from a clock of its own
//! that can run fast, be paused or be stepped through the control API under `/_ecscope/`.
//!
//! # Layout
//!
//! * `wire`: protocols, routing and the request's path through faults, limits and operations
//! * `world`: the account's regions, the clock and the schedule of what happens next
//! * `ecs`, `ecr`, `logs`, `elb`, `autoscaling`, `trail`, `sts`: state and operations, one file per operation group
//! * `scenario`: what the account holds at the start, as scripts of ordinary API calls
//! * `schema`: what AWS's models say about requests, checked before any operation
//! * `control`: the control API

mod arn;
mod autoscaling;
mod clock;
mod control;
mod document;
mod ecr;
mod ecs;
mod elb;
mod error;
mod input;
mod limits;
mod logs;
mod options;
mod page;
mod random;
mod scenario;
mod schedule;
mod schema;
mod simulator;
mod state_file;
mod sts;
mod tags;
mod trail;
mod wire;
mod world;

pub use options::{Limits, Options, ParseScenarioError, Scenario};
pub use simulator::{Simulator, serve};
pub use state_file::StateFileError;
