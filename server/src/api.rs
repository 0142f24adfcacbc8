//! `/api`: the server functions of the interface.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::server_fn::axum::server_fn_paths;

use crate::refusal;
use crate::state::AppState;

/// Answers a call of a server function.
pub(crate) async fn handle(State(state): State<AppState>, mut request: Request<Body>) -> Response {
    let path = request.uri().path().to_owned();
    let mut methods = server_fn_paths()
        .filter(|(known, _)| *known == path)
        .map(|(_, m)| m);
    match methods.next() {
        None => {
            return refusal::answer(&path, StatusCode::NOT_FOUND, "There is no such function.");
        }
        Some(method) if method != *request.method() && methods.all(|m| m != *request.method()) => {
            let message = format!("This function takes {method}.");
            return refusal::answer(&path, StatusCode::METHOD_NOT_ALLOWED, &message);
        }
        Some(_) => {}
    }
    // With it, an answer to something that accepts HTML becomes a redirect to where it came from.
    request.headers_mut().remove(header::REFERER);
    let engine = state.engine.clone();
    leptos_axum::handle_server_fns_with_context(
        move || leptos::context::provide_context(engine.clone()),
        request,
    )
    .await
    .into_response()
}
