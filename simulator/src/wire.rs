//! A request's way through the simulator: who is asked, faults, limits, operation, answer.

mod perform;
pub(crate) mod query;
mod respond;
mod route;
mod xml;

use std::time::Duration;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::post,
};
use tokio::time::sleep;
use uuid::Uuid;

pub(crate) use route::{Protocol, Service};

use crate::{
    control::{self, faults::Fault},
    error::AwsError,
    simulator::Simulator,
};
use respond::Reply;
use route::Route;

/// The largest request body accepted, above the largest AWS accepts (1 MB of log events).
const BODY_LIMIT: usize = 4 << 20;

/// The whole application.
pub(crate) fn router(simulator: Simulator) -> Router {
    Router::new()
        .route("/", post(answer).fallback(unknown_address))
        .merge(control::router(&simulator))
        .fallback(unknown_address)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(simulator)
}

async fn answer(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let protocol = Protocol::of(&headers);
    let id = Uuid::new_v4().to_string();
    let routed = body
        .map_err(unreadable)
        .and_then(|body| Route::find(&headers, &body).map(|route| (route, body)));
    let (route, body) = match routed {
        Ok(found) => found,
        Err(error) => return Reply::error(protocol, error).whole(now(&simulator), id),
    };
    let mean_ms = simulator.options().latency_ms;
    let (fault, latency) = simulator.with_state(|state| {
        state.requests.count(route.service.name(), &route.operation);
        let fault = state
            .faults
            .strike(route.service.name(), &route.operation, &mut state.random);
        (fault, state.random.latency(mean_ms))
    });
    if !latency.is_zero() {
        sleep(latency).await;
    }
    if let Some(Fault::Timeout { ms }) = fault {
        sleep(Duration::from_millis(ms)).await;
    }
    let fresh = || perform::perform(&simulator, &route, &body, &id);
    let (reply, at) = match fault {
        None | Some(Fault::Timeout { .. }) => fresh(),
        Some(Fault::Reset) => return respond::broken(),
        Some(Fault::Html500) => return respond::html(StatusCode::INTERNAL_SERVER_ERROR),
        Some(Fault::Error(error)) => (
            Reply::error(route.service.protocol(), error),
            now(&simulator),
        ),
        Some(Fault::Stale { ms }) => perform::perform_stale(&simulator, &route, &body, &id, ms),
        Some(Fault::SlowBody { ms }) => {
            let (reply, at) = fresh();
            return reply.slow(at, id, Duration::from_millis(ms));
        }
        Some(Fault::TruncatedBody) => {
            let (reply, at) = fresh();
            return reply.truncated(at, id);
        }
    };
    reply.whole(at, id)
}

fn now(simulator: &Simulator) -> crate::clock::Millis {
    simulator.with_state(|state| state.world.now())
}

/// The answer to a body that is too large, or that ended before its time.
fn unreadable(rejection: BytesRejection) -> AwsError {
    let status = rejection.status();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        AwsError {
            status: status.as_u16(),
            ..AwsError::new(
                "RequestEntityTooLargeException",
                format!("The request has more than {BODY_LIMIT} bytes."),
            )
        }
    } else {
        AwsError::serialization("The request could not be read.")
    }
}

async fn unknown_address(State(simulator): State<Simulator>, headers: HeaderMap) -> Response {
    let error = AwsError::new(
        "UnknownOperationException",
        "The simulator answers POST / and the control API under /_ecscope/.",
    );
    let id = Uuid::new_v4().to_string();
    Reply::error(Protocol::of(&headers), error).whole(now(&simulator), id)
}
