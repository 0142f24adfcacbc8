//! Whose turn it is to be looked at. Pure: the time is passed in.

use std::collections::HashMap;

/// Things by key, with the time of the last look at each.
///
/// What is most overdue, as a multiple of the interval that it should be looked at in, comes first.
/// So when there is more to look at than the budget allows, everything slows down in proportion. And
/// calls are spread evenly: things that were all looked at together do not come due together.
#[derive(Debug, Default)]
pub(super) struct Rota {
    /// Milliseconds of the last good look; `None` before the first.
    looked: HashMap<String, Option<u64>>,
    /// When somebody's turn was last.
    turn_ms: u64,
}

/// What to do now.
#[derive(Debug, PartialEq)]
pub(super) enum Turn {
    /// Look at these.
    Now(Vec<String>),
    /// Nothing is due for so many milliseconds.
    In(u64),
    /// There is nothing to look at.
    Never,
}

impl Rota {
    /// Adds what is not known yet; it is due at once.
    pub(super) fn add(&mut self, key: &str) {
        if !self.looked.contains_key(key) {
            self.looked.insert(key.to_owned(), None);
        }
    }

    /// Makes something due at once, known or not.
    pub(super) fn hurry(&mut self, key: &str) {
        self.looked.insert(key.to_owned(), None);
    }

    /// Something needs no look any more.
    pub(super) fn remove(&mut self, key: &str) {
        self.looked.remove(key);
    }

