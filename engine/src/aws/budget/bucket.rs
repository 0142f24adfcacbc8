//! A token bucket that slows down when AWS says so. Pure: the time is passed in.

use model::live::BudgetClass;

use super::class::Limit;
use super::meter::Meter;
use super::{Pace, Priority};

/// How far AWS's bucket may be behind this one, in seconds: it begins to refill when the first call
/// arrives there, not when it is sent. So much of the rate is kept back from the burst.
const LAG_S: f64 = 0.15;

/// Tokens that work on a whole view leaves to calls that somebody waits for one by one.
const COLD_LEAVES: f64 = 2.0;

/// The longest that background work saves up for, in seconds of its rate: what it may do at once
/// after a rest must not show in its rate per minute.
const BACKGROUND_SAVES_S: f64 = 2.0;

/// The first pause after a throttled answer; each further one in a row doubles it.
const FIRST_PAUSE_MS: u64 = 500;
const LONGEST_PAUSE_MS: u64 = 5_000;

/// The slowest pace, as a part of the published rate.
const SLOWEST_PACE: f64 = 1.0 / 16.0;
/// Part of the published rate that comes back in each second without throttling.
const PACE_PER_S: f64 = 1.0 / 60.0;

#[derive(Debug)]
pub(super) struct Bucket {
    limit: Limit,
    /// Background work's part of the rate.
    share: f64,
    tokens: f64,
    /// Tokens that background work may take of those.
    background: f64,
    /// Part of the published rate that is used, lowered by throttled answers.
    pace: f64,
    counted_ms: u64,
    paused_until_ms: u64,
    /// Throttled answers in a row.
    throttles: u32,
    throttled: u64,
    meter: Meter,
    /// Calls that wait right now.
    pub(super) waiting: u32,
}

impl Bucket {
    pub(super) fn new(limit: Limit, share: f64, now_ms: u64) -> Self {
        let mut bucket = Self {
            limit,
            share,
            tokens: 0.0,
            background: 0.0,
            pace: 1.0,
            counted_ms: now_ms,
            paused_until_ms: 0,
            throttles: 0,
            throttled: 0,
            meter: Meter::default(),
            waiting: 0,
        };
        bucket.tokens = bucket.burst();
        bucket.background = bucket.background_burst();
        bucket
    }

    /// Takes a token, or says after how many milliseconds to try again.
    pub(super) fn draw(&mut self, now_ms: u64, priority: Priority) -> Result<(), u64> {
        self.refill(now_ms);
        if now_ms < self.paused_until_ms {
            return Err(self.paused_until_ms - now_ms);
        }
        let rate = self.limit.rate * self.pace;
        let missing_s = match priority {
            Priority::Interactive => (1.0 - self.tokens) / rate,
            Priority::Cold => {
                let kept = COLD_LEAVES.min(self.burst() - 1.0);
                (kept + 1.0 - self.tokens) / rate
            }
            Priority::Background => {
                // A bucket of one token has no part to leave.
                let kept = (self.burst() * (1.0 - self.share)).floor();
                let kept = kept.min(self.burst() - 1.0);
                let own = (1.0 - self.background) / (rate * self.share);
                let all = (kept + 1.0 - self.tokens) / rate;
                own.max(all)
            }
        };
        // Counting in fractions must not leave a caller waiting for a millionth of a token.
        if missing_s > 1e-6 {
            return Err(((missing_s * 1000.0).ceil() as u64).max(1));
        }
        self.tokens -= 1.0;
        if priority == Priority::Background {
            self.background -= 1.0;
        }
        self.meter.count(now_ms);
        Ok(())
    }

    /// A call was throttled: the class pauses, longer each time in a row, and goes on slower.
    pub(super) fn throttled(&mut self, now_ms: u64) {
        self.refill(now_ms);
        self.throttled += 1;
        // Calls that were under way together are throttled together: that counts once.
        if now_ms < self.paused_until_ms {
            return;
        }
        let pause_ms = FIRST_PAUSE_MS
            .saturating_mul(1_u64 << self.throttles.min(16))
            .min(LONGEST_PAUSE_MS);
        self.throttles = self.throttles.saturating_add(1);
        self.paused_until_ms = now_ms.saturating_add(pause_ms);
        self.pace = (self.pace / 2.0).max(SLOWEST_PACE);
        // AWS's own bucket is empty, whatever was left here.
        self.tokens = self.tokens.min(0.0);
        self.background = self.background.min(0.0);
    }

    /// A call was answered without being throttled.
    pub(super) fn answered(&mut self, now_ms: u64) {
        if now_ms >= self.paused_until_ms {
            self.throttles = 0;
        }
    }

