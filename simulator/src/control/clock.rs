//! The simulated clock: `/_ecscope/clock`.

use axum::{Json, Router, extract::State, routing::get};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    control::{body::Body, refused::Refused},
    simulator::Simulator,
};

/// The longest step, a year: a mistyped one would keep the simulator busy for long.
const LONGEST_STEP_MS: u64 = 366 * 24 * 3_600_000;

/// Shows and moves the clock.
pub(super) fn routes() -> Router<Simulator> {
    Router::new().route("/_ecscope/clock", get(show).post(set))
}

async fn show(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.with_state(|state| state.clock.state()))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    speed: Option<f64>,
    paused: Option<bool>,
    step_ms: Option<u64>,
}

async fn set(
    State(simulator): State<Simulator>,
    Body(change): Body<Change>,
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
