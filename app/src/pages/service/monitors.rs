//! What may end the newest deployment: the circuit breaker and alarms.

use leptos::prelude::*;
use model::monitor::{Monitor, monitors};

use crate::state::memo::memo;
use crate::state::service::ServiceState;
use crate::ui::part::{IntoPart, Part, changing};

/// The most failed tasks that are drawn one by one.
const MOST_PIPS: i32 = 10;

fn row(monitor: &Monitor) -> Part {
    let pips = monitor
        .count
        .filter(|(_, threshold)| *threshold <= MOST_PIPS)
        .map(|(failures, threshold)| {
            let pips: Vec<_> = (0..threshold)
                .map(|index| view! { <i class:on=index < failures></i> })
                .collect();
            view! { <span class="pips" aria-hidden="true">{pips}</span> }
        });
    let sign = monitor
        .triggered
        .then(|| view! { <span class="sign" aria-hidden="true">"✕ "</span> });
    view! {
        <div>
            <dt>{monitor.name}</dt>
            <dd class="wrap">{sign} {monitor.words.clone()} {pips}</dd>
        </div>
    }
    .into_part()
}

/// The rows; nothing where there is no record of the deployment.
#[component]
pub(super) fn Monitors(
    /// The service's state.
    state: ServiceState,
) -> impl IntoView {
    let newest = state.newest_deployment();
    let shown = memo(move || {
        newest.with(|newest| {
            let newest = newest.as_ref()?;
            let found = state.service.with(|service| monitors(service, newest));
            (!found.is_empty()).then_some(found)
        })
    });
    view! {
        {changing(move || {
            shown
                .with(|shown| {
                    shown
                        .as_ref()
                        .map(|shown| {
                            let rows: Vec<_> = shown.iter().map(row).collect();
                            view! { <dl class="facts monitors">{rows}</dl> }
                        })
                })
        })}
    }
    .into_part()
}
