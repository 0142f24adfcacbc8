//! The console's web server as a value: commands and tests give it an engine and a listener.

use std::sync::Arc;

use engine::Engine;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::auth::Attempts;
use crate::config::{SiteAddress, TrustedProxies};
use crate::live::{LiveSettings, Sockets};
use crate::session::Sessions;
use crate::shutdown::Shutdown;
use crate::state::AppState;
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
}

impl Console {
    /// The build of this program with its site, as [`engine::settings::Settings`] wants it.
    pub fn build() -> String {
        site::build()
    }

    /// Answers on the listener until `shutdown` is cancelled, then lets requests and sockets end.
    pub async fn serve(self, listener: TcpListener, shutdown: CancellationToken) {
        let shutdown = Shutdown::new(shutdown);
        let sweeper = AbortOnDropHandle::new(tokio::spawn(self.sessions.clone().sweep()));
        let engine = self.engine.clone();
        let router = router::router(self.into_state(shutdown.clone()));
        serving::serve(listener, router, &shutdown).await;
        if !shutdown.drained().await {
            tracing::warn!("some requests did not end in time");
        }
        drop(sweeper);
        engine.shutdown().await;
    }

    fn into_state(self, shutdown: Shutdown) -> AppState {
        let assets = Arc::new(site::assets());
        AppState {
            render: ssr::renderer(self.engine.clone(), assets),
            engine: self.engine,
            sessions: self.sessions,
            attempts: Arc::new(Attempts::new()),
            address: Arc::new(self.address),
            proxies: Arc::new(self.proxies),
            live: self.live,
            sockets: Sockets::default(),
            shutdown,
        }
    }
}
