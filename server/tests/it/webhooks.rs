//! Webhooks, as somebody who takes them gets them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use engine::access::Principal;
use model::access::Role;
use model::place::Place;
use model::scale::Seen;
use model::webhook::DeploymentEvent;
use serde_json::Value;
use server::config::WebhookSettings;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::harness::{PATIENCE, Running, Wish, grants};

/// Takes webhooks, and is out of order for the first one.
struct Receiver {
    url: String,
    told: mpsc::UnboundedReceiver<Value>,
    calls: Arc<AtomicUsize>,
}

async fn take(
    State((calls, told)): State<(Arc<AtomicUsize>, mpsc::UnboundedSender<Value>)>,
    Json(body): Json<Value>,
) -> StatusCode {
    if calls.fetch_add(1, Ordering::SeqCst) == 0 {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let _ = told.send(body);
    StatusCode::OK
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/secret-path", listener.local_addr().unwrap());
        let (send, told) = mpsc::unbounded_channel();
        let calls = Arc::new(AtomicUsize::new(0));
        let router = axum::Router::new()
            .route("/secret-path", axum::routing::post(take))
            .with_state((Arc::clone(&calls), send));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, told, calls }
    }

    async fn next(&mut self) -> Value {
        let next = tokio::time::timeout(PATIENCE, self.told.recv()).await;
        next.unwrap().unwrap()
    }
}

fn webhook(url: &str, service: &str) -> WebhookSettings {
    WebhookSettings {
        url: url.parse().unwrap(),
        events: vec![DeploymentEvent::Started],
        services: vec![service.to_owned()],
    }
}

#[tokio::test]
async fn a_deployment_is_told_to_who_asked_for_it() {
    let (mut meant, other) = (Receiver::start().await, Receiver::start().await);
    let console = Running::start(Wish {
        webhooks: vec![
            webhook(&meant.url, "demo/todo/mailer"),
            webhook(&other.url, "demo/todo/admin*"),
        ],
        ..Wish::default()
    })
    .await;
    let place = Place {
        target: "demo".to_owned(),
        region: "us-east-1".to_owned(),
    };
    let mailer = place.cluster("todo").service("mailer");
    let ada = Principal {
        user: "ada".to_owned(),
        grants: grants(&[("*", Role::Admin)]),
    };
    // Until the first look is over nobody knows what was before, so it may take several.
    let told = loop {
        let first = console.engine.service(&ada, &mailer).await.unwrap();
        let seen = Seen::of(&first.view.service);
        let started = console.engine.restart(&ada, &mailer, &seen).await;
        if started.is_ok() {
            let soon = tokio::time::timeout(PATIENCE / 10, meant.next()).await;
            if let Ok(told) = soon {
                break told;
            }
        }
        let step = serde_json::json!({"step_ms": 600_000});
        console.control("clock", &step).await;
    };
    assert_eq!(
        meant.calls.load(Ordering::SeqCst),
        2,
        "once more after a failure"
    );
    let payload = &told["metadata"]["event_payload"];
    assert_eq!(
        (
            &payload["event"],
            &payload["target"],
            &payload["cluster"],
            &payload["service"]
        ),
        (
            &"started".into(),
            &"demo".into(),
            &"todo".into(),
            &"mailer".into()
        )
    );
    let link = format!(
        "{}/t/demo/us-east-1/clusters/todo/services/mailer",
        console.url
    );
    assert_eq!(payload["link"], link);
    assert!(told["text"].as_str().unwrap().contains(&link), "{told}");
    assert_eq!(
        other.calls.load(Ordering::SeqCst),
        0,
        "it is about other services"
    );
}
