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
const AHEAD: usize = 12;

/// Windows begin and end at multiples of this: most steps of scrolling change nothing, and those that
/// do make few rows at once.
const STEP: usize = 4;

/// How many rows are in the document before anything is known of the screen.
const FIRST: usize = 40;

/// A difference that does not count, in pixels.
const SAME: f64 = 0.6;

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
    pub(crate) fn of(&self, key: &str) -> f64 {
        if self.odd.is_empty() {
            return self.estimate;
        }
        self.odd.get(key).copied().unwrap_or(self.estimate)
    }

    /// The height of all of some rows.
    pub(crate) fn sum<'a>(&self, rows: impl Iterator<Item = &'a Arc<str>>) -> f64 {
        rows.map(|key| self.of(key)).sum()
    }
}

/// The rows that belong into the document when the screen begins `top` below the table's first row
/// and is `view` high.
pub(crate) fn slice(rows: usize, height: &dyn Fn(usize) -> f64, top: f64, view: f64) -> Slice {
    let (first, last) = visible(rows, height, top, view);
    let start = first.saturating_sub(AHEAD) / STEP * STEP;
    let end = (last + AHEAD).next_multiple_of(STEP).min(rows);
    Slice { start, end }
}

/// The first row on screen, and the one after the last.
pub(crate) fn visible(
    rows: usize,
    height: &dyn Fn(usize) -> f64,
    top: f64,
    view: f64,
) -> (usize, usize) {
    let mut offset = 0.0;
    let mut first = 0;
    while first + 1 < rows && offset + height(first) <= top {
        offset += height(first);
        first += 1;
    }
    let mut last = first;
    while last < rows && offset < top + view {
        offset += height(last);
        last += 1;
    }
    (first, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_round_the_screen() {
        for (rows, top, view, expected) in [
            // Above the table, at its beginning, in its middle, at its end, past it.
            (2_000, -5_000.0, 900.0, (0, 12)),
            (2_000, 0.0, 900.0, (0, 32)),
            (2_000, 50_000.0, 900.0, (988, 1_032)),
            (2_000, 99_100.0, 900.0, (1_968, 2_000)),
            (2_000, 500_000.0, 900.0, (1_984, 2_000)),
            (5, 0.0, 900.0, (0, 5)),
            (0, 0.0, 900.0, (0, 0)),
        ] {
            let slice = slice(rows, &|_| 50.0, top, view);
            assert_eq!((slice.start, slice.end), expected, "{rows} {top}");
        }
    }

    #[test]
    fn rows_of_different_heights_are_found() {
        let height = |index: usize| if index.is_multiple_of(2) { 100.0 } else { 20.0 };
        // Rows begin at 0, 100, 120, 220, 240, 340.
        for (top, expected) in [
            (0.0, (0, 3)),
            (99.0, (0, 5)),
            (100.0, (1, 5)),
            (120.0, (2, 5)),
        ] {
            assert_eq!(visible(1_000, &height, top, 200.0), expected, "{top}");
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
        assert!((heights.of("a") - 50.0).abs() < 1e-9);
        let rows = || {
            vec![
                (key("a"), 40.0),
                (key("b"), 40.2),
                (key("c"), 90.0),
                (key("d"), 40.0),
            ]
        };
        assert!(heights.measured(rows()));
        assert!(!heights.measured(rows()));
        for (name, expected) in [("a", 40.0), ("c", 90.0), ("unknown", 40.0)] {
            assert!((heights.of(name) - expected).abs() < 0.3, "{name}");
        }
        assert!((heights.sum([key("a"), key("c")].iter()) - 130.0).abs() < 0.5);
        assert!(heights.measured(vec![(key("c"), 40.0)]));
        assert!((heights.of("c") - 40.0).abs() < 0.3);
        heights.forget();
        assert!(heights.measured(vec![(key("a"), 70.0)]));
        assert!((heights.of("unknown") - 70.0).abs() < 1e-9);
    }
}
