//! What is being done, and how far it is.

use std::time::{Duration, Instant};

/// A sequence of steps whose number is known when it begins.
#[derive(Debug)]
pub(crate) struct Steps {
    total: usize,
    current: usize,
    start: Instant,
}

impl Steps {
    /// Begins a sequence of `total` steps.
    pub(crate) fn new(total: usize) -> Self {
        Self {
            total,
            current: 0,
            start: Instant::now(),
        }
    }

    /// Does one step: says what it is before and how long it took after.
    pub(crate) fn step<T>(
        &mut self,
        what: &str,
        work: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.current += 1;
        let number = format!("[{}/{}]", self.current, self.total);
        eprintln!("{number} {what} …");
        let start = Instant::now();
        let result = work()?;
        let took = start.elapsed();
        // A step that had nothing to do needs no second line.
        if took >= Duration::from_secs(1) {
            eprintln!("{number} {what}: {}", duration(took));
        }
        Ok(result)
    }

    /// The time since the sequence began, in words.
    pub(crate) fn elapsed(&self) -> String {
        duration(self.start.elapsed())
    }
}

/// A length of time in words: `0.4 s`, `42 s` or `3 min 7 s`.
pub(crate) fn duration(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        for (millis, words) in [
            (40, "0.0 s"),
            (1_250, "1.2 s"),
            (42_900, "42 s"),
            (60_000, "1 min 0 s"),
            (187_000, "3 min 7 s"),
        ] {
            assert_eq!(duration(Duration::from_millis(millis)), words);
        }
    }
}
