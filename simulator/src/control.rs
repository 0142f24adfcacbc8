//! The control API under `/_ecscope/`: one file per subject, each with its routes.

mod alarms;
mod body;
mod clock;
pub(crate) mod faults;
mod guard;
mod hooks;
mod refused;
pub(crate) mod requests;
mod reset;
mod tags;
mod tasks;

use axum::{
    Json, Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::any,
};
use serde_json::json;

use crate::{
    control::refused::Refused,
    simulator::{Simulator, State},
    world::{Context, Region},
};

/// The largest request body, which bounds what one request leaves behind.
const BODY_LIMIT: usize = 64 << 10;

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
        .route("/_ecscope/", any(unknown))
        .route("/_ecscope/{*rest}", any(unknown))
        .method_not_allowed_fallback(not_allowed)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .route_layer(middleware::from_fn_with_state(
            simulator.clone(),
            guard::check,
        ))
}

async fn unknown() -> Response {
    refuse(
        StatusCode::NOT_FOUND,
        "the control API doesn't have this address",
    )
}

async fn not_allowed() -> Response {
    refuse(
        StatusCode::METHOD_NOT_ALLOWED,
        "the control API has this address for another method",
    )
}

fn refuse(status: StatusCode, reason: &str) -> Response {
    (status, Json(json!({ "error": reason }))).into_response()
}

/// Works on a region that a request names, which is made when it is first used.
fn within<T>(
    state: &mut State,
    region: &str,
    work: impl FnOnce(&mut Region, &mut Context<'_>) -> Result<T, String>,
) -> Result<T, Refused> {
    let known = state.world.check_region(region);
    known.map_err(|error| Refused(error.message))?;
    state.world.within(region, work).map_err(Refused)
}
