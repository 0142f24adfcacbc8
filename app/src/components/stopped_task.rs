//! Why a task stopped, in words.

use leptos::prelude::*;
use model::task::{Task, TaskPhase};
use model::words::capital;

use crate::ui::chip::Tone;
use crate::ui::part::{IntoPart, Part};

/// The tone of a phase.
pub(crate) fn phase_tone(phase: TaskPhase) -> Tone {
    match phase {
        TaskPhase::Starting => Tone::Busy,
        TaskPhase::Running => Tone::Ok,
        TaskPhase::Unhealthy => Tone::Warn,
        TaskPhase::Stopping | TaskPhase::Stopped => Tone::Idle,
        TaskPhase::Failed => Tone::Bad,
    }
}

/// The cause in our words, then AWS's own code and reasons.
pub(crate) fn cause(task: &Task) -> Part {
    let cause = task.cause_words();
    let reason = task
        .stopped_reason
        .clone()
        .filter(|reason| !reason.is_empty() && Some(reason) != cause.as_ref());
    let containers: Vec<_> = task
        .containers
        .iter()
        .filter_map(|container| {
            let reason = container.reason.clone()?;
            Some(view! { <p class="muted wrap"><b>{container.name.clone()}</b>": "{reason}</p> })
        })
        .collect();
    let code = task
        .stop_code
        .clone()
        .map(|code| view! { <code class="wrap">{code}</code> });
    view! {
        <div class="cause">
            {cause.map(|cause| view! { <p class="wrap">{capital(&cause)}</p> })}
            {reason.map(|reason| view! { <p class="muted wrap">{reason}</p> })}
            {containers}
            {code}
        </div>
    }
    .into_part()
}
