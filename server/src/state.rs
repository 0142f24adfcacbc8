//! What every handler shares.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use engine::Engine;
use futures::future::BoxFuture;

use crate::auth::Attempts;
use crate::config::{SiteAddress, TrustedProxies};
use crate::live::{LiveSettings, Sockets};
use crate::metrics::Metrics;
use crate::session::Sessions;
use crate::shutdown::Shutdown;

/// Renders a page.
pub(crate) type Render = dyn Fn(Request<Body>) -> BoxFuture<'static, Response> + Send + Sync;

/// What every handler shares. Cheap to clone.
#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) engine: Engine,
    pub(crate) sessions: Sessions,
    pub(crate) attempts: Arc<Attempts>,
    pub(crate) address: Arc<SiteAddress>,
    pub(crate) proxies: Arc<TrustedProxies>,
    pub(crate) live: LiveSettings,
    pub(crate) sockets: Sockets,
    pub(crate) metrics: Metrics,
    pub(crate) shutdown: Shutdown,
    pub(crate) render: Arc<Render>,
}
