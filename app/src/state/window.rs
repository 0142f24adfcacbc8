//! Which rows of a long table are in the document: arithmetic, in CSS pixels.

#![cfg_attr(
    not(any(feature = "hydrate", test)),
    expect(dead_code, reason = "only browsers measure")
)]

use std::collections::HashMap;
use std::sync::Arc;

/// Tables up to this many rows are in the document as a whole, so that the browser's own search
/// finds everything.
pub(crate) const WHOLE: usize = 100;

/// How many rows beyond the screen are kept ready on each side.
const AHEAD: usize = 8;

/// Windows begin and end at multiples of this: most steps of scrolling change nothing, and those that
/// do make few rows at once.
const STEP: usize = 4;

/// How many rows are in the document before anything is known of the screen.
const FIRST: usize = 40;

/// A difference that does not count, in pixels.
const SAME: f64 = 0.6;

/// By how much the spaces round the rows may be lower than what they stand for, in pixels: each is cut
/// to a whole number.
const SPACES: f64 = 4.0;

/// The rows in the document: from the first one to the one before `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slice {
    /// The first row.
    pub(crate) start: usize,
    /// The row after the last one.
    pub(crate) end: usize,
}

impl Slice {
    /// The rows that are painted first, so that the one at `index` is among them.
    pub(crate) fn first(index: usize) -> Self {
        let start = index.saturating_sub(AHEAD) / STEP * STEP;
        Self {
            start,
            end: start + FIRST,
        }
    }

    /// These rows, or as many, of a table that has only `rows`.
    pub(crate) fn within(self, rows: usize) -> Self {
        let end = self.end.min(rows);
        let length = self.end - self.start;
        let start = self.start.min(end.saturating_sub(length));
        Self { start, end }
    }

    /// Whether a row is among them.
    #[cfg(test)]
    fn has(self, index: usize) -> bool {
        (self.start..self.end).contains(&index)
    }
}

/// Heights of rows: an estimate, and those that differ from it.
#[derive(Debug)]
pub(crate) struct Heights {
    estimate: f64,
    guessed: bool,
    odd: HashMap<Arc<str>, f64>,
}

impl Heights {
    /// Heights of which only an estimate is known.
    pub(crate) fn guess(estimate: f64) -> Self {
        Self {
            estimate,
            guessed: true,
            odd: HashMap::new(),
        }
    }

    /// Forgets what was measured, as when the width changes.
    pub(crate) fn forget(&mut self) {
        self.odd.clear();
        self.guessed = true;
    }

    /// Whether the estimate was taken from rows.
    pub(crate) fn is_measured(&self) -> bool {
        !self.guessed
    }

    /// Takes measured heights; says whether any is news. The first ones make the estimate.
    pub(crate) fn measured(&mut self, rows: Vec<(Arc<str>, f64)>) -> bool {
        let mut news = false;
        if self.guessed && !rows.is_empty() {
            self.guessed = false;
            let mut heights: Vec<f64> = rows.iter().map(|(_, height)| *height).collect();
            model::order::sort_by(&mut heights, f64::total_cmp);
            let usual = heights[heights.len() / 2];
            news = (usual - self.estimate).abs() > SAME;
            self.estimate = usual;
        }
        for (key, height) in rows {
            let known = self.of(&key);
            if (height - known).abs() <= SAME {
                continue;
            }
            news = true;
            if (height - self.estimate).abs() <= SAME {
                self.odd.remove(&key);
            } else {
                self.odd.insert(key, height);
            }
        }
        news
    }

    /// The height of a row.
    fn of(&self, key: &str) -> f64 {
        self.odd.get(key).copied().unwrap_or(self.estimate)
    }
}

/// Where the rows of a table are, in pixels below its first one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Places {
    rows: usize,
    usual: f64,
    /// The rows of another height, in order, each with how much higher than usual all of them are up
    /// to it.
    odd: Vec<(usize, f64)>,
}

impl Places {
    /// Of so many rows with these heights; `index_of` knows which row a key is.
    pub(crate) fn of(
        rows: usize,
        heights: &Heights,
        index_of: impl Fn(&str) -> Option<usize>,
    ) -> Self {
        let usual = heights.estimate;
        let odd = heights.odd.iter();
        let mut odd: Vec<(usize, f64)> = odd
            .filter_map(|(key, height)| Some((index_of(key)?, height - usual)))
            .collect();
        model::order::sort_by(&mut odd, |(a, _), (b, _)| a.cmp(b));
        let mut sum = 0.0;
        for (_, extra) in &mut odd {
            sum += *extra;
            *extra = sum;
        }
        Self { rows, usual, odd }
    }

    /// Where a row begins; for the number of rows, where the last one ends.
    pub(crate) fn top(&self, index: usize) -> f64 {
        let before = self.odd.partition_point(|(odd, _)| *odd < index);
        let extra = before.checked_sub(1).and_then(|last| self.odd.get(last));
        let extra = extra.map_or(0.0, |(_, extra)| *extra);
        f64::from(u32::try_from(index).unwrap_or(u32::MAX)) * self.usual + extra
    }

