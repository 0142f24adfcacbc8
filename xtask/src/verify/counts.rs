//! How many tests passed and failed, read from what their runners print.

use std::fmt;
use std::iter::Sum;

/// How many tests or checks passed and failed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Counts {
    /// How many passed.
    pub(crate) passed: u64,
    /// How many failed.
    pub(crate) failed: u64,
}

impl Counts {
    /// One check that passed.
    pub(crate) fn success() -> Self {
        Self {
            passed: 1,
            failed: 0,
        }
    }

    /// One check that failed.
    pub(crate) fn failure() -> Self {
        Self {
            passed: 0,
            failed: 1,
        }
    }

    /// Adds a failure when the runner failed although it counted none: it broke down.
    pub(crate) fn with_status(self, success: bool) -> Self {
        if success || self.failed > 0 {
            self
        } else {
            Self { failed: 1, ..self }
        }
    }

    /// Reads the summary lines of `cargo nextest`, `cargo test` and of our Python checks.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = without_colours(text);
        let lines: Vec<Self> = text.lines().filter_map(Self::parse_line).collect();
        (!lines.is_empty()).then(|| lines.into_iter().sum())
    }

    fn parse_line(line: &str) -> Option<Self> {
        let line = line.trim();
        // nextest: `Summary [   1.2s] 12 tests run: 11 passed (1 slow), 1 failed, 0 skipped`
        // cargo test: `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; …`
        // our checks: `12 passed, 0 failed`
        let counts = if let Some(rest) = line.strip_prefix("Summary [") {
            rest.split_once(" run:")?.1
        } else if let Some(rest) = line.strip_prefix("test result:") {
            rest.split_once('.')?.1
        } else if line.starts_with(|first: char| first.is_ascii_digit()) {
            line
        } else {
            return None;
        };
        let mut found = None;
        for part in counts.split([',', ';']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(word)) = (words.next(), words.next()) else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            let counts: Self = match word {
                "passed" => Self {
                    passed: number,
                    failed: 0,
                },
                "failed" | "timed" | "exec" => Self {
                    passed: 0,
                    failed: number,
                },
                _ => continue,
            };
            found = Some(found.into_iter().chain([counts]).sum());
        }
        found
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, counts| Self {
            passed: sum.passed + counts.passed,
            failed: sum.failed + counts.failed,
        })
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// `text` without the escape sequences that colour it.
fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64) -> Counts {
        Counts { passed, failed }
    }

    #[test]
    fn summaries_of_all_runners_are_read() {
        for (text, expected) in [
            (
                "     Summary [   0.012s] 12 tests run: 12 passed, 3 skipped\n",
                Some(counts(12, 0)),
            ),
            (
                "Summary [ 9.1s] 1 test run: 1 passed (1 slow), 0 skipped",
                Some(counts(1, 0)),
            ),
            (
                "Summary [ 9.1s] 4/9 tests run: 1 passed, 2 failed, 1 timed out, 0 skipped",
                Some(counts(1, 3)),
            ),
            (
                "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
                Some(counts(5, 0)),
            ),
            (
                "test result: ok. 5 passed; 0 failed;\ntest result: FAILED. 2 passed; 1 failed;",
                Some(counts(7, 1)),
            ),
            ("3 things seen\n41 passed, 1 failed\n", Some(counts(41, 1))),
            (
                "\u{1b}[32;1m     Summary\u{1b}[0m [ 0.0s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m passed, 0 skipped",
                Some(counts(2, 0)),
            ),
            ("12 tasks were listed\nall is well", None),
            ("", None),
        ] {
            assert_eq!(Counts::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_runner_that_breaks_down_counts_as_failed() {
        let passed = Counts {
            passed: 3,
            failed: 0,
        };
        assert_eq!(passed.with_status(true), passed);
        assert_eq!(passed.with_status(false).failed, 1);
        assert_eq!(
            Counts {
                passed: 3,
                failed: 2
            }
            .with_status(false)
            .failed,
            2
        );
    }
}
