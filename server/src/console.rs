//! The console's web server as a value: commands and tests give it an engine and a listener.

use std::sync::Arc;

use engine::Engine;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::auth::Attempts;
use crate::config::{SiteAddress, TrustedProxies};
use crate::live::{LiveSettings, Sockets};
use crate::metrics::{self, Metrics};
use crate::session::Sessions;
use crate::shutdown::Shutdown;
use crate::state::AppState;
use crate::webhooks::Webhooks;
use crate::{router, serving, site, ssr};

/// The parts of a console.
pub struct Console {
    /// What the console does.
    pub engine: Engine,
    /// Who is signed in.
    pub sessions: Sessions,
    /// What browsers call it.
    pub address: SiteAddress,
    /// Whose forwarded headers count.
    pub proxies: TrustedProxies,
    /// How live sockets are watched.
    pub live: LiveSettings,
    /// Who is told of deployments.
    pub webhooks: Webhooks,
}

impl Console {
    /// The build of this program with its site, as [`engine::settings::Settings`] wants it.
    pub fn build() -> String {
        site::build()
    }

    /// Answers on the listener until `shutdown` is cancelled, then lets requests and sockets end.
    pub async fn serve(self, listener: TcpListener, shutdown: CancellationToken) {
        self.serve_with_metrics(listener, None, shutdown).await;
    }

    /// Like [`Console::serve`], and answers with its metrics on a listener of their own.
    pub async fn serve_with_metrics(
        self,
        listener: TcpListener,
        metrics_listener: Option<TcpListener>,
        shutdown: CancellationToken,
    ) {
        let shutdown = Shutdown::new(shutdown);
        let follower =
            AbortOnDropHandle::new(tokio::spawn(self.engine.clone().follow_deployments()));
        let webhooks = self
            .webhooks
            .clone()
            .run(self.engine.clone(), self.address.clone());
        let webhooks = AbortOnDropHandle::new(tokio::spawn(webhooks));
        let sweeper = AbortOnDropHandle::new(tokio::spawn(self.sessions.clone().sweep()));
        let engine = self.engine.clone();
        let state = self.into_state(shutdown.clone());
        if let Some(listener) = metrics_listener {
            let (router, shutdown) = (metrics::router(state.metrics.clone()), shutdown.clone());
            let tasks = shutdown.tasks().clone();
            tasks.spawn(async move { serving::serve(listener, router, &shutdown).await });
        }
        serving::serve(listener, router::router(state), &shutdown).await;
        if !shutdown.drained().await {
            tracing::warn!("some requests did not end in time");
        }
        drop((sweeper, follower, webhooks));
        engine.shutdown().await;
    }

    fn into_state(self, shutdown: Shutdown) -> AppState {
        let sockets = Sockets::new(self.live.sockets);
        let assets = Arc::new(site::assets());
        AppState {
            render: ssr::renderer(self.engine.clone(), assets),
            sessions: self.sessions,
            attempts: Arc::new(Attempts::new()),
            address: Arc::new(self.address),
            proxies: Arc::new(self.proxies),
            live: self.live,
            metrics: Metrics::new(&self.engine, &sockets),
            sockets,
            shutdown,
            engine: self.engine,
        }
    }
}
