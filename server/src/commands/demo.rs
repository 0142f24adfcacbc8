//! `ecscope demo`: the console on the embedded simulator, sealed off from AWS.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::Context;
use engine::settings::{CredentialSource, Settings, Target};
use engine::store::Store;
use model::access::{Grant, Role};
use simulator::{Limits, Options, Simulator};
use tokio_util::sync::CancellationToken;

use super::output::say;
use super::{bind, start};
use crate::cli::{DemoArgs, LimitsArg};
use crate::config::{DEFAULT_LISTEN, LogSettings, SessionSettings, StoreUrl, TrustedProxies};
use crate::console::Console;
use crate::{logging, shutdown};

/// Where the simulator listens when nothing else is said: the port that tools for simulated AWS
/// endpoints expect.
const DEFAULT_SIMULATOR: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 4566);

/// The password of the demo's users, who are named as their roles.
const PASSWORD: &str = "ecscope-demo";

pub(super) async fn run(arguments: DemoArgs) -> anyhow::Result<()> {
    logging::start(&LogSettings {
        filter: "warn".to_owned(),
        ..LogSettings::default()
    });
    let listener = bind::bind(arguments.listen.unwrap_or(DEFAULT_LISTEN), "--listen").await?;
    let address = start::own_address(arguments.public_url.as_deref(), &listener)?;
    let simulator = match arguments.simulator {
        Some(address) => bind::bind(address, "--simulator").await?,
        None => bind::bind_or_free(DEFAULT_SIMULATOR, "--simulator").await?,
    };
    let simulator_address = simulator.local_addr()?;
    let options = arguments.world.options(&simulator_address);
    let token = options.control_token.clone();

    let folder = tempfile::tempdir().context("cannot create a folder for the demo's store")?;
    let path = folder.path().join("ecscope.sqlite");
    let store_url =
        StoreUrl::parse(&format!("sqlite:{}", path.display())).map_err(anyhow::Error::msg)?;
    let store = Store::open(store_url.as_str()).await?;
    add_users(&store).await?;

    // Whoever reads the addresses may end the program from then on.
    let shutdown = shutdown::on_signal()?;
    say(format!("console    {}", address.url()));
    say(format!("simulator  http://{simulator_address}"));
    for role in Role::ALL {
        say(format!("user       {role} (password {PASSWORD})"));
    }
    if let Some(token) = token {
        say(format!("control    Authorization: Bearer {token}"));
    }

    let simulated = CancellationToken::new();
    let simulation = tokio::spawn(simulator::serve(
        simulator,
        Simulator::new(options),
        simulated.clone().cancelled_owned(),
    ));
    let parts = start::Parts {
        settings: settings(&simulator_address, arguments.read_only),
        store,
        store_url,
        session: SessionSettings::default(),
        proxies: TrustedProxies::default(),
        address,
        metrics: None,
        webhooks: Vec::new(),
    };
    start::console(parts, listener, shutdown).await?;
    simulated.cancel();
    // The console is gone, so nothing holds connections that are worth waiting for.
    simulation.abort();
    Ok(())
}

/// The engine's settings: one target with made-up keys at the simulator, nothing of the
/// environment.
fn settings(simulator: &SocketAddr, read_only: bool) -> Settings {
    let endpoint = if simulator.ip().is_unspecified() {
        format!("http://127.0.0.1:{}", simulator.port())
    } else {
        format!("http://{simulator}")
    };
    Settings {
        targets: vec![Target {
            name: "demo".to_owned(),
            regions: vec!["us-east-1".to_owned()],
            credentials: CredentialSource::Static {
                access_key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
                secret_key: "demo".to_owned(),
            },
            endpoint: Some(endpoint),
            protected: false,
        }],
        read_only,
        demo: true,
        build: Console::build(),
        background_share: engine::settings::BACKGROUND_SHARE,
    }
}

async fn add_users(store: &Store) -> anyhow::Result<()> {
    let add = |role: Role| async move {
        let grants = [Grant {
            target: "*".to_owned(),
            role,
        }];
        store.add_user(role.as_str(), PASSWORD, &grants).await
    };
    futures::future::try_join_all(Role::ALL.map(add)).await?;
    Ok(())
}

impl crate::cli::WorldArgs {
    /// The simulator's options; beyond this machine its control API asks for a token.
    pub(super) fn options(&self, listener: &SocketAddr) -> Options {
        Options {
            scenario: self.scenario,
            speed: self.speed,
            seed: self.seed,
            latency_ms: self.latency,
            limits: match self.limits {
                LimitsArg::Aws => Limits::Aws,
                LimitsArg::Off => Limits::Off,
            },
            control_token: (!listener.ip().is_loopback())
                .then(|| uuid::Uuid::new_v4().simple().to_string()),
            ..Options::default()
        }
    }
}
