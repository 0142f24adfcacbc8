//! Request ids, and one log line per request.

use std::time::Instant;

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tower_http::request_id::{MakeRequestId, RequestId};
use tracing::Instrument;

/// Makes request ids. Ids that requests bring along are replaced: they are not theirs to choose.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RequestUuid;

impl MakeRequestId for RequestUuid {
    fn make_request_id<B>(&mut self, _request: &axum::http::Request<B>) -> Option<RequestId> {
        let id = uuid::Uuid::new_v4().to_string();
        HeaderValue::from_str(&id).ok().map(RequestId::new)
    }
}

/// Runs a request in a span with its id and logs how it was answered. The query is left out: it can
/// hold what somebody searched for.
pub(crate) async fn trace(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or_default();
    let span = tracing::info_span!("request", id, method = %request.method(), path);
    let is_file = path.starts_with("/pkg/") || path.ends_with("healthz") || path.ends_with("readyz");
    async move {
        let started = Instant::now();
        let response = next.run(request).await;
        let status = response.status().as_u16();
        let duration_ms = started.elapsed().as_millis() as u64;
        if status >= 500 {
            tracing::warn!(status, duration_ms, "answered");
        } else if is_file {
            tracing::debug!(status, duration_ms, "answered");
        } else {
            tracing::info!(status, duration_ms, "answered");
        }
        response
    }
    .instrument(span)
    .await
}
