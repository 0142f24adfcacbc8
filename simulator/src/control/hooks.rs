//! What the Lambda functions of lifecycle hooks answer: `/_ecscope/hooks`.

use axum::{Json, Router, extract::State, routing::get};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    control::{body::Body, refused::Refused, within},
    ecs::{
        lambda::{HookStatus, Rule},
        service::scheduler,
        service_deployment::stage::Stage,
    },
    scenario::REGION,
    simulator::Simulator,
};

/// Shows and sets what functions answer.
pub(super) fn routes() -> Router<Simulator> {
    Router::new().route("/_ecscope/hooks", get(show).post(set))
}

async fn show(State(simulator): State<Simulator>) -> Json<Value> {
    let show = |state: &mut crate::simulator::State| {
        state
            .world
            .within(REGION, |region, _| region.ecs.lambdas.to_json())
    };
    Json(simulator.with_state(show))
}

/// A change of the rules: all of them are cleared, one is added, or both in this order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    #[serde(default)]
    clear: bool,
    target: Option<String>,
    stage: Option<Stage>,
    status: Option<HookStatus>,
    after_ms: Option<i64>,
    region: Option<String>,
}

async fn set(
    State(simulator): State<Simulator>,
    Body(change): Body<Change>,
) -> Result<Json<Value>, Refused> {
    let rule = match change.status {
        Some(status) => Some(Rule::new(
            change.target,
            change.stage,
            status,
            change.after_ms,
        )),
        None if change.clear => None,
        None => return Err(Refused("give status, or clear".to_owned())),
    };
    let name = change.region.as_deref().unwrap_or(REGION);
    simulator.with_state(|state| {
        within(state, name, |region, context| {
            if change.clear {
                region.ecs.lambdas.clear();
            }
            if let Some(rule) = rule {
                region.ecs.lambdas.decide(rule)?;
            }
            scheduler::wake_deploying(&mut region.ecs, context);
            Ok(Json(region.ecs.lambdas.to_json()))
        })
    })
}
