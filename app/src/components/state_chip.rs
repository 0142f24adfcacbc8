//! The state of a service as a chip.

use leptos::prelude::*;
use model::attention::{ServiceState, Severity};

use crate::ui::chip::{Tone, chip};
use crate::ui::part::changing;

/// The tone of a severity.
pub(crate) fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Failing => Tone::Bad,
        Severity::Degraded => Tone::Warn,
        Severity::Deploying => Tone::Busy,
        Severity::Steady => Tone::Ok,
        Severity::Idle => Tone::Idle,
    }
}

/// A service's state in words, as it is now.
pub(crate) fn state_chip(state: &ServiceState) -> impl IntoView + use<> {
    let words = match state.severity {
        Severity::Failing => format!("Failing: {}", state.words),
        _ => state.words.clone(),
    };
    chip(tone(state.severity), words)
}

/// A service's state in words.
#[component]
pub(crate) fn StateChip(
    /// The state.
    #[prop(into)]
    state: Signal<ServiceState>,
) -> impl IntoView {
    changing(move || state.with(state_chip))
}
