//! Which request goes where.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, any, get};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tower_sessions::SessionManagerLayer;
use tower_sessions::cookie::SameSite;

use crate::middleware::{
    Secure, attach_client, check_host, check_origin, set_headers, spare_queries, trace,
};
use crate::state::AppState;
use crate::{api, auth, health, live, metrics, principal, site, ssr};

/// The largest request, in bytes: forms and calls of server functions are small.
const BODY_BYTES: usize = 64 * 1024;

/// How long an answer may take. First paints wait for AWS for ten seconds at most.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The whole console as a router.
pub(crate) fn router(state: AppState) -> Router {
    let secure = state.address.is_secure();
    // Lax, not Strict: a link from a chat to a page must find its reader signed in. What Strict
    // would add is done by the check of Origin, without which nothing changes anything.
    let sessions = SessionManagerLayer::new(state.sessions.storage().clone())
        .with_name(state.address.cookie().to_owned())
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(state.sessions.expiry());
    let personal = Router::new()
        .route(live::PATH, get(live::handle))
        .route(metrics::PATH, get(metrics::handle))
        .route("/api/{*function}", any(api::handle))
        .merge(auth::routes())
        .fallback_service(pages().with_state(state.clone()))
        .layer(from_fn_with_state(state.clone(), principal::attach))
        .layer(sessions);
    let guarded = personal
        .merge(site::routes())
        .layer(from_fn_with_state(state.clone(), check_origin))
        .layer(from_fn_with_state(state.clone(), check_host))
        .layer(from_fn_with_state(state.clone(), attach_client));
    guarded
        .merge(health::routes())
        .layer(RequestBodyLimitLayer::new(BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            TIMEOUT,
        ))
        .layer(from_fn_with_state(Secure(secure), set_headers))
        .layer(from_fn(trace))
        .with_state(state)
}

/// Pages, compressed while they are sent: more would take longer than it saves.
fn pages() -> MethodRouter<AppState> {
    let compression = CompressionLayer::new().quality(CompressionLevel::Precise(4));
    get(ssr::page)
        .layer(compression)
        .layer(from_fn(spare_queries))
}
