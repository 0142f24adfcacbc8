//! A simulator on a free port with a clock that stands still, and an engine on it.

use std::future::IntoFuture as _;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use engine::Engine;
use engine::access::Principal;
use engine::aws::Client;
use engine::settings::{CredentialSource, Settings, Target};
use engine::store::Store;
use model::access::{Grant, Role};
use model::place::{Place, ServiceRef};
use serde_json::{Value, json};
use simulator::{Options, Scenario, Simulator};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The region that the scenario lives in.
pub(crate) const REGION: &str = "us-east-1";

/// 2026-11-22 12:00:00 UTC, in milliseconds: where the simulated time of every test begins.
pub(crate) const BEGIN_MS: i64 = 1_795_348_800_000;

/// An AWS endpoint that ends with the test.
pub(crate) struct Endpoint {
    pub(crate) url: String,
    http: reqwest::Client,
    _stop: oneshot::Sender<()>,
}

impl Endpoint {
    /// The scenario `todo`, at [`BEGIN_MS`], with a clock that only moves when stepped.
    pub(crate) async fn todo() -> Self {
        Self::scenario(Scenario::Todo).await
    }

    /// A scenario, at [`BEGIN_MS`], with a clock that only moves when stepped.
    pub(crate) async fn scenario(scenario: Scenario) -> Self {
        let start = SystemTime::UNIX_EPOCH + Duration::from_millis(BEGIN_MS.unsigned_abs());
        let options = Options {
            scenario,
            start: Some(start),
            ..Options::default()
        };
        let simulator = Simulator::new(options);
        let (listener, address) = listener().await;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = simulator::serve(listener, simulator, async move {
            let _ = stopped.await;
        });
        tokio::spawn(serving);
        let endpoint = Self {
            url: format!("http://{address}"),
            http: reqwest::Client::new(),
            _stop: stop,
        };
        endpoint.post("clock", json!({"paused": true})).await;
        endpoint
    }

    /// An endpoint that answers everything with this status, content type and body.
    pub(crate) async fn canned(status: u16, content_type: &str, body: &str) -> Self {
        let answer = (
            axum::http::StatusCode::from_u16(status).unwrap(),
            [(axum::http::header::CONTENT_TYPE, content_type.to_owned())],
            body.to_owned(),
        );
        let router = axum::Router::new().fallback(move || async move { answer });
        let (listener, address) = listener().await;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
            let _ = stopped.await;
        });
        tokio::spawn(serving.into_future());
        Self {
            url: format!("http://{address}"),
            http: reqwest::Client::new(),
            _stop: stop,
        }
    }

    /// Moves the simulated time forward; everything up to then has happened afterwards.
    pub(crate) async fn step(&self, ms: u64) {
        self.post("clock", json!({"step_ms": ms})).await;
    }

    /// Switches a fault on, as the simulator's control API describes it.
    pub(crate) async fn fault(&self, operation: &str, kind: &str) {
        self.post(
            "faults",
            json!({"clear": true, "operation": operation, "kind": kind}),
        )
        .await;
    }

    /// Switches a fault on that strikes this part of the calls.
    pub(crate) async fn fault_at(&self, operation: &str, kind: &str, rate: f64) {
        self.post(
            "faults",
            json!({"clear": true, "operation": operation, "kind": kind, "rate": rate, "ms": 8_000}),
        )
        .await;
    }

    /// Switches all faults off.
    pub(crate) async fn no_faults(&self) {
        self.post("faults", json!({"clear": true})).await;
    }

    /// How often an operation of a service has been called.
    pub(crate) async fn calls(&self, service: &str, operation: &str) -> u64 {
        let url = format!("{}/_ecscope/requests", self.url);
        let calls: Value = self
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        calls[service][operation].as_u64().unwrap_or(0)
    }

    /// Stops a task as another client would.
    pub(crate) async fn stop_task(&self, cluster: &str, task: &str, reason: &str) {
        let body = json!({"cluster": cluster, "task": task, "reason": reason});
        self.ecs("StopTask", body).await;
    }

    /// Calls ECS as another client would.
    pub(crate) async fn ecs(&self, operation: &str, body: Value) -> Value {
        let target = format!("AmazonEC2ContainerServiceV20141113.{operation}");
        self.aws("ecs", &target, body).await
    }

    /// Calls ECR as another client would.
    pub(crate) async fn ecr(&self, operation: &str, body: Value) -> Value {
        let target = format!("AmazonEC2ContainerRegistry_V20150921.{operation}");
        self.aws("ecr", &target, body).await
    }

    async fn aws(&self, service: &str, target: &str, body: Value) -> Value {
        let answer = self
            .http
            .post(&self.url)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .header(
                "authorization",
                format!(
                    "AWS4-HMAC-SHA256 Credential=other/20261122/{REGION}/{service}/aws4_request"
                ),
            )
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{target}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// A target here with fixed keys.
    pub(crate) fn target(&self) -> Target {
        Target {
            name: "demo".to_owned(),
            regions: vec![REGION.to_owned()],
            credentials: CredentialSource::Static {
                access_key: "demo".to_owned(),
                secret_key: "demo".to_owned(),
            },
            endpoint: Some(self.url.clone()),
            protected: false,
        }
    }

    /// A client of that target.
    pub(crate) async fn client(&self) -> Client {
        Client::connect(&self.target(), REGION, 0.5).await
    }

    /// An engine on that target, with a store of its own.
    pub(crate) async fn engine(&self, read_only: bool) -> Console {
        self.engine_of(self.target(), read_only).await
    }

    /// An engine on that target with other settings.
    pub(crate) async fn engine_with(&self, change: impl FnOnce(&mut Target)) -> Console {
        let mut target = self.target();
        change(&mut target);
        self.engine_of(target, false).await
    }

    async fn engine_of(&self, target: Target, read_only: bool) -> Console {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("console.db").display());
        let store = Store::open(&url).await.unwrap();
        let settings = Settings {
            targets: vec![target],
            read_only,
            demo: true,
            build: "test".to_owned(),
            background_share: 0.5,
        };
        Console {
            engine: Engine::new(settings, store),
            url,
            _folder: folder,
        }
    }

    async fn post(&self, what: &str, body: Value) {
        let url = format!("{}/_ecscope/{what}", self.url);
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{what} {body}: {}",
            answer.text().await.unwrap()
        );
    }
}

/// An engine whose store ends with the test.
pub(crate) struct Console {
    pub(crate) engine: Engine,
    /// The store's URL.
    pub(crate) url: String,
    _folder: TempDir,
}

/// A listener on a free port.
pub(crate) async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Somebody with a role at every target.
pub(crate) fn somebody(role: Role) -> Principal {
    Principal {
        user: role.to_string(),
        grants: vec![Grant {
            target: "*".to_owned(),
            role,
        }],
    }
}

/// The target `demo` in the scenario's region.
pub(crate) fn place() -> Place {
    Place {
        target: "demo".to_owned(),
        region: REGION.to_owned(),
    }
}

/// A service of the cluster `todo`.
pub(crate) fn service(name: &str) -> ServiceRef {
    place().cluster("todo").service(name)
}
