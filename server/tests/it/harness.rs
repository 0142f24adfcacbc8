//! A console in this process on a simulator in this process, each on a free port.

mod aws;
mod browser;
mod program;
mod socket;

use std::time::Duration;

use engine::Engine;
use engine::settings::{CredentialSource, Settings, Target};
use engine::store::Store;
use model::access::{Grant, Role};
use server::clock::Clock;
use server::config::{SessionSettings, SiteAddress, StoreUrl, TrustedProxies, WebhookSettings};
use server::console::Console;
use server::live::LiveSettings;
use server::session::{Sessions, Storage};
use server::webhooks::Webhooks;
use simulator::{Options, Simulator};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

pub(crate) use browser::{Answer, Browser};
pub(crate) use program::Program;
pub(crate) use socket::Socket;

/// The password of every user.
pub(crate) const PASSWORD: &str = "correct horse";

/// How long anything may take. Only a failing test waits this long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// What a test wants its console to be.
pub(crate) struct Wish {
    pub(crate) users: Vec<(&'static str, Vec<(&'static str, Role)>)>,
    pub(crate) demo: bool,
    pub(crate) read_only: bool,
    pub(crate) recheck: Duration,
    /// Live sockets at once.
    pub(crate) sockets: usize,
    pub(crate) public_url: Option<&'static str>,
    /// Targets besides `demo` and `other`.
    pub(crate) targets: Vec<Target>,
    /// Whether the metrics have a listener of their own.
    pub(crate) metrics: bool,
    /// Who is told of deployments.
    pub(crate) webhooks: Vec<WebhookSettings>,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            users: vec![("ada", vec![("*", Role::Admin)])],
            demo: false,
            read_only: false,
            recheck: Duration::from_millis(20),
            sockets: LiveSettings::default().sockets,
            public_url: None,
            targets: Vec::new(),
            metrics: false,
            webhooks: Vec::new(),
        }
    }
}

/// A running console with two targets, `demo` and `other`, at the same simulator.
pub(crate) struct Running {
    pub(crate) url: String,
    /// The listener with nothing but metrics.
    pub(crate) metrics_url: Option<String>,
    pub(crate) store: Store,
    pub(crate) engine: Engine,
    pub(crate) clock: Clock,
    pub(crate) simulator_url: String,
    pub(crate) shutdown: CancellationToken,
    pub(crate) serving: JoinHandle<()>,
    cookie: String,
    _simulator: Option<DropGuard>,
    _folder: TempDir,
}

pub(crate) fn grants(grants: &[(&str, Role)]) -> Vec<Grant> {
    grants
        .iter()
        .map(|(target, role)| Grant {
            target: (*target).to_owned(),
            role: *role,
        })
        .collect()
}

impl Running {
    pub(crate) async fn start(wish: Wish) -> Self {
        let (simulator_url, simulator) = simulator().await;
        Self::on(wish, simulator_url, Some(simulator)).await
    }

    /// Another console, as after a restart, on the simulator of this one.
    pub(crate) async fn again(&self, wish: Wish) -> Self {
        Self::on(wish, self.simulator_url.clone(), None).await
    }

    async fn on(wish: Wish, simulator_url: String, simulator: Option<DropGuard>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        let store_url = StoreUrl::parse(&format!("sqlite:{}", path.display())).unwrap();
        let store = Store::open(store_url.as_str()).await.unwrap();
        for (user, roles) in &wish.users {
            store
                .add_user(user, PASSWORD, &grants(roles))
                .await
                .unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let local = listener.local_addr().unwrap();
        let address = match wish.public_url {
            Some(url) => SiteAddress::from_public_url(url).unwrap(),
            None => SiteAddress::loopback(local),
        };
        let mut targets = ["demo", "other"]
            .map(|name| target(name, &simulator_url))
            .to_vec();
        targets.extend(wish.targets);
        let metrics = if wish.metrics {
            Some(TcpListener::bind("127.0.0.1:0").await.unwrap())
        } else {
            None
        };
        let metrics_url = metrics
            .as_ref()
            .map(|listener| format!("http://{}", listener.local_addr().unwrap()));
        let settings = Settings {
            targets,
            read_only: wish.read_only,
            demo: wish.demo,
            build: Console::build(),
            background_share: 0.5,
        };
        let clock = Clock::default();
        let storage = Storage::open(&store_url).await.unwrap();
        let session = SessionSettings::default();
        let console = Console {
            engine: Engine::new(settings, store.clone()),
            sessions: Sessions::new(storage, store.clone(), clock.clone(), session),
            address,
            proxies: TrustedProxies::default(),
            live: LiveSettings {
                recheck: wish.recheck,
                sockets: wish.sockets,
                ..LiveSettings::default()
            },
            webhooks: Webhooks {
                every: Duration::from_millis(20),
                retry: Duration::from_millis(10),
                ..Webhooks::new(wish.webhooks)
            },
        };
        let engine = console.engine.clone();
        let cookie = console.address.cookie().to_owned();
        let shutdown = CancellationToken::new();
        let serving = tokio::spawn(console.serve_with_metrics(listener, metrics, shutdown.clone()));
        Self {
            url: format!("http://{local}"),
            metrics_url,
            store,
            engine,
            clock,
            simulator_url,
            shutdown,
            serving,
            cookie,
            _simulator: simulator,
            _folder: folder,
        }
    }

    /// Somebody who is not signed in.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.url, &self.cookie)
    }

    /// Somebody who is.
    pub(crate) async fn signed_in(&self, user: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(user, PASSWORD).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some("/")),
            "{user}"
        );
        browser
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

/// A simulator that ends with the guard.
pub(crate) async fn simulator() -> (String, DropGuard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let simulator = Simulator::new(Options::default());
    tokio::spawn(simulator::serve(
        listener,
        simulator,
        stop.clone().cancelled_owned(),
    ));
    (url, stop.drop_guard())
}

pub(crate) fn target(name: &str, endpoint: &str) -> Target {
    Target {
        name: name.to_owned(),
        regions: vec!["us-east-1".to_owned()],
        credentials: CredentialSource::Static {
            access_key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_key: "secret".to_owned(),
        },
        endpoint: Some(endpoint.to_owned()),
        protected: false,
    }
}
