//! The configuration: `ecscope.toml`, then `ECSCOPE_*` variables, then flags.
//!
//! `keys` holds the keys as they are written, this file and its neighbours check them and give
//! them types. `docs/configuration.md` documents each key.

mod address;
mod error;
mod keys;
mod log;
mod proxies;
mod session;
mod source;
mod store;
mod targets;
mod webhooks;

use std::net::SocketAddr;

pub use address::SiteAddress;
pub use error::ConfigError;
pub use log::{LogFormat, LogSettings};
pub use proxies::TrustedProxies;
pub use session::SessionSettings;
use source::Read;
pub use source::{Flags, Source};
pub use store::StoreUrl;
pub use targets::TargetSettings;
pub use webhooks::WebhookSettings;

/// Where the console listens when nothing else is said.
pub const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 3000);

/// The configuration of `ecscope serve`.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the console listens.
    pub listen: SocketAddr,
    /// Where there is nothing but metrics; `None` means nowhere.
    pub metrics_listen: Option<SocketAddr>,
    /// What browsers call the console; `None` only on a loopback listener.
    pub public_url: Option<SiteAddress>,
    /// Where users, sessions and the audit log are.
    pub store: StoreUrl,
    /// Whether every change is refused.
    pub read_only: bool,
    /// Whose forwarded headers count.
    pub trusted_proxies: TrustedProxies,
    /// How long sessions last.
    pub session: SessionSettings,
    /// What is logged, and how.
    pub log: LogSettings,
    /// The part of AWS's rates that work which nobody waits for may take.
    pub background_share: f64,
    /// The configured targets; empty means the one of the AWS environment.
    pub targets: Vec<TargetSettings>,
    /// Who is told of deployments.
    pub webhooks: Vec<WebhookSettings>,
}

impl Config {
    /// Reads and checks the configuration. Every error names file, variable or flag, the key and
    /// what was expected.
    pub fn load(source: Source) -> Result<Self, ConfigError> {
        let read = source.read()?;
        let keys = &read.keys;
        let listen = match &keys.listen {
            None => DEFAULT_LISTEN,
            Some(text) => text.parse().map_err(|_| {
                read.error(
                    "listen",
                    "expected an address with a port, as 127.0.0.1:3000",
                )
            })?,
        };
        let metrics_listen = keys
            .metrics_listen
            .as_deref()
            .map(|text| {
                text.parse().map_err(|_| {
                    read.error(
                        "metrics_listen",
                        "expected an address with a port, as 127.0.0.1:9464",
                    )
                })
            })
            .transpose()?;
        let public_url = keys
            .public_url
            .as_deref()
            .map(|text| {
                SiteAddress::from_public_url(text)
                    .map_err(|expected| read.error("public_url", expected))
            })
            .transpose()?;
        if public_url.is_none() && !listen.ip().is_loopback() {
            return Err(ConfigError::missing(
                "public_url",
                format!(
                    "the console listens on {listen}, beyond this machine: set public_url (or \
                     --public-url) to the address browsers use, as https://ecscope.example.com"
                ),
            ));
        }
        Ok(Self {
            listen,
            metrics_listen,
            public_url,
            store: StoreUrl::from_keys(&read)?,
            read_only: keys.read_only.unwrap_or(false),
            trusted_proxies: TrustedProxies::from_keys(&read)?,
            session: SessionSettings::from_keys(&read)?,
            log: LogSettings::from_keys(&read)?,
            background_share: background_share(&read)?,
            targets: targets::from_keys(&read)?,
            webhooks: webhooks::from_keys(&read)?,
        })
    }
}

fn background_share(read: &Read) -> Result<f64, ConfigError> {
    let percent = read.keys.budget.background_percent;
    match percent {
        None => Ok(engine::settings::BACKGROUND_SHARE),
        Some(percent @ 1..=100) => Ok(f64::from(percent) / 100.0),
        Some(_) => Err(read.error("budget.background_percent", "expected 1 to 100")),
    }
}
