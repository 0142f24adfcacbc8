//! The time at a target, as ages on screen need it.

use leptos::prelude::*;
use model::Timestamp;

use crate::live::platform::monotonic_ms;
use crate::state::effect::effect;
use crate::state::memo::memo;

/// How far the target's clock may stand behind what is shown without being taken as a real step
/// back, in milliseconds: answers carry whole seconds only.
const JITTER_MS: i64 = 5_000;

/// The page's own heartbeat: monotonic milliseconds, once a second. Does not move on the server, so
/// that what the server rendered is what the browser finds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticker(RwSignal<f64>);

impl Ticker {
    /// A heartbeat that starts once the page is live.
    pub(crate) fn start() -> Self {
        let ticker = RwSignal::new(monotonic_ms());
        effect(move || {
            let interval = set_interval_with_handle(
                move || ticker.set(monotonic_ms()),
                std::time::Duration::from_secs(1),
            );
            if let Ok(interval) = interval {
                on_cleanup(move || interval.clear());
            }
        });
        Self(ticker)
    }

    /// Monotonic milliseconds as of the last beat.
    pub(crate) fn now_ms(self) -> f64 {
        self.0.get()
    }
}

/// A target's clock: what its last answer said plus the time since then.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TargetClock {
    base: RwSignal<(Timestamp, f64)>,
    now: Memo<Timestamp>,
}

impl TargetClock {
    /// The clock of a target whose answer said `now`.
    pub(crate) fn new(now: Timestamp) -> Self {
        let ticker = expect_context::<Ticker>();
        let base = RwSignal::new((now, monotonic_ms()));
        let now = memo(move || {
            let (at, received_ms) = base.get();
            later(at, received_ms, ticker.now_ms())
        });
        Self { base, now }
    }

    /// Sets the clock by a newer answer. It does not step back by mere jitter.
    pub(crate) fn set(self, now: Timestamp) {
        let here_ms = monotonic_ms();
        let (at, received_ms) = self.base.get_untracked();
        let shown = later(at, received_ms, here_ms);
        self.base.set((steady(shown, now), here_ms));
    }

    /// The time now, ticking.
    pub(crate) fn now(self) -> Timestamp {
        self.now.get()
    }

    /// The time now, once.
    pub(crate) fn now_untracked(self) -> Timestamp {
        self.now.get_untracked()
    }
}

fn later(at: Timestamp, received_ms: f64, here_ms: f64) -> Timestamp {
    at.plus_ms((here_ms - received_ms).max(0.0) as i64)
}

/// What to show when the clock showed `shown` and an answer says `told`.
fn steady(shown: Timestamp, told: Timestamp) -> Timestamp {
    if told < shown && shown.since_ms(told) < JITTER_MS {
        shown
    } else {
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_with_real_time_and_never_back_by_jitter() {
        assert_eq!(later(Timestamp(1_000), 50.0, 1_050.0), Timestamp(2_000));
        assert_eq!(later(Timestamp(1_000), 50.0, 0.0), Timestamp(1_000));
        for (shown, told, expected) in [
            (2_000, 1_000, 2_000),
            (2_000, 3_000, 3_000),
            (100_000, 1_000, 1_000),
        ] {
            assert_eq!(
                steady(Timestamp(shown), Timestamp(told)),
                Timestamp(expected)
            );
        }
    }
}
