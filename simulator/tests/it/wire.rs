//! Protocols, regions, headers and unknown things.

use aws_sdk_ecs::error::ProvideErrorMetadata;
use simulator::{Limits, Options, Scenario};

use crate::server::{START, Server};

#[tokio::test]
async fn an_operation_it_lacks_is_an_aws_error_that_names_it() {
    let server = Server::start(Scenario::Empty).await;
    let error = server
        .ecs
        .discover_poll_endpoint()
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("UnknownOperationException"));
    assert!(error.message().unwrap().contains("DiscoverPollEndpoint"));
}

#[tokio::test]
async fn every_region_has_its_own_state() {
    let server = Server::start(Scenario::Todo).await;
    let here = server.ecs.list_clusters().send().await.unwrap();
    assert_eq!(here.cluster_arns().len(), 3);
    let elsewhere = aws_sdk_ecs::Client::new(&server.config("eu-west-1"));
    assert!(
        elsewhere
            .list_clusters()
            .send()
            .await
            .unwrap()
            .cluster_arns()
            .is_empty()
    );
    let made = elsewhere
        .create_cluster()
        .cluster_name("there")
        .send()
        .await
        .unwrap();
    assert_eq!(
        made.cluster().unwrap().cluster_arn(),
        Some("arn:aws:ecs:eu-west-1:123456789012:cluster/there")
    );
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
async fn answers_are_dated_by_the_simulated_clock() {
    let server = Server::start(Scenario::Empty).await;
    let date = async || {
        let answer = server.http.post(&server.endpoint).send().await.unwrap();
        assert!(answer.headers().contains_key("x-amzn-requestid"));
        answer.headers()["date"].to_str().unwrap().to_owned()
    };
    let before = date().await;
    server.step(24 * 3_600).await;
    let after = date().await;
    assert_ne!(before[..16], after[..16], "another day");
    assert!(after.ends_with("GMT"));
}

#[tokio::test]
async fn sts_tells_the_caller_and_assumes_roles() {
    let server = Server::start(Scenario::Empty).await;
    let sts = aws_sdk_sts::Client::new(&server.config("us-east-1"));
    assert_eq!(
        sts.get_caller_identity().send().await.unwrap().account(),
        Some("123456789012")
    );
    let role = "arn:aws:iam::123456789012:role/deploy";
    let assumed = sts
        .assume_role()
        .role_arn(role)
        .role_session_name("me")
        .send()
        .await
        .unwrap();
    let user = assumed.assumed_role_user().unwrap();
    assert_eq!(
        user.arn(),
        "arn:aws:sts::123456789012:assumed-role/deploy/me"
    );
    let expires = assumed.credentials().unwrap().expiration().secs();
    assert!((expires - START as i64 - 3_600).abs() < 60);
    let error = sts
        .assume_role()
        .role_arn("nonsense")
        .role_session_name("me")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("ValidationError"));
    let error = sts
        .get_federation_token()
        .name("me")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("InvalidAction"));
}

#[tokio::test]
async fn bodies_that_are_no_requests_are_aws_errors() {
    let server = Server::start(Scenario::Empty).await;
    for body in [
        "",
        "{",
        "[]",
        "\"x\"",
        "{\"cluster\": 5}",
        "{\"maxResults\": \"many\"}",
        "\u{0}",
    ] {
        let answer = server
            .http
            .post(&server.endpoint)
            .header(
                "x-amz-target",
                "AmazonEC2ContainerServiceV20141113.ListTasks",
            )
            .header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/ecs/aws4_request, Signature=0",
            )
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400, "{body}");
        let error: serde_json::Value = answer.json().await.unwrap();
        assert!(
            error["__type"].as_str().unwrap().ends_with("Exception"),
            "{body}: {error}"
        );
    }
}

#[tokio::test]
async fn limits_throttle_like_aws_and_refill_with_simulated_time() {
    let options = Options {
        scenario: Scenario::Empty,
        limits: Limits::Aws,
        ..Options::default()
    };
    let server = Server::with(options).await;
    let mut answered = 0;
    let code = loop {
        match server.ecs.list_clusters().send().await {
            Ok(_) => answered += 1,
            Err(error) => break error.code().map(str::to_owned),
        }
    };
    assert_eq!(
        (answered, code.as_deref()),
        (50, Some("ThrottlingException"))
    );
    server.step(1).await;
    for _ in 0..20 {
        server.ecs.list_clusters().send().await.unwrap();
    }
    assert!(server.ecs.list_clusters().send().await.is_err());
}
