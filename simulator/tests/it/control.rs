//! The control API.

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
