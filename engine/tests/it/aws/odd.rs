//! Answers that AWS does not give, or does not give yet.

use model::service::{LaunchType, ServiceStatus};
use model::{ErrorKind, Timestamp};

use crate::support::Endpoint;

const JSON: &str = "application/x-amz-json-1.1";

#[tokio::test]
async fn absent_null_and_unknown_members_are_kept_or_left_out() {
    let body = r#"{
        "services": [
            {},
            {"serviceArn": "arn:aws:ecs:us-east-1:1:service/web", "status": "RESTING",
             "launchType": "ON_THE_MOON", "events": null, "deployments": [{}, {"id": "ecs-svc/1"}],
             "tags": [{}], "newMember": [1, {"x": null}]}
        ],
        "tasks": [{}, {"taskArn": "arn:aws:ecs:us-east-1:1:task/c/7", "stopCode": "Boredom",
            "containers": [{}], "attachments": [{"type": "ElasticNetworkInterface"}]}],
        "serviceDeploymentArns": null,
        "taskDefinition": {"taskDefinitionArn": "x:1", "trustedExecutionConfiguration": {"a": [1]}},
        "clusterArns": ["a"], "clusters": [{}, {"clusterArn": "arn:aws:ecs:us-east-1:1:cluster/c"}],
        "nextToken": ""
    }"#;
    // Emulators answer in other content types.
    let endpoint = Endpoint::canned(200, "text/html", body).await;
    let client = endpoint.client().await;
    let services = client
        .describe_services("c", &["web".to_owned()])
        .await
        .unwrap();
    let [(service, events)] = services.as_slice() else {
        panic!("{services:?}")
    };
    assert_eq!(service.name, "web");
    assert_eq!(service.status, ServiceStatus::Unknown("RESTING".to_owned()));
    assert_eq!(
        service.launch_type,
        Some(LaunchType::Unknown("ON_THE_MOON".to_owned()))
    );
    assert_eq!(
        (service.deployments.len(), service.tags.len(), events.len()),
        (1, 0, 0)
    );
    let tasks = client.describe_tasks("c", &["7".to_owned()]).await.unwrap();
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0].stop_code.as_deref(), Some("Boredom"));
    assert_eq!(
        client.newest_service_deployments("c", "web").await,
        Ok(Vec::new())
    );
    assert_eq!(client.clusters().await.unwrap()[0].name, "c");
    let definition = client.task_definition("x:1").await.unwrap();
    assert_eq!(
        definition.document["trustedExecutionConfiguration"]["a"][0],
        1
    );
}

#[tokio::test]
async fn null_members_of_log_events() {
    let body = r#"{"events": [
        {"timestamp": 5, "message": null, "eventId": null, "logStreamName": "s"},
        {"timestamp": null, "message": "no time"}, {}
    ], "nextToken": null, "searchedLogStreams": null}"#;
    let endpoint = Endpoint::canned(200, JSON, body).await;
    let client = endpoint.client().await;
    let events = client
        .log_events("g", &["s".to_owned()], Timestamp(0), None, 10)
        .await
        .unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(
        (events[0].at, events[0].message.as_str()),
        (Timestamp(5), "")
    );
}

#[tokio::test]
async fn bodies_that_are_no_answers() {
    for (status, body) in [
        (200, "<html>"),
        (200, "[]"),
        (200, r#"{"services": 7}"#),
        (400, "no"),
    ] {
        let endpoint = Endpoint::canned(status, JSON, body).await;
        let client = endpoint.client().await;
        let error = client
            .describe_services("c", &["web".to_owned()])
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Aws, "{status} {body}: {error}");
    }
}

#[tokio::test]
async fn words_of_aws_are_one_line_and_signatures_stay_out_of_sight() {
    let refused = r#"{"__type": "InvalidParameterException", "message": "first\nsecond"}"#;
    let endpoint = Endpoint::canned(400, JSON, refused).await;
    let error = endpoint.client().await.clusters().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert_eq!(error.message, "AWS refused ListClusters: first second");

    let signature = r#"{"__type": "InvalidSignatureException", "message":
        "The Canonical String should have been 'x-amz-security-token:s3cret'"}"#;
    let endpoint = Endpoint::canned(403, JSON, signature).await;
    let error = endpoint.client().await.clusters().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials);
    assert!(!error.message.contains("s3cret"), "{error}");
}
