//! Scenarios: what an account holds at the start, as scripts of ordinary API calls.

mod script;
mod todo;

pub(crate) use script::REGION;

use crate::{clock::Millis, options::Scenario, world::World};

/// An account as a scenario describes it, at a time. Its history has really happened before.
pub(crate) fn load(scenario: Scenario, seed: u64, start: Millis) -> World {
    match scenario {
        Scenario::Todo => todo::script().play(seed, start),
        Scenario::Empty => World::new(seed, start),
    }
}
