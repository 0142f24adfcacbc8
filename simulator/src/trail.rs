//! CloudTrail: who changed something in ECS, and when.

mod event;
mod identity;
mod lookup;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::{
    clock::{Millis, SECOND},
    world::Handler,
};
pub(crate) use event::Call;
pub(crate) use identity::Identity;

/// The most events that are kept in a region; the oldest go first.
const MOST: usize = 1_000;
/// How long after a call its event can be looked up. AWS takes some minutes.
const LAG: Millis = 60 * SECOND;

/// The events of a region.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Trail {
    /// How many there have been.
    count: u64,
    /// Oldest first.
    events: VecDeque<Event>,
}

/// A recorded call.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Event {
    /// Its place among all events of the region.
    number: u64,
    at: Millis,
    id: String,
    name: String,
    user: String,
    access_key: String,
    /// `CloudTrailEvent`, as it is answered.
    text: String,
}

impl Trail {
    /// Records a call.
    pub(crate) fn record(&mut self, region: &str, call: &Call<'_>, now: Millis) {
        self.count += 1;
        if self.events.len() >= MOST {
            self.events.pop_front();
        }
        self.events.push_back(call.event(region, self.count, now));
    }
}

/// What answers an operation.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    let handler: Handler = match operation {
        "LookupEvents" => |region, input, context| lookup::lookup(&region.trail, input, context),
        _ => return None,
    };
    Some(handler)
}
