//! What `demo` and `serve` share: from an engine and a listener to a running console.

use anyhow::Context;
use engine::Engine;
use engine::settings::Settings;
use engine::store::Store;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::{SessionSettings, SiteAddress, StoreUrl, TrustedProxies, WebhookSettings};
use crate::console::Console;
use crate::live::LiveSettings;
use crate::session::{Sessions, Storage};
use crate::webhooks::Webhooks;
use crate::{open_files, serving};

/// What `demo` and `serve` decide differently.
pub(super) struct Parts {
    pub(super) settings: Settings,
    pub(super) store: Store,
    pub(super) store_url: StoreUrl,
    pub(super) session: SessionSettings,
    pub(super) proxies: TrustedProxies,
    pub(super) address: SiteAddress,
    /// Where the metrics are, besides for admins.
    pub(super) metrics: Option<TcpListener>,
    pub(super) webhooks: Vec<WebhookSettings>,
}

/// Runs a console until `shutdown` is cancelled and everything has ended.
pub(super) async fn console(
    parts: Parts,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    open_files::raise(serving::CONNECTIONS);
    let storage = Storage::open(&parts.store_url).await?;
    let sessions = Sessions::new(
        storage,
        parts.store.clone(),
        Clock::default(),
        parts.session,
    );
    let console = Console {
        engine: Engine::new(parts.settings, parts.store),
        sessions,
        address: parts.address,
        proxies: parts.proxies,
        live: LiveSettings::default(),
        webhooks: Webhooks::new(parts.webhooks),
    };
    console
        .serve_with_metrics(listener, parts.metrics, shutdown)
        .await;
    Ok(())
}

/// What browsers call a console that has no public URL: the listener's own address, when that is
/// on loopback.
pub(super) fn own_address(
    public_url: Option<&str>,
    listener: &TcpListener,
) -> anyhow::Result<SiteAddress> {
    let address = listener.local_addr()?;
    match public_url {
        Some(url) => SiteAddress::from_public_url(url)
            .map_err(anyhow::Error::msg)
            .context("--public-url"),
        None if address.ip().is_loopback() => Ok(SiteAddress::loopback(address)),
        None => anyhow::bail!(
            "the console listens on {address}, beyond this machine: say with --public-url which \
             address browsers use"
        ),
    }
}
