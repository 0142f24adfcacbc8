//! Why the newest deployment fails or failed, at the top of it.

use leptos::prelude::*;
use model::verdict::{Gravity, Verdict};

use crate::state::service::ServiceState;
use crate::ui::part::{IntoPart, Part, changing};

fn notice(verdict: &Verdict) -> Part {
    let (class, sign) = match verdict.gravity {
        Gravity::Failed => ("verdict notice bad", "✕"),
        Gravity::Failing => ("verdict notice warn", "!"),
        Gravity::Ended => ("verdict notice info", "■"),
    };
    view! {
        <p class=class>
            <span aria-hidden="true">{sign}</span>
            <span>{verdict.words.clone()}</span>
        </p>
    }
    .into_part()
}

/// The sentence; nothing while all goes well.
#[component]
pub(super) fn VerdictLine(
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    let verdict = state.verdict();
    view! { <div class="verdicts" role="status">{changing(move || verdict.with(|verdict| verdict.as_ref().map(notice)))}</div> }
        .into_part()
}
