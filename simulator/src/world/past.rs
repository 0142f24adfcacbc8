//! Earlier states of the world, from which a fault lets reads be answered.

use std::collections::VecDeque;

use crate::{clock::Millis, world::World};

/// How many copies at most cover the time that answers may lie back.
const COPIES: Millis = 4;

/// Copies of the world, oldest first; empty while nobody needs them.
#[derive(Debug, Default)]
pub(crate) struct Past(VecDeque<World>);

impl Past {
    /// Notes the world as it is, if a fault is in force that reads up to `span` back.
    pub(crate) fn note(&mut self, world: &World, span: Option<Millis>) {
        let Some(span) = span else {
            self.0.clear();
            return;
        };
        let pause = (span / COPIES).max(1);
        let due = self
            .0
            .back()
            .is_none_or(|last| world.now - last.now >= pause);
        if !due {
            return;
        }
        self.0.push_back(world.clone());
        // The last copy that is old enough is needed, those before it aren't.
        while self
            .0
            .get(1)
            .is_some_and(|second| second.now <= world.now - span)
        {
            self.0.pop_front();
        }
    }

    /// The world as it was at a time or before; the oldest copy where none is old enough.
    pub(crate) fn at(&mut self, time: Millis) -> Option<&mut World> {
        let newer = self.0.partition_point(|copy| copy.now <= time);
        self.0.get_mut(newer.saturating_sub(1))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::Past;
    use crate::world::World;

    #[test]
    fn the_past_is_as_old_as_asked_for_and_bounded() {
        let mut past = Past::default();
        let mut world = World::new(1, 0);
        for now in (0..=100_000).step_by(100) {
            world.advance(now);
            past.note(&world, Some(4_000));
            let found = past.at(now - 4_000).unwrap().now();
            if now >= 4_000 {
                assert!((4_000..=5_000).contains(&(now - found)), "{now}: {found}");
            } else {
                assert_eq!(found, 0);
            }
            assert!(past.0.len() <= 6);
        }
        past.note(&world, None);
        assert!(past.at(0).is_none());
    }
}