    /// Whether all rows together are so high: as far as spaces of whole pixels tell.
    pub(crate) fn fit(&self, height: f64) -> bool {
        (self.top(self.rows) - height).abs() < SPACES
    }

    /// The first row on a screen that begins `top` below the table's first row and is `view` high, and
    /// the one after the last.
    pub(crate) fn visible(&self, top: f64, view: f64) -> (usize, usize) {
        let first = self.first(|row| self.top(row + 1) > top);
        let first = first.min(self.rows.saturating_sub(1));
        let last = self.first(|row| self.top(row) >= top + view);
        (first, last.max(first))
    }

    /// The rows that belong into the document of such a screen.
    pub(crate) fn slice(&self, top: f64, view: f64) -> Slice {
        let (first, last) = self.visible(top, view);
        let start = first.saturating_sub(AHEAD) / STEP * STEP;
        let end = (last + AHEAD).next_multiple_of(STEP).min(self.rows);
        Slice { start, end }
    }

    /// The first row of which something holds that holds of all after it.
    fn first(&self, holds: impl Fn(usize) -> bool) -> usize {
        let (mut from, mut to) = (0, self.rows);
        while from < to {
            let middle = usize::midpoint(from, to);
            if holds(middle) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(rows: usize, heights: &Heights) -> Places {
        Places::of(rows, heights, |key| {
            key.parse().ok().filter(|row| *row < rows)
        })
    }

    #[test]
    fn the_window_is_round_the_screen() {
        for (rows, top, view, expected) in [
            // Above the table, at its beginning, in its middle, at its end, past it.
            (2_000, -5_000.0, 900.0, (0, 8)),
            (2_000, 0.0, 900.0, (0, 28)),
            (2_000, 50_000.0, 900.0, (992, 1_028)),
            (2_000, 99_100.0, 900.0, (1_972, 2_000)),
            (2_000, 500_000.0, 900.0, (1_988, 2_000)),
            (5, 0.0, 900.0, (0, 5)),
            (0, 0.0, 900.0, (0, 0)),
        ] {
            let slice = places(rows, &Heights::guess(50.0)).slice(top, view);
            assert_eq!((slice.start, slice.end), expected, "{rows} {top}");
        }
    }

    #[test]
    fn rows_of_different_heights_are_found() {
        let height = |row: usize| if row.is_multiple_of(2) { 100.0 } else { 20.0 };
        let mut heights = Heights::guess(50.0);
        let rows = (0..1_000).map(|row| (row.to_string().into(), height(row)));
        heights.measured(rows.collect());
        // A row that is no longer in the table does not count.
        heights.measured(vec![("gone".into(), 900.0)]);
        let places = places(1_000, &heights);
        for (row, expected) in [
            (0, 0.0),
            (1, 100.0),
            (2, 120.0),
            (5, 340.0),
            (1_000, 60_000.0),
        ] {
            assert!((places.top(row) - expected).abs() < 1e-9, "{row}");
        }
        for (height, fits) in [
            (60_000.0, true),
            (59_998.0, true),
            (59_980.0, false),
            (60_020.0, false),
        ] {
            assert_eq!(places.fit(height), fits, "{height}");
        }
        for (top, expected) in [
            (0.0, (0, 3)),
            (99.0, (0, 5)),
            (100.0, (1, 5)),
            (120.0, (2, 5)),
        ] {
            assert_eq!(places.visible(top, 200.0), expected, "{top}");
        }
    }

    #[test]
    fn a_window_stays_within_a_table_that_shrinks() {
        for (start, end, rows, expected) in [
            (0, 40, 200, (0, 40)),
            (160, 200, 120, (80, 120)),
            (160, 200, 20, (0, 20)),
            (0, 40, 0, (0, 0)),
        ] {
            let slice = Slice { start, end }.within(rows);
            assert_eq!((slice.start, slice.end), expected);
        }
        let first = Slice::first(700);
        assert!(first.has(700) && !first.has(600) && !first.has(800));
    }

    #[test]
    fn heights_are_estimated_and_corrected() {
        let key = |name: &str| -> Arc<str> { name.into() };
        let mut heights = Heights::guess(50.0);
        assert!((heights.of("a") - 50.0).abs() < 1e-9 && !heights.is_measured());
        let rows = || {
            vec![
                (key("a"), 40.0),
                (key("b"), 40.2),
                (key("c"), 90.0),
                (key("d"), 40.0),
            ]
        };
        assert!(heights.measured(rows()) && heights.is_measured());
        assert!(!heights.measured(rows()));
        for (name, expected) in [("a", 40.0), ("c", 90.0), ("unknown", 40.0)] {
            assert!((heights.of(name) - expected).abs() < 0.3, "{name}");
        }
        assert!(heights.measured(vec![(key("c"), 40.0)]));
        assert!((heights.of("c") - 40.0).abs() < 0.3);
        heights.forget();
        assert!(!heights.is_measured());
        assert!(heights.measured(vec![(key("a"), 70.0)]));
        assert!((heights.of("unknown") - 70.0).abs() < 1e-9);
    }
}
