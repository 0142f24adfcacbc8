//! States of CloudWatch alarms: `/_ecscope/alarms`.

use axum::{Json, Router, extract::State, routing::get};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    control::{body::Body, refused::Refused, within},
    ecs::{alarm, service::scheduler},
    scenario::REGION,
    simulator::Simulator,
};

/// Shows and sets alarms.
pub(super) fn routes() -> Router<Simulator> {
    Router::new().route("/_ecscope/alarms", get(show).post(set))
}

async fn show(State(simulator): State<Simulator>) -> Json<Value> {
    let show = |state: &mut crate::simulator::State| {
        state
            .world
            .within(REGION, |region, _| region.ecs.alarms.to_json())
    };
    Json(simulator.with_state(show))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    name: String,
    state: alarm::State,
    region: Option<String>,
}

async fn set(
    State(simulator): State<Simulator>,
    Body(change): Body<Change>,
) -> Result<Json<Value>, Refused> {
    let name = change.region.as_deref().unwrap_or(REGION);
    simulator.with_state(|state| {
        within(state, name, |region, context| {
            region.ecs.alarms.set(change.name, change.state)?;
            scheduler::wake_deploying(&mut region.ecs, context);
            Ok(Json(region.ecs.alarms.to_json()))
        })
    })
}
