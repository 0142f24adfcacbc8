//! The closing table of a verification.

use std::fmt;
use std::time::Duration;

use crate::progress::duration;
use crate::verify::counts::Counts;

/// What one stage found.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The stage's name.
    pub(crate) name: &'static str,
    /// What it counted.
    pub(crate) counts: Counts,
    /// How long it took.
    pub(crate) took: Duration,
}

/// What all stages found.
#[derive(Debug, Default)]
pub(crate) struct Summary(Vec<Outcome>);

impl Summary {
    /// Adds what the next stage found.
    pub(crate) fn add(&mut self, outcome: Outcome) {
        self.0.push(outcome);
    }

    /// The sum over all stages.
    pub(crate) fn total(&self) -> Counts {
        self.0.iter().map(|outcome| outcome.counts).sum()
    }
}

/// A table, a sentence, and alone on the last line the sum, for programs that read it.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        for Outcome { name, counts, took } in &self.0 {
            let Counts { passed, failed } = counts;
            writeln!(
                f,
                "{name:<34} {passed:>5} passed {failed:>4} failed   {}",
                duration(*took)
            )?;
        }
        let took = self.0.iter().map(|outcome| outcome.took).sum();
        let names: Vec<&str> = self.0.iter().map(|outcome| outcome.name).collect();
        writeln!(f, "\nRan {} in {}.", names.join("; "), duration(took))?;
        writeln!(f, "{}", self.total())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_the_sum_alone() {
        let mut summary = Summary::default();
        for (passed, failed) in [(3, 0), (4, 1)] {
            let counts = Counts { passed, failed };
            summary.add(Outcome {
                name: "stage",
                counts,
                took: Duration::from_secs(61),
            });
        }
        let text = summary.to_string();
        assert_eq!(text.lines().last(), Some("7 passed, 1 failed"));
        assert!(text.contains("2 min 2 s"), "{text}");
    }
}
