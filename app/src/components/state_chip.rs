//! The state of a service as a chip.

use leptos::prelude::*;
use model::attention::{ServiceState, Severity};

use crate::ui::chip::{Chip, Tone};

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

/// A service's state in words.
#[component]
pub(crate) fn StateChip(
    /// The state.
    #[prop(into)]
    state: Signal<ServiceState>,
) -> impl IntoView {
    let tone = Signal::derive(move || state.with(|state| tone(state.severity)));
    let words = Signal::derive(move || {
        state.with(|state| match state.severity {
            Severity::Failing => format!("Failing: {}", state.words),
            _ => state.words.clone(),
        })
    });
    view! { <Chip tone words /> }
}
