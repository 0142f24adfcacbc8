//! What the adapters make of failures.

use model::ErrorKind;

use crate::support::{Endpoint, REGION};

#[tokio::test]
async fn failures_by_what_can_be_done_about_them() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    client.clusters().await.unwrap();
    for (fault, kind, code, words, attempts) in [
        (
            "access_denied",
            ErrorKind::AccessDenied,
            "AccessDeniedException",
            "ecs:ListClusters",
            1,
        ),
        (
            "expired_token",
            ErrorKind::Credentials,
            "ExpiredTokenException",
            "have expired",
            // Once more, with new ones.
            2,
        ),
        (
            "error500",
            ErrorKind::Aws,
            "ServerException",
            "AWS refused ListClusters",
            3,
        ),
        (
            "throttle",
            ErrorKind::Throttled,
            "ThrottlingException",
            "slow down",
            3,
        ),
    ] {
        endpoint.fault("ecs:ListClusters", fault).await;
        let before = endpoint.calls("ecs", "ListClusters").await;
        let error = client.clusters().await.unwrap_err();
        assert_eq!(error.kind, kind, "{fault}");
        assert_eq!(error.code.as_deref(), Some(code), "{fault}");
        assert!(error.request_id.is_some(), "{fault}");
        assert!(error.message.contains(words), "{fault}: {error}");
        let made = endpoint.calls("ecs", "ListClusters").await - before;
        assert_eq!(made, attempts, "{fault}");
    }
    let report = client.budget_report();
    assert!(
        report
            .iter()
            .any(|class| class.class == "cluster reads" && class.throttled == 3)
    );
    endpoint.no_faults().await;
    client.clusters().await.unwrap();
}

#[tokio::test]
async fn lost_connections() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    endpoint.fault("ecs:*", "reset").await;
    let error = client.clusters().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreachable);
    let authority = endpoint.url.trim_start_matches("http://");
    assert!(error.message.contains(authority), "{error}");
    endpoint.no_faults().await;
    client.clusters().await.unwrap();
}

#[tokio::test]
async fn changes_are_sent_once() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    for fault in ["error500", "throttle", "reset"] {
        endpoint.fault("ecs:UpdateService", fault).await;
        let before = endpoint.calls("ecs", "UpdateService").await;
        client
            .set_desired_count("todo", "mailer", 3)
            .await
            .unwrap_err();
        assert_eq!(
            endpoint.calls("ecs", "UpdateService").await - before,
            1,
            "{fault}"
        );
    }
}

#[tokio::test]
async fn an_operation_that_an_emulator_lacks_is_not_asked_for_again() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    endpoint.fault("ecs:*", "html500").await;
    for _ in 0..3 {
        let error = client
            .newest_service_deployments("todo", "admin")
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable);
        assert_eq!(
            error.message,
            "This endpoint does not offer ListServiceDeployments."
        );
    }
    assert_eq!(endpoint.calls("ecs", "ListServiceDeployments").await, 1);
}

#[tokio::test]
async fn an_operation_that_worked_once_is_offered_whatever_it_answers_later() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    client
        .newest_service_deployments("todo", "admin")
        .await
        .unwrap();
    endpoint.fault("ecs:*", "html500").await;
    let error = client
        .newest_service_deployments("todo", "admin")
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Aws);
    endpoint.no_faults().await;
    client
        .newest_service_deployments("todo", "admin")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_port_where_nobody_listens() {
    let endpoint = Endpoint::canned(200, "application/x-amz-json-1.1", "{}").await;
    let mut target = endpoint.target();
    target.endpoint = Some("http://127.0.0.1:9".to_owned());
    let client = engine::aws::Client::connect(&target, REGION, 0.5).await;
    let error = client.clusters().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreachable);
    assert_eq!(error.message, "ECS at 127.0.0.1:9 can’t be reached.");
}
