//! Tags that ECS would refuse: `/_ecscope/tags`.

use axum::{Json, Router, extract::State, routing::post};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    control::{body::Body, refused::Refused, within},
    ecs::tag,
    input::Input,
    scenario::REGION,
    simulator::Simulator,
};

/// Sets tags unchecked.
pub(super) fn routes() -> Router<Simulator> {
    Router::new().route("/_ecscope/tags", post(set))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    #[serde(rename = "resourceArn")]
    resource: String,
    tags: Vec<Value>,
    region: Option<String>,
}

async fn set(
    State(simulator): State<Simulator>,
    Body(change): Body<Change>,
) -> Result<Json<Value>, Refused> {
    let name = change.region.as_deref().unwrap_or(REGION);
    let input = Input::from_value(json!({ "resourceArn": change.resource, "tags": change.tags }));
    simulator.with_state(|state| {
        within(state, name, |region, context| {
            let added = tag::add(&mut region.ecs, &input, context);
            added.map(Json).map_err(|error| error.message)
        })
    })
}
