//! What happens next: a queue of events in the order of their times.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, binary_heap::PeekMut},
    sync::Arc,
};

use crate::{clock::Millis, ecs, scenario};

/// Something that happens at its time.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) enum Event {
    /// In Amazon ECS.
    Ecs(ecs::Event),
    /// The next change that a scenario makes.
    Scenario(scenario::Beat),
}

/// Events to come. Events of the same time happen in the order they were added.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Schedule {
    queue: BinaryHeap<Reverse<Entry>>,
    added: u64,
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Entry {
    at: Millis,
    number: u64,
    region: Arc<str>,
    event: Event,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.number) == (other.at, other.number)
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

impl Schedule {
    /// Lets `event` happen in `region` at a time.
    pub(crate) fn add(&mut self, at: Millis, region: &Arc<str>, event: Event) {
        self.added += 1;
        self.queue.push(Reverse(Entry {
            at,
            number: self.added,
            region: Arc::clone(region),
            event,
        }));
    }

    /// Takes the next event that happens at or before `until`.
    pub(crate) fn take(&mut self, until: Millis) -> Option<(Millis, Arc<str>, Event)> {
        let first = self.queue.peek_mut()?;
        if first.0.at > until {
            return None;
        }
        let Reverse(entry) = PeekMut::pop(first);
        Some((entry.at, entry.region, entry.event))
    }
}
