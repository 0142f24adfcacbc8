//! The control API.

use std::time::{Duration, Instant};

use aws_sdk_ecs::error::{ProvideErrorMetadata, SdkError};
use serde_json::{Value, json};
use simulator::{Options, Scenario};

use crate::server::Server;

#[tokio::test]
async fn faults_strike_the_operations_they_name_until_cleared() {
    let server = Server::start(Scenario::Empty).await;
    for (kind, code) in [
        ("throttle", "ThrottlingException"),
        ("error500", "ServerException"),
        ("access_denied", "AccessDeniedException"),
        ("expired_token", "ExpiredTokenException"),
    ] {
        server
            .control(
                "faults",
                json!({ "clear": true, "operation": "ecs:List*", "kind": kind }),
            )
            .await;
        let error = server.ecs.list_clusters().send().await.unwrap_err();
        assert_eq!(error.code(), Some(code));
        server.ecs.describe_clusters().send().await.unwrap();
    }
    server
        .control(
            "faults",
            json!({ "clear": true, "operation": "ecs:*", "kind": "html500" }),
        )
        .await;
    let error = server.ecs.list_clusters().send().await.unwrap_err();
    assert!(
        matches!(error, SdkError::ResponseError(_)) && error.code().is_none(),
        "{error:?}"
    );
    server
        .control(
            "faults",
            json!({ "clear": true, "operation": "ecs:*", "kind": "reset" }),
        )
        .await;
    let error = server.ecs.list_clusters().send().await.unwrap_err();
    assert!(!matches!(error, SdkError::ServiceError(_)), "{error:?}");
    server.control("faults", json!({ "clear": true })).await;
    server.ecs.list_clusters().send().await.unwrap();
}

#[tokio::test]
async fn bodies_can_be_slow_or_end_too_early() {
    let server = Server::start(Scenario::Todo).await;
    let list = async || {
        server
            .send(
                "ecs",
                "AmazonEC2ContainerServiceV20141113.ListClusters",
                "{}",
            )
            .await
    };
    let whole = list().await.bytes().await.unwrap();
    let fault = json!({ "operation": "ecs:*", "kind": "slow_body", "ms": 200 });
    server.control("faults", fault).await;
    let begin = Instant::now();
    let slow = list().await;
    let (head, body) = (begin.elapsed(), slow.bytes().await.unwrap());
    assert!(begin.elapsed() >= Duration::from_millis(180));
    assert!(head < begin.elapsed(), "the head comes before the body");
    assert_eq!(body, whole);
    let fault = json!({ "clear": true, "operation": "ecs:*", "kind": "truncated_body" });
    server.control("faults", fault).await;
    let cut = list().await;
    assert_eq!(cut.status(), 200);
    assert_eq!(cut.bytes().await.unwrap(), whole[..whole.len() / 2]);
    assert!(server.ecs.list_clusters().send().await.is_err());
}

#[tokio::test]
async fn stale_reads_are_of_the_past_while_changes_happen_at_once() {
    let server = Server::start(Scenario::Empty).await;
    let fault = json!({ "operation": "ecs:*", "kind": "stale", "ms": 4_000 });
    server.control("faults", fault).await;
    let count = async || {
        let list = server.ecs.list_clusters().send().await.unwrap();
        list.cluster_arns().len()
    };
    let create = server.ecs.create_cluster().cluster_name("one");
    create.send().await.unwrap();
    assert_eq!(count().await, 0);
    for _ in 0..4 {
        assert_eq!(count().await, 0);
        server.step(1).await;
    }
    server.step(1).await;
    assert_eq!(count().await, 1);
    let create = server.ecs.create_cluster().cluster_name("two");
    create.send().await.unwrap();
    assert_eq!(count().await, 1);
    server.control("faults", json!({ "clear": true })).await;
    assert_eq!(count().await, 2);
}

#[tokio::test]
async fn requests_are_counted_by_service_and_operation_until_a_reset() {
    let server = Server::start(Scenario::Empty).await;
    let counts = async || -> Value {
        server
            .http
            .get(format!("{}/_ecscope/requests", server.endpoint))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    };
    for _ in 0..3 {
        server.ecs.list_clusters().send().await.unwrap();
    }
    let _ = server
        .ecs
        .describe_services()
        .cluster("missing")
        .services("x")
        .send()
        .await;
    assert_eq!(
        counts().await,
        json!({ "ecs": { "ListClusters": 3, "DescribeServices": 1 } })
    );
    server.control("reset", json!({ "scenario": "todo" })).await;
    assert_eq!(counts().await, json!({}));
    assert_eq!(
        server
            .ecs
            .list_clusters()
            .send()
            .await
            .unwrap()
            .cluster_arns()
            .len(),
        3
    );
}

#[tokio::test]
async fn what_the_control_api_cannot_do_is_refused_with_a_reason() {
    let server = Server::with(Options {
        scenario: Scenario::Empty,
        ..Options::default()
    })
    .await;
    for (path, body) in [
        ("clock", json!({ "speed": 0 })),
        ("clock", json!({ "speed": -1 })),
        ("clock", json!({ "step_ms": u64::MAX })),
        (
            "faults",
            json!({ "operation": "ListClusters", "kind": "throttle" }),
        ),
        (
            "faults",
            json!({ "operation": "ecs:*", "kind": "throttle", "rate": 2 }),
        ),
        ("reset", json!({ "scenario": "nothing" })),
    ] {
        let answer = server
            .http
            .post(format!("{}/_ecscope/{path}", server.endpoint))
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400, "{path} {body}");
        let answer: Value = answer.json().await.unwrap();
        assert!(!answer["error"].as_str().unwrap().is_empty());
    }
    let foreign = server
        .http
        .post(format!("{}/_ecscope/reset", server.endpoint))
        .header("origin", "http://evil.example");
    assert_eq!(foreign.json(&json!({})).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn the_clock_runs_fast_when_told_to() {
    let server = Server::start(Scenario::Empty).await;
    let before = server
        .control("clock", json!({ "speed": 60, "paused": true }))
        .await;
    let after = server.control("clock", json!({ "step_ms": 2_500 })).await;
    assert_eq!(
        after["now_ms"].as_i64().unwrap() - before["now_ms"].as_i64().unwrap(),
        2_500
    );
    assert_eq!(
        (after["speed"].as_f64(), after["paused"].as_bool()),
        (Some(60.0), Some(true))
    );
}
