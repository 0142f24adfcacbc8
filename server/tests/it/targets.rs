//! Several targets: one that is broken never slows or hides another.

use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::settings::{CredentialSource, Target};
use model::live::{AnyView, Topic, TopicEvent};
use model::place::Place;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use crate::harness::{Running, Socket, Wish, target};

/// An endpoint that accepts and never answers.
async fn hanging() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let held = Arc::new(Mutex::new(Vec::new()));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            held.lock().await.push(stream);
        }
    });
    url
}

/// A console with good targets and these ways to be broken: by name, target.
async fn broken() -> Vec<Target> {
    let hanging = hanging().await;
    let role = |name: &str, endpoint: &str| Target {
        credentials: CredentialSource::Role {
            arn: "arn:aws:iam::123456789012:role/ecscope".to_owned(),
            external_id: None,
            profile: Some("nobody-has-this-profile".to_owned()),
        },
        ..target(name, endpoint)
    };
    vec![
        target("hangs", &hanging),
        target("refuses", "http://127.0.0.1:9"),
        role("no-credentials", &hanging),
    ]
}

fn clusters(target: &str) -> String {
    format!("/api/clusters?target={target}&region=us-east-1")
}

#[tokio::test]
async fn good_targets_answer_at_once_while_others_are_broken() {
    let console = Running::start(Wish {
        targets: broken().await,
        ..Wish::default()
    })
    .await;
    let browser = console.signed_in("ada").await;
    let begun = Instant::now();
    let mut waiting = Vec::new();
    // Several at once, as pages of several people: none may hold what the good one needs.
    for target in ["hangs", "hangs", "no-credentials", "refuses"] {
        let mut browser = browser.clone();
        waiting.push(tokio::spawn(
            async move { browser.get(&clusters(target)).await },
        ));
    }
    let mut socket = Socket::open(&browser).await;
    socket.hello().await;
    let topic = |target: &str| {
        Topic::Clusters(Place {
            target: target.to_owned(),
            region: "us-east-1".to_owned(),
        })
    };
    socket.subscribe(1, topic("hangs")).await;
    socket.subscribe(2, topic("no-credentials")).await;
    socket.subscribe(3, topic("demo")).await;
    let TopicEvent::Snapshot { view, .. } = socket.event(3).await.unwrap() else {
        panic!("the good target shows nothing");
    };
    assert!(matches!(view, AnyView::Clusters(view) if !view.clusters.is_empty()));
    for target in ["demo", "other", "demo"] {
        let answer = browser.clone().get(&clusters(target)).await;
        assert_eq!(answer.status, 200, "{target}: {answer:?}");
    }
    // The hanging one is given up after ten seconds, so whoever waited for it would be later.
    assert!(
        begun.elapsed() < Duration::from_secs(8),
        "{:?}",
        begun.elapsed()
    );
    assert!(!waiting[0].is_finished(), "the hanging target answered");
    let refused = waiting.pop().unwrap().await.unwrap();
    assert_eq!(refused.status, 502, "{refused:?}");
    assert_eq!(refused.json()["kind"], "unreachable", "{refused:?}");
    let missing = waiting.pop().unwrap().await.unwrap();
    assert_eq!(missing.status, 502, "{missing:?}");
    assert_eq!(missing.json()["kind"], "credentials", "{missing:?}");
    for task in waiting {
        task.abort();
    }
}

#[tokio::test]
async fn a_target_that_hangs_is_given_up_with_words() {
    let console = Running::start(Wish {
        targets: vec![target("hangs", &hanging().await)],
        ..Wish::default()
    })
    .await;
    let mut browser = console.signed_in("ada").await;
    let begun = Instant::now();
    let answer = browser.get(&clusters("hangs")).await;
    let took = begun.elapsed();
    assert_eq!(answer.status, 502, "{answer:?}");
    assert_eq!(answer.json()["kind"], "unreachable", "{answer:?}");
    assert!(took < Duration::from_secs(15), "{took:?}");
}