    /// How fast background work may go at present.
    pub(super) fn background_pace(&mut self, now_ms: u64) -> Pace {
        self.refill(now_ms);
        Pace {
            per_s: self.limit.rate * self.pace * self.share,
            waits: self.waiting > 0,
        }
    }

    /// Takes over what was drawn from, and learned with, another bucket of the same size.
    pub(super) fn absorb(&mut self, mut other: Self, now_ms: u64) {
        self.refill(now_ms);
        other.refill(now_ms);
        self.tokens -= other.burst() - other.tokens;
        self.background -= other.background_burst() - other.background;
        self.pace = self.pace.min(other.pace);
        self.paused_until_ms = self.paused_until_ms.max(other.paused_until_ms);
        self.throttles = self.throttles.max(other.throttles);
        self.throttled += other.throttled;
        self.meter.absorb(&mut other.meter, now_ms);
        self.waiting += other.waiting;
    }

    pub(super) fn report(&mut self, class: &'static str, now_ms: u64) -> BudgetClass {
        self.refill(now_ms);
        let per_minute = |rate: f64| (rate * 60.0).round() as u32;
        let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        BudgetClass {
            class: class.to_owned(),
            burst: self.limit.burst as u32,
            published_per_min: per_minute(self.limit.rate),
            background_per_min: per_minute(self.limit.rate * self.pace * self.share),
            used_per_min: self.meter.last_minute(now_ms),
            available: self.tokens.max(0.0) as u32,
            waiting: self.waiting,
            throttled: count(self.throttled),
            paused_ms: count(self.paused_until_ms.saturating_sub(now_ms)),
        }
    }

    /// The most calls at once at the present pace. It shrinks with the pace, or background work
    /// would wait long after a throttled answer until half of the published burst is back.
    fn burst(&self) -> f64 {
        let lag = self.limit.rate * LAG_S;
        ((self.limit.burst - lag) * self.pace).max(1.0)
    }

    /// The most calls of background work at once: what it saves up, but at least one.
    fn background_burst(&self) -> f64 {
        let saved = self.limit.rate * self.share * BACKGROUND_SAVES_S;
        saved.min(self.burst() * self.share).max(1.0)
    }

