//! The fewest calls that show a cluster, and the shortest time in which AWS's limits let them be made.

use std::collections::VecDeque;
use std::time::Duration;

/// A class's bucket: calls at once.
pub(super) const BURST: f64 = 100.0;

/// The same: calls a second in the long run.
pub(super) const PER_SECOND: f64 = 20.0;

/// Items of a page of a list.
pub(super) const PAGE: usize = 100;

/// How a kind of thing is read: a list, page by page, and descriptions of what the pages name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// How many things there are.
    pub(super) items: usize,
    /// How many are described in a call.
    pub(super) batch: usize,
}

impl Reading {
    /// How many calls it takes.
    pub(super) fn calls(self) -> usize {
        self.items.div_ceil(PAGE).max(1) + self.items.div_ceil(self.batch)
    }

    /// The shortest time from the first call to the last answer: each page must be answered before
    /// the next is asked for and before its items are described, and each call takes a token of one
    /// full bucket.
    pub(super) fn shortest(self, latency: Duration) -> Duration {
        let latency = latency.as_secs_f64();
        let mut bucket = Bucket::full();
        let mut page_at = 0.0;
        let mut describable = VecDeque::new();
        let mut end: f64 = 0.0;
        let pages = self.items.div_ceil(PAGE).max(1);
        for page in 0..pages {
            // What is known already is described while the next page is not asked for yet.
            while describable.front().is_some_and(|at| *at < page_at) {
                let at = describable.pop_front().unwrap_or_default();
                end = end.max(bucket.draw(at) + latency);
            }
            page_at = bucket.draw(page_at) + latency;
            end = end.max(page_at);
            let known = PAGE.min(self.items - (page * PAGE).min(self.items));
            describable.extend((0..known.div_ceil(self.batch)).map(|_| page_at));
        }
        for at in describable {
            end = end.max(bucket.draw(at) + latency);
        }
        Duration::from_secs_f64(end)
    }
}

/// A token bucket in seconds of the calculation.
#[derive(Debug)]
pub(super) struct Bucket {
    tokens: f64,
    at: f64,
}

impl Bucket {
    /// One that nobody has drawn from.
    pub(super) fn full() -> Self {
        Self {
            tokens: BURST,
            at: 0.0,
        }
    }

    /// Takes a token as soon as there is one from `now` on; when that is.
    pub(super) fn draw(&mut self, now: f64) -> f64 {
        let now = now.max(self.at);
        self.tokens = (self.tokens + (now - self.at) * PER_SECOND).min(BURST);
        let wait = ((1.0 - self.tokens) / PER_SECOND).max(0.0);
        self.at = now + wait;
        self.tokens += wait * PER_SECOND - 1.0;
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATENCY: Duration = Duration::from_millis(40);

    #[test]
    fn two_thousand_services_take_six_seconds() {
        let services = Reading {
            items: 2_000,
            batch: 10,
        };
        assert_eq!(services.calls(), 220);
        let ms = services.shortest(LATENCY).as_millis();
        assert!((6_039..=6_041).contains(&ms), "{ms}");
    }

    #[test]
    fn five_thousand_tasks_are_one_burst_whose_pages_take_longest() {
        let tasks = Reading {
            items: 5_000,
            batch: 100,
        };
        assert_eq!(tasks.calls(), 100);
        let ms = tasks.shortest(LATENCY).as_millis();
        assert!((2_039..=2_041).contains(&ms), "{ms}");
    }

    #[test]
    fn a_bucket_gives_its_burst_at_once_and_then_its_rate() {
        let mut bucket = Bucket::full();
        for _ in 0..100 {
            assert!(bucket.draw(0.0).abs() < 1e-9);
        }
        assert!((bucket.draw(0.0) - 0.05).abs() < 1e-9);
        assert!((bucket.draw(0.0) - 0.10).abs() < 1e-9);
        assert!((bucket.draw(10.0) - 10.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_takes_one_call() {
        let none = Reading {
            items: 0,
            batch: 10,
        };
        assert_eq!((none.calls(), none.shortest(LATENCY)), (1, LATENCY));
    }
}
