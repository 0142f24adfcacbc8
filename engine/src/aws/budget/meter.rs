//! Calls of the last minute. Pure: the time is passed in.

/// Seconds that are looked back upon.
const SECONDS: usize = 60;

/// Counts calls by the second.
#[derive(Debug)]
pub(super) struct Meter {
    counts: [u32; SECONDS],
    /// The second that was counted last.
    second: u64,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            counts: [0; SECONDS],
            second: 0,
        }
    }
}

impl Meter {
    /// Counts a call.
    pub(super) fn count(&mut self, now_ms: u64) {
        self.forget(now_ms);
        self.counts[self.second as usize % SECONDS] += 1;
    }

    /// Calls of the last minute.
    pub(super) fn last_minute(&mut self, now_ms: u64) -> u32 {
        self.forget(now_ms);
        self.counts.iter().sum()
    }

    /// Counts what another meter counted.
    pub(super) fn absorb(&mut self, other: &mut Self, now_ms: u64) {
        self.forget(now_ms);
        other.forget(now_ms);
        for (own, added) in self.counts.iter_mut().zip(other.counts) {
            *own += added;
        }
    }

    /// Empties the seconds that have passed since the last count.
    fn forget(&mut self, now_ms: u64) {
        let now = now_ms / 1_000;
        let passed = now.saturating_sub(self.second).min(SECONDS as u64);
        for second in 0..passed {
            self.counts[(now - second) as usize % SECONDS] = 0;
        }
        self.second = self.second.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_last_minute() {
        let mut meter = Meter::default();
        for (now_ms, calls, expected) in [
            (0, 3, 3),
            (30_000, 2, 5),
            (59_999, 0, 5),
            (60_000, 1, 3),
            (90_000, 0, 1),
            (500_000, 0, 0),
            (499_000, 4, 4),
        ] {
            for _ in 0..calls {
                meter.count(now_ms);
            }
            assert_eq!(meter.last_minute(now_ms), expected, "at {now_ms}");
        }
    }
}