    fn refill(&mut self, now_ms: u64) {
        let seconds = now_ms.saturating_sub(self.counted_ms) as f64 / 1000.0;
        // A pause does not show that AWS would have taken more.
        let unpaused_ms = now_ms.saturating_sub(self.counted_ms.max(self.paused_until_ms));
        self.counted_ms = self.counted_ms.max(now_ms);
        let added = seconds * self.limit.rate * self.pace;
        self.tokens = (self.tokens + added).min(self.burst());
        let background = self.background + added * self.share;
        self.background = background.min(self.background_burst());
        self.pace = (self.pace + unpaused_ms as f64 / 1000.0 * PACE_PER_S).min(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit {
        burst: 100.0,
        rate: 20.0,
    };

    /// Draws at each of the times; answers how many of the draws were granted.
    fn granted(
        bucket: &mut Bucket,
        priority: Priority,
        times_ms: impl Iterator<Item = u64>,
    ) -> u32 {
        times_ms
            .map(|now_ms| u32::from(bucket.draw(now_ms, priority).is_ok()))
            .sum()
    }

    #[test]
    fn a_class_gives_its_burst_and_then_its_rate() {
        for (priority, at_once, in_ten_seconds) in [
            (Priority::Interactive, 97, 200),
            (Priority::Cold, 95, 200),
            (Priority::Background, 20, 100),
        ] {
            let mut bucket = Bucket::new(LIMIT, 0.5, 0);
            assert_eq!(
                granted(&mut bucket, priority, std::iter::repeat_n(0, 300)),
                at_once
            );
            let later = granted(&mut bucket, priority, 1..=10_000);
            assert_eq!(later, in_ten_seconds, "{priority:?}");
        }
    }

    #[test]
    fn background_work_leaves_the_rest_to_people() {
        for (share, at_once, in_a_minute) in [(0.5, 77, 600), (0.25, 87, 300), (1.0, 57, 1_200)] {
            let mut bucket = Bucket::new(LIMIT, share, 0);
            let many = || std::iter::repeat_n(0, 300);
            granted(&mut bucket, Priority::Background, many());
            let left = granted(&mut bucket, Priority::Interactive, many());
            assert_eq!(left, at_once, "{share}");
            // People first: what comes back goes to them until background work's part is free.
            let for_people = bucket.draw(500, Priority::Background).is_err();
            assert_eq!(for_people, share < 1.0, "{share}");
            assert!(bucket.draw(500, Priority::Interactive).is_ok());
            let mut rested = Bucket::new(LIMIT, share, 0);
            let minute = granted(&mut rested, Priority::Background, 60_000..120_000);
            let saved = (20.0 * share * BACKGROUND_SAVES_S) as u32;
            assert!(
                minute <= in_a_minute + saved && minute >= in_a_minute,
                "{share}: {minute}"
            );
        }
    }

    #[test]
    fn work_on_a_whole_view_leaves_a_little_to_people() {
        let mut bucket = Bucket::new(LIMIT, 0.5, 0);
        granted(&mut bucket, Priority::Cold, std::iter::repeat_n(0, 300));
        assert!(bucket.draw(0, Priority::Interactive).is_ok());
        assert!(bucket.draw(0, Priority::Interactive).is_ok());
        assert!(bucket.draw(0, Priority::Interactive).is_err());
        // A class of one call at once has nothing to leave.
        let one = Limit {
            burst: 1.0,
            rate: 1.0,
        };
        assert!(Bucket::new(one, 0.5, 0).draw(0, Priority::Cold).is_ok());
        assert!(
            Bucket::new(one, 0.5, 0)
                .draw(0, Priority::Background)
                .is_ok()
        );
    }

    /// A bucket at AWS: full, and refilling from the first arrival.
    #[test]
    fn aws_never_has_less_than_this_bucket_gives() {
        for latency_ms in [5, 40, 150] {
            let mut own = Bucket::new(LIMIT, 0.5, 0);
            let (mut tokens, mut refilled_ms) = (LIMIT.burst, latency_ms);
            for now_ms in 0..20_000 {
                while own.draw(now_ms, Priority::Cold).is_ok() {
                    let arrives_ms = now_ms + latency_ms;
                    let refill = (arrives_ms - refilled_ms) as f64 / 1000.0 * LIMIT.rate;
                    tokens = (tokens + refill).min(LIMIT.burst);
                    refilled_ms = arrives_ms;
                    assert!(tokens >= 1.0, "throttled at {now_ms} ms");
                    tokens -= 1.0;
                }
            }
        }
    }

    #[test]
    fn the_wait_is_as_long_as_told() {
        for priority in [Priority::Interactive, Priority::Background] {
            let mut bucket = Bucket::new(LIMIT, 0.5, 0);
            let mut now_ms = 0;
            let mut waited = 0;
            for _ in 0..300 {
                while let Err(wait_ms) = bucket.draw(now_ms, priority) {
                    now_ms += wait_ms;
                    waited += 1;
                }
            }
            assert!(waited <= 300, "{waited} waits");
        }
    }

    #[test]
    fn throttling_pauses_longer_each_time_and_recovers() {
        let mut bucket = Bucket::new(LIMIT, 0.5, 0);
        let mut now_ms = 0;
        for pause_ms in [500, 1_000, 2_000, 4_000, 5_000, 5_000] {
            bucket.throttled(now_ms);
            // The others that were under way.
            bucket.throttled(now_ms);
            assert_eq!(bucket.draw(now_ms, Priority::Interactive), Err(pause_ms));
            now_ms += pause_ms;
        }
        assert_eq!(bucket.report("x", now_ms).throttled, 12);
        assert!(bucket.report("x", now_ms).background_per_min < 300);
        bucket.answered(now_ms);
        now_ms += 60_000;
        assert_eq!(bucket.report("x", now_ms).background_per_min, 600);
        bucket.throttled(now_ms);
        assert_eq!(bucket.draw(now_ms, Priority::Interactive), Err(500));
    }

    #[test]
    fn background_work_goes_on_soon_after_throttling() {
        for throttled in 1..8 {
            let mut bucket = Bucket::new(LIMIT, 0.5, 0);
            let mut now_ms = 0;
            for _ in 0..throttled {
                bucket.throttled(now_ms);
                now_ms = bucket.paused_until_ms;
            }
            let begin_ms = now_ms;
            while let Err(wait_ms) = bucket.draw(now_ms, Priority::Background) {
                now_ms += wait_ms;
            }
            let waited_ms = now_ms - begin_ms;
            assert!(waited_ms <= 4_000, "{throttled} times: {waited_ms} ms");
        }
    }

    #[test]
    fn a_clock_that_stands_still_gives_nothing_for_free() {
        let mut bucket = Bucket::new(
            Limit {
                burst: 1.0,
                rate: 5.0,
            },
            0.5,
            1_000,
        );
        assert!(bucket.draw(1_000, Priority::Interactive).is_ok());
        assert_eq!(bucket.draw(900, Priority::Interactive), Err(200));
        assert_eq!(bucket.draw(1_100, Priority::Interactive), Err(100));
    }
}
