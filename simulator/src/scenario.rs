//! Scenarios: what an account holds at the start, as scripts of ordinary API calls.

mod large;
mod people;
mod releases;
mod script;
mod storm;
mod todo;

use crate::{clock::Millis, options::Scenario, world::World};

pub(crate) use script::REGION;

/// A change that a scenario makes by itself; it makes the next one follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Beat {
    /// The nth change of the scenario `large`.
    Large(u64),
    /// The nth deployment of a service of the scenario `releases`.
    Release { service: usize, number: u64 },
}

/// An account as a scenario describes it, at a time. Its history has really happened before.
pub(crate) fn load(scenario: Scenario, seed: u64, start: Millis) -> World {
    match scenario {
        Scenario::Todo => todo::script().play(seed, start),
        Scenario::Empty => World::new(seed, start),
        Scenario::Large => large::load(seed, start),
        Scenario::Releases => releases::load(seed, start),
        Scenario::Storm => storm::script().play(seed, start),
    }
}

/// Lets a scenario make a change.
pub(crate) fn go_on(world: &mut World, beat: Beat) {
    match beat {
        Beat::Large(number) => large::change::make(world, number),
        Beat::Release { service, number } => releases::go_on(world, service, number),
    }
}