    /// Something was looked at.
    pub(super) fn looked(&mut self, key: &str, now_ms: u64) {
        if let Some(at) = self.looked.get_mut(key) {
            *at = Some(now_ms);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.looked.len()
    }

    /// When the last look at something was.
    pub(super) fn last(&self, key: &str) -> Option<u64> {
        self.looked.get(key).copied().flatten()
    }

    /// When the look at the one that has waited longest was, of all that have been looked at.
    pub(super) fn oldest(&self) -> Option<u64> {
        self.looked.values().copied().flatten().min()
    }

    /// Whose turn it is: of those that are due and of those that come next, enough to fill calls of
    /// `per_call` each, at most `calls` of them. `interval_ms` says how often something should be
    /// looked at.
    pub(super) fn turn(
        &mut self,
        now_ms: u64,
        per_call: usize,
        calls: usize,
        interval_ms: impl Fn(&str) -> u64,
    ) -> Turn {
        let mut waiting: Vec<(f64, &str)> = Vec::with_capacity(self.looked.len());
        let mut soonest_ms = u64::MAX;
        let mut due = 0_usize;
        // What all intervals together ask for, in things per millisecond.
        let mut wanted = 0.0;
        for (key, looked) in &self.looked {
            let interval = interval_ms(key).max(1);
            wanted += 1.0 / interval as f64;
            let urgency = match looked {
                None => f64::INFINITY,
                Some(at) => now_ms.saturating_sub(*at) as f64 / interval as f64,
            };
            if urgency >= 1.0 {
                due += 1;
            } else if let Some(at) = looked {
                soonest_ms = soonest_ms.min((at + interval).saturating_sub(now_ms).max(1));
            }
            waiting.push((urgency, key));
        }
        if waiting.is_empty() {
            return Turn::Never;
        }
        // So many milliseconds after the last call the next one is made, due or not.
        let spacing_ms = (per_call as f64 / wanted) as u64;
        let passed_ms = now_ms.saturating_sub(self.turn_ms);
        if due == 0 && passed_ms < spacing_ms {
            return Turn::In(soonest_ms.min(spacing_ms - passed_ms));
        }
        self.turn_ms = now_ms;
        // A call that is made anyway costs nothing more when it is full.
        let most = due.max(1).div_ceil(per_call).min(calls) * per_call;
        let order = |a: &(f64, &str), b: &(f64, &str)| b.0.total_cmp(&a.0).then(a.1.cmp(b.1));
        if most < waiting.len() {
            waiting.select_nth_unstable_by(most, order);
            waiting.truncate(most);
        }
        waiting.sort_unstable_by(order);
        Turn::Now(waiting.into_iter().map(|(_, key)| key.to_owned()).collect())
    }

    /// What there is.
    #[cfg(test)]
    pub(super) fn keys(&self) -> std::collections::HashSet<&str> {
        self.looked.keys().map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rota(looked: &[(&str, Option<u64>)]) -> Rota {
        Rota {
            looked: looked
                .iter()
                .map(|(key, at)| ((*key).to_owned(), *at))
                .collect(),
            turn_ms: 9_900,
        }
    }

    #[test]
    fn the_most_overdue_come_first_and_fill_the_call() {
        let mut rota = rota(&[
            ("calm", Some(9_000)),
            ("watched", Some(9_000)),
            ("late", Some(1_000)),
            ("new", None),
        ]);
        let interval = |key: &str| if key == "watched" { 500 } else { 5_000 };
        for (per_call, calls, expected) in [
            (1, 1, vec!["new"]),
            (1, 9, vec!["new", "watched", "late"]),
            (2, 1, vec!["new", "watched"]),
            (10, 1, vec!["new", "watched", "late", "calm"]),
        ] {
            let Turn::Now(turn) = rota.turn(10_000, per_call, calls, interval) else {
                panic!("nobody's turn")
            };
            assert_eq!(turn, expected, "{per_call} in each of {calls}");
        }
    }

    #[test]
    fn nothing_due_says_when() {
        for (looked, expected) in [
            (vec![], Turn::Never),
            (vec![("a", Some(9_500)), ("b", Some(9_900))], Turn::In(500)),
            (vec![("a", Some(12_000))], Turn::In(3_000)),
        ] {
            assert_eq!(rota(&looked).turn(10_000, 10, 1, |_| 1_000), expected);
        }
    }

    #[test]
    fn more_than_the_budget_allows_slows_all_down_in_proportion() {
        // Two calls of ten each second, for 100 things wanted each ten seconds and some wanted each
        // second: 30 of those are twice as much as there are calls for.
        for (watched, overload) in [(5, 1.0), (10, 1.0), (30, 2.0), (50, 3.0)] {
            let name = |number: usize| format!("{number:03}");
            let mut rota = Rota::default();
            (0..100 + watched).for_each(|number| rota.add(&name(number)));
            let is_watched = |key: &str| key >= "100";
            let mut worst = [0_u32, 0];
            for tick in 0..200 {
                let now_ms = tick * 500;
                let interval = |key: &str| if is_watched(key) { 1_000 } else { 10_000 };
                let Turn::Now(turn) = rota.turn(now_ms, 10, 1, interval) else {
                    continue;
                };
                for key in turn {
                    if let Some(last) = rota.last(&key) {
                        let slot = usize::from(is_watched(&key));
                        worst[slot] = worst[slot].max((now_ms - last) as u32);
                    }
                    rota.looked(&key, now_ms);
                }
            }
            // A turn of half a second and the rush of the beginning on top.
            for (worst_ms, interval_ms) in worst.into_iter().zip([10_000.0, 1_000.0]) {
                let ratio = f64::from(worst_ms) / (interval_ms * overload);
                assert!((0.9..=1.5).contains(&ratio), "{watched}: {worst_ms} ms");
            }
        }
    }

    #[test]
    fn what_was_looked_at_together_does_not_come_due_together() {
        // 200 calls of ten, each thing wanted once in 40 s: five calls a second.
        let mut rota = Rota::default();
        let name = |number: usize| format!("{number:04}");
        (0..2_000).for_each(|number| {
            rota.add(&name(number));
            rota.looked(&name(number), 0);
        });
        let mut calls = 0;
        let mut worst_ms = 0;
        for now_ms in (0..120_000).step_by(50) {
            let Turn::Now(turn) = rota.turn(now_ms, 10, 4, |_| 40_000) else {
                continue;
            };
            calls += turn.len().div_ceil(10);
            assert!(turn.len() <= 10);
            for key in turn {
                worst_ms = worst_ms.max(now_ms - rota.last(&key).unwrap_or_default());
                rota.looked(&key, now_ms);
            }
        }
        assert!((595..=605).contains(&calls), "{calls} calls in two minutes");
        assert!(worst_ms <= 41_000, "{worst_ms} ms");
    }

    #[test]
    fn what_is_hurried_is_due_and_what_is_removed_is_not() {
        let mut rota = rota(&[("a", Some(10_000)), ("b", Some(10_000))]);
        rota.hurry("a");
        rota.hurry("c");
        rota.remove("b");
        rota.looked("b", 10_000);
        assert_eq!(rota.keys(), std::collections::HashSet::from(["a", "c"]));
        assert_eq!(
            rota.turn(10_000, 1, 5, |_| 60_000),
            Turn::Now(vec!["a".to_owned(), "c".to_owned()])
        );
        assert_eq!(rota.oldest(), None);
        rota.looked("a", 10_400);
        assert_eq!((rota.oldest(), rota.len()), (Some(10_400), 2));
    }
}
