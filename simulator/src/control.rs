//! The control API under `/_ecscope/`.

pub(crate) mod faults;
mod guard;
pub(crate) mod requests;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::simulator::Simulator;

/// The routes of the control API behind their guard.
pub(crate) fn router(simulator: &Simulator) -> Router<Simulator> {
    Router::new()
        .route("/_ecscope/requests", get(show_requests))
        .route("/_ecscope/clock", get(show_clock).post(set_clock))
        .route("/_ecscope/faults", get(show_faults).post(set_faults))
        .route("/_ecscope/reset", post(reset))
        .route_layer(middleware::from_fn_with_state(
            simulator.clone(),
            guard::check,
        ))
}

/// A request the control API can't carry out, with the reason.
#[derive(Debug)]
struct Refused(String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(json!({ "error": self.0 }))).into_response()
    }
}

async fn show_requests(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.with_state(|state| state.requests.to_json()))
}

async fn show_clock(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.with_state(|state| state.clock.state()))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockChange {
    speed: Option<f64>,
    paused: Option<bool>,
    step_ms: Option<u64>,
}

/// The longest step, a year: a mistyped one would keep the simulator busy for long.
const LONGEST_STEP_MS: u64 = 366 * 24 * 3_600_000;

async fn set_clock(
    State(simulator): State<Simulator>,
    Json(change): Json<ClockChange>,
) -> Result<Json<Value>, Refused> {
    if change
        .speed
        .is_some_and(|speed| !(speed.is_finite() && speed > 0.0))
    {
        return Err(Refused("speed must be a positive number".to_owned()));
    }
    if change.step_ms.is_some_and(|step| step > LONGEST_STEP_MS) {
        return Err(Refused(format!(
            "step_ms must be at most {LONGEST_STEP_MS}"
        )));
    }
    simulator.with_state(|state| {
        if let Some(paused) = change.paused {
            state.clock.set_paused(paused);
        }
        if let Some(speed) = change.speed {
            state.clock.set_speed(speed);
        }
        if let Some(step) = change.step_ms {
            state.clock.step(step as i64);
        }
    });
    // Everything up to the new time has happened before the answer is sent.
    Ok(Json(simulator.with_state(|state| state.clock.state())))
}

async fn show_faults(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.with_state(|state| state.faults.to_json()))
}

async fn set_faults(
    State(simulator): State<Simulator>,
    Json(change): Json<faults::Change>,
) -> Result<Json<Value>, Refused> {
    simulator.with_state(|state| {
        state
            .faults
            .apply(change)
            .map(|()| Json(state.faults.to_json()))
            .map_err(Refused)
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    scenario: Option<String>,
}

async fn reset(
    State(simulator): State<Simulator>,
    Json(wanted): Json<Reset>,
) -> Result<Json<Value>, Refused> {
    let scenario = match wanted.scenario {
        None => simulator.options().scenario,
        Some(name) => name
            .parse()
            .map_err(|error: crate::ParseScenarioError| Refused(error.to_string()))?,
    };
    simulator.reset(scenario);
    Ok(Json(json!({ "scenario": scenario.to_string() })))
}
