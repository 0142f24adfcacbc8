//! When the reader comes to rest.

use leptos::prelude::RwSignal;

/// Changes whenever the reader comes to rest after scrolling or resizing.
pub(crate) fn on_rest() -> RwSignal<u32> {
    let rested = RwSignal::new(0);
    #[cfg(feature = "hydrate")]
    in_browser::follow(rested);
    rested
}

#[cfg(feature = "hydrate")]
mod in_browser {
    use std::time::Duration;

    use leptos::prelude::*;

    use crate::live::platform::monotonic_ms;

    /// How long the reader must rest before rows are looked at, in milliseconds.
    const REST_MS: f64 = 300.0;

    /// When the reader moved last, by the clock of events, and whether a timer waits for their rest: one
    /// for all events, as there is one in each frame.
    #[derive(Debug, Clone, Copy, Default)]
    struct Movement {
        last: f64,
        is_awaited: bool,
    }

    /// Counts the reader's rests in a signal.
    pub(super) fn follow(rested: RwSignal<u32>) {
        let movement = StoredValue::new(Movement::default());
        for name in ["scroll", "resize"] {
            let handle = window_event_listener_untyped(name, move |event| {
                let before = movement.try_update_value(|movement| {
                    let now = Movement {
                        last: event.time_stamp(),
                        is_awaited: true,
                    };
                    std::mem::replace(movement, now)
                });
                if before.is_some_and(|before| !before.is_awaited) {
                    wait(rested, movement, REST_MS);
                }
            });
            on_cleanup(move || handle.remove());
        }
    }

    fn wait(rested: RwSignal<u32>, movement: StoredValue<Movement>, ms: f64) {
        let look = move || {
            // The page may have gone while its timer ran.
            let Some(last) = movement.try_with_value(|movement| movement.last) else {
                return;
            };
            let left = last + REST_MS - monotonic_ms();
            if left > 0.0 {
                return wait(rested, movement, left);
            }
            movement.try_update_value(|movement| movement.is_awaited = false);
            crate::state::cluster::bump(rested);
        };
        set_timeout(look, Duration::from_secs_f64(ms / 1_000.0));
    }
}
