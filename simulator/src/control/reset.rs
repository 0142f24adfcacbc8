//! Starting over with a scenario: `/_ecscope/reset`.

use axum::{Json, Router, extract::State, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    control::{body::Body, refused::Refused},
    options::ParseScenarioError,
    simulator::Simulator,
};

/// Loads a scenario.
pub(super) fn routes() -> Router<Simulator> {
    Router::new().route("/_ecscope/reset", post(reset))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    scenario: Option<String>,
}

async fn reset(
    State(simulator): State<Simulator>,
    Body(wanted): Body<Reset>,
) -> Result<Json<Value>, Refused> {
    let scenario = match wanted.scenario {
        None => simulator.options().scenario,
        Some(name) => name
            .parse()
            .map_err(|error: ParseScenarioError| Refused(error.to_string()))?,
    };
    simulator.reset(scenario);
    Ok(Json(json!({ "scenario": scenario.to_string() })))
}
