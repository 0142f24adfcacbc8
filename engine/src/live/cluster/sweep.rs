//! Which services are described in one look when describing all of them would take too long.

use std::collections::{HashMap, HashSet};

/// What readers have on screen, and how far the sweep over the rest has come.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    visible: HashMap<u64, Vec<String>>,
    position: usize,
}

impl Sweep {
    /// Says what a reader has on screen; nothing when it has gone.
    pub(super) fn set_visible(&mut self, reader: u64, arns: Vec<String>) {
        if arns.is_empty() {
            self.visible.remove(&reader);
        } else {
            self.visible.insert(reader, arns);
        }
    }

    /// At most `most` of `all`: the urgent ones and those on screens first, the rest in turn. All
    /// of them when they fit.
    pub(super) fn next(&mut self, all: Vec<String>, urgent: &[String], most: usize) -> Vec<String> {
        if all.len() <= most {
            return all;
        }
        let exists: HashSet<&String> = all.iter().collect();
        let mut chosen: Vec<String> = Vec::with_capacity(most);
        let mut taken: HashSet<&String> = HashSet::new();
        let first = urgent.iter().chain(self.visible.values().flatten());
        for arn in first.filter(|arn| exists.contains(arn)) {
            // A tenth is kept for the rest, so that nothing is never looked at.
            if chosen.len() >= most - most.div_ceil(10) {
                break;
            }
            if taken.insert(arn) {
                chosen.push(arn.clone());
            }
        }
        let begin = self.position % all.len();
        let mut steps = 0;
        for arn in all[begin..].iter().chain(&all[..begin]) {
            if chosen.len() >= most {
                break;
            }
            steps += 1;
            if !taken.contains(arn) {
                chosen.push(arn.clone());
            }
        }
        self.position = begin + steps;
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
        numbers
            .into_iter()
            .map(|number| format!("s{number}"))
            .collect()
    }

    #[test]
    fn few_are_all_described_each_time() {
        let mut sweep = Sweep::default();
        assert_eq!(sweep.next(names(0..5), &[], 10), names(0..5));
    }

    #[test]
    fn those_on_screen_come_each_time_and_all_others_in_turn() {
        let mut sweep = Sweep::default();
        sweep.set_visible(1, names([90, 91, 7_777]));
        let mut seen = HashSet::new();
        for _ in 0..15 {
            let chosen = sweep.next(names(0..100), &names([50]), 10);
            assert_eq!(chosen[0], "s50");
            assert!(chosen.contains(&"s90".to_owned()) && chosen.contains(&"s91".to_owned()));
            assert_eq!(chosen.len(), 10);
            seen.extend(chosen);
        }
        assert_eq!(seen.len(), 100);
    }

    #[test]
    fn even_crowded_screens_leave_room_for_the_rest() {
        let mut sweep = Sweep::default();
        sweep.set_visible(1, names(0..60));
        sweep.set_visible(2, names(30..90));
        let mut seen = HashSet::new();
        for _ in 0..100 {
            seen.extend(sweep.next(names(0..100), &[], 10));
        }
        assert!(seen.contains("s99"));
        sweep.set_visible(1, Vec::new());
        assert_eq!(sweep.next(names(0..100), &[], 10)[0], "s30");
    }
}
