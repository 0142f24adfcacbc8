//! Request ids, and one log line per request.

use std::time::Instant;

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

/// Runs a request in a span with an id of its own, logs how it was answered, and puts the id into
/// the answer. Ids that requests bring along don't count: they are not theirs to choose. The query
/// is not logged: it can hold what somebody searched for.
pub(crate) async fn trace(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let id = uuid::Uuid::new_v4().to_string();
    let span = tracing::info_span!("request", id, method = %request.method(), path);
    let is_frequent = path.starts_with("/pkg/") || path == "/healthz" || path == "/readyz";
    async move {
        let started = Instant::now();
        let mut response = next.run(request).await;
        let status = response.status().as_u16();
        let duration_ms = started.elapsed().as_millis() as u64;
        if status >= 500 {
            tracing::warn!(status, duration_ms, "answered");
        } else if is_frequent {
            tracing::debug!(status, duration_ms, "answered");
        } else {
            tracing::info!(status, duration_ms, "answered");
        }
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", id);
        }
        response
    }
    .instrument(span)
    .await
}
