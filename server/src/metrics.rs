//! `/metrics`, in the text format of Prometheus: on a listener of its own, and for admins on the
//! console's.

use std::fmt;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use engine::Engine;
use engine::access::Principal;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, prometheus_text};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Registry;

use crate::live::Sockets;
use crate::middleware::{Secure, set_headers};
use crate::refusal;
use crate::state::AppState;

/// Where they are.
pub(crate) const PATH: &str = "/metrics";

/// The format's own media type.
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// All metrics of the program. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Metrics {
    registry: Arc<Registry>,
}

impl Metrics {
    /// The metrics of a console.
    pub(crate) fn new(engine: &Engine, sockets: &Sockets) -> Self {
        let mut registry = Registry::default();
        engine.register_metrics(&mut registry);
        registry.register_collector(Box::new(Process {
            sockets: sockets.clone(),
        }));
        Self {
            registry: Arc::new(registry),
        }
    }

    fn answer(&self) -> Response {
        let mut text = String::new();
        match prometheus_text::encode(&mut text, &self.registry) {
            Ok(()) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response(),
            Err(error) => {
                tracing::error!("the metrics can't be written: {error}");
                let message = "The metrics can't be written.";
                refusal::answer(PATH, StatusCode::INTERNAL_SERVER_ERROR, message)
            }
        }
    }
}

/// The router of the metrics' own listener, which answers everybody who reaches it.
pub(crate) fn router(metrics: Metrics) -> Router {
    Router::new()
        .route(
            PATH,
            get(|State(metrics): State<Metrics>| async move { metrics.answer() }),
        )
        .layer(from_fn_with_state(Secure(false), set_headers))
        .with_state(metrics)
}

/// Answers admins on the console's listener.
pub(crate) async fn handle(
    State(state): State<AppState>,
    principal: Option<Extension<Principal>>,
) -> Response {
    let Some(Extension(principal)) = principal else {
        let message = "Sign in to read the metrics.";
        return refusal::answer(PATH, StatusCode::UNAUTHORIZED, message);
    };
    match state.engine.may_read_metrics(&principal) {
        Ok(()) => state.metrics.answer(),
        Err(error) => refusal::answer(PATH, StatusCode::FORBIDDEN, &error.message),
    }
}

/// What is looked up about the process when somebody asks.
struct Process {
    sockets: Sockets,
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process").finish_non_exhaustive()
    }
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let mut gauge = |name, help, value: u64| {
            encoder
                .encode_descriptor(name, help, None, MetricType::Gauge)?
                .encode_gauge(&value)
        };
        let open = self.sockets.open() as u64;
        gauge("ecscope_sockets_open", "Live sockets of pages", open)?;
        match resident_bytes() {
            Some(bytes) => gauge(
                "process_resident_memory_bytes",
                "Memory of the process that is in use",
                bytes,
            ),
            None => Ok(()),
        }
    }
}

/// The process's memory, where the system tells it as Linux does.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
