//! A value that follows another once it has settled.

use std::time::Duration;

use leptos::prelude::*;

use crate::state::effect::effect;

/// How long nothing is typed before what was typed is taken as meant.
const SETTLED: Duration = Duration::from_millis(350);

/// The value of a signal, once it has stayed the same for a moment.
pub(crate) fn settled<T: Clone + PartialEq + Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> ReadSignal<T> {
    let (settled, set_settled) = signal(untrack(&value));
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    effect(move || {
        let now = value();
        if let Some(before) = waiting.get_value() {
            before.clear();
        }
        let take = move || {
            if settled.with_untracked(|settled| *settled != now) {
                set_settled.set(now);
            }
        };
        waiting.set_value(set_timeout_with_handle(take, SETTLED).ok());
    });
    settled
}
