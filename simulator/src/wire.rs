//! A request's way through the simulator: who is asked, faults, limits, operation, answer.

pub(crate) mod query;
mod respond;
mod route;

use std::time::Duration;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::post,
};

pub(crate) use route::Service;

use crate::{
    control::{self, faults::Fault},
    error::AwsError,
    input::Input,
    limits,
    options::Limits,
    simulator::Simulator,
};
use respond::Reply;
use route::Route;

/// The largest request body accepted, above the largest AWS accepts (1 MB of log events).
const BODY_LIMIT: usize = 4 << 20;

/// The whole application.
pub(crate) fn router(simulator: Simulator) -> Router {
    Router::new()
        .route("/", post(answer))
        .merge(control::router(&simulator))
        .fallback(unknown_address)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(simulator)
}

async fn answer(State(simulator): State<Simulator>, headers: HeaderMap, body: Bytes) -> Response {
    let route = match Route::find(&headers, &body) {
        Ok(route) => route,
        Err(error) => return respond::json(&simulator, Err(error)),
    };
    let fault = simulator.with_state(|state| {
        state.requests.count(route.service.name(), &route.operation);
        state
            .faults
            .strike(route.service.name(), &route.operation, &mut state.random)
    });
    delay(&simulator).await;
    let reply = match fault {
        Some(Fault::Timeout { ms }) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            perform(&simulator, &route, &body)
        }
        Some(Fault::Reset) => return respond::broken(),
        Some(Fault::Html500) => return respond::html(StatusCode::INTERNAL_SERVER_ERROR),
        Some(Fault::Error(error)) => Reply::of(&route, Err(error)),
        None => perform(&simulator, &route, &body),
    };
    reply.into_response(&simulator)
}

/// Answers the operation itself, within the limits.
fn perform(simulator: &Simulator, route: &Route, body: &[u8]) -> Reply {
    let enforced = simulator.options().limits == Limits::Aws;
    simulator.with_state(|state| {
        if enforced
            && !state.buckets.draw(
                &route.region,
                route.service,
                &route.operation,
                state.world.now(),
            )
        {
            return Reply::of(route, Err(limits::throttled()));
        }
        if route.service == Service::Sts {
            return Reply::Xml(crate::sts::call(&route.operation, body, state.world.now()));
        }
        let result = Input::parse(body).and_then(|input| {
            state
                .world
                .call(&route.region, route.service, &route.operation, &input)
        });
        Reply::Json(result)
    })
}

/// Holds an answer back for a time around the latency asked for.
async fn delay(simulator: &Simulator) {
    let mean = simulator.options().latency_ms as i64;
    if mean > 0 {
        let wait = simulator.with_state(|state| state.random.between(mean / 2, mean + mean / 2));
        tokio::time::sleep(Duration::from_millis(wait as u64)).await;
    }
}

async fn unknown_address(State(simulator): State<Simulator>) -> Response {
    respond::json(
        &simulator,
        Err(AwsError::new(
            "UnknownOperationException",
            "The simulator answers POST / and the control API under /_ecscope/.",
        )),
    )
}
