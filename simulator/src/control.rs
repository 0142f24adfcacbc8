//! The control API under `/_ecscope/`: one file per subject, each with its routes.

mod alarms;
mod clock;
pub(crate) mod faults;
mod guard;
mod hooks;
mod refused;
pub(crate) mod requests;
mod reset;
mod tags;
mod tasks;

use axum::{Router, middleware};

use crate::simulator::Simulator;

/// The routes of the control API behind their guard.
pub(crate) fn router(simulator: &Simulator) -> Router<Simulator> {
    Router::new()
        .merge(alarms::routes())
        .merge(clock::routes())
        .merge(faults::routes())
        .merge(hooks::routes())
        .merge(requests::routes())
        .merge(reset::routes())
        .merge(tags::routes())
        .merge(tasks::routes())
        .route_layer(middleware::from_fn_with_state(
            simulator.clone(),
            guard::check,
        ))
}
