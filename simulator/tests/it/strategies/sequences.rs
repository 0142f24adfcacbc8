//! Deployments that go well.

use aws_sdk_ecs::types::{
    CanaryConfiguration, DeploymentStrategy, LinearConfiguration, ServiceDeploymentStatus,
};

use super::{configuration, deploy, deployed, record, watch};

#[tokio::test]
async fn blue_green_goes_through_every_stage_and_bakes_with_both_revisions() {
    let server = deployed(configuration(DeploymentStrategy::BlueGreen, 2).build()).await;
    let blue = server.service("web").await.deployments()[0]
        .id()
        .unwrap()
        .to_owned();
    let arn = deploy(&server, "nginx:2").await;
    let mut both = false;
    let mut seen = Vec::new();
    for _ in 0..30 {
        seen.extend(watch(&server, &arn, 10).await);
        let service = server.service("web").await;
        both |= service.running_count() == 6;
        assert!(service.running_count() >= 3);
    }
    seen.dedup();
    assert_eq!(
        seen,
        [
            "PENDING - 0/0",
            "IN_PROGRESS PRE_SCALE_UP 0/0",
            "IN_PROGRESS SCALE_UP 0/0",
            "IN_PROGRESS POST_SCALE_UP 0/0",
            "IN_PROGRESS TEST_TRAFFIC_SHIFT 100/0",
            "IN_PROGRESS POST_TEST_TRAFFIC_SHIFT 100/0",
            "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 100/100",
            "IN_PROGRESS POST_PRODUCTION_TRAFFIC_SHIFT 100/100",
            "IN_PROGRESS BAKE_TIME 100/100",
            "IN_PROGRESS CLEAN_UP 100/100",
            "SUCCESSFUL CLEAN_UP 100/100",
        ]
    );
    assert!(both, "both revisions ran at once");
    let ended = record(&server, &arn).await;
    let source = &ended.source_service_revisions()[0];
    assert_eq!(source.requested_production_traffic_weight(), Some(0.0));
    let service = server.service("web").await;
    assert_eq!(service.deployments().len(), 1);
    let green = service.deployments()[0].id().unwrap();
    assert_ne!(green, blue);
    let mut messages = server.messages("web").await;
    messages.truncate(4);
    assert_eq!(messages[0], "(service web) has reached a steady state.");
    assert_eq!(
        messages[1],
        format!("(service web) (deployment {green}) deployment completed.")
    );
    assert!(messages[2].starts_with("(service web) has stopped 3 running tasks: "));
    assert!(messages[3].starts_with("(service web) has started 3 tasks: "));
}

#[tokio::test]
async fn linear_shifts_in_equal_steps_with_a_stage_before_each() {
    let linear = LinearConfiguration::builder()
        .step_percent(40.0)
        .step_bake_time_in_minutes(1)
        .build();
    let linear = configuration(DeploymentStrategy::Linear, 0).linear_configuration(linear);
    let server = deployed(linear.build()).await;
    let arn = deploy(&server, "nginx:2").await;
    let seen = watch(&server, &arn, 600).await;
    assert_eq!(
        seen[5..],
        [
            "IN_PROGRESS POST_TEST_TRAFFIC_SHIFT 100/0",
            "IN_PROGRESS PRE_PRODUCTION_TRAFFIC_SHIFT 100/0",
            "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 100/40",
            "IN_PROGRESS PRE_PRODUCTION_TRAFFIC_SHIFT 100/40",
            "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 100/80",
            "IN_PROGRESS PRE_PRODUCTION_TRAFFIC_SHIFT 100/80",
            "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 100/100",
            "IN_PROGRESS POST_PRODUCTION_TRAFFIC_SHIFT 100/100",
            "IN_PROGRESS BAKE_TIME 100/100",
            "IN_PROGRESS CLEAN_UP 100/100",
            "SUCCESSFUL CLEAN_UP 100/100",
        ]
    );
}

#[tokio::test]
async fn canary_waits_with_a_small_share_and_then_shifts_the_rest() {
    let canary = CanaryConfiguration::builder()
        .canary_percent(12.5)
        .canary_bake_time_in_minutes(5)
        .build();
    let canary = configuration(DeploymentStrategy::Canary, 1).canary_configuration(canary);
    let server = deployed(canary.build()).await;
    let arn = deploy(&server, "nginx:2").await;
    let mut seen = watch(&server, &arn, 300).await;
    assert_eq!(
        seen.last().unwrap(),
        "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 100/12.5",
        "the canary bakes for five minutes"
    );
    let source = record(&server, &arn).await.source_service_revisions()[0].clone();
    assert_eq!(source.requested_production_traffic_weight(), Some(87.5));
    seen = watch(&server, &arn, 600).await;
    assert_eq!(
        seen,
        [
            "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 100/12.5",
            "IN_PROGRESS PRE_PRODUCTION_TRAFFIC_SHIFT 100/12.5",
            "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 100/100",
            "IN_PROGRESS POST_PRODUCTION_TRAFFIC_SHIFT 100/100",
            "IN_PROGRESS BAKE_TIME 100/100",
            "IN_PROGRESS CLEAN_UP 100/100",
            "SUCCESSFUL CLEAN_UP 100/100",
        ]
    );
}

#[tokio::test]
async fn a_newer_deployment_reconciles_what_the_older_one_left() {
    let server = deployed(configuration(DeploymentStrategy::BlueGreen, 5).build()).await;
    let first = deploy(&server, "nginx:2").await;
    server.step(150).await;
    let stage = record(&server, &first).await.lifecycle_stage().cloned();
    assert_eq!(stage.unwrap().as_str(), "BAKE_TIME");
    let second = deploy(&server, "nginx:3").await;
    assert_eq!(
        record(&server, &first).await.status(),
        Some(&ServiceDeploymentStatus::Stopped)
    );
    let sources = record(&server, &second)
        .await
        .source_service_revisions()
        .len();
    assert_eq!(sources, 2);
    let seen = watch(&server, &second, 900).await;
    assert_eq!(
        seen[..3],
        [
            "PENDING - 0/0",
            "IN_PROGRESS RECONCILE_SERVICE 0/0",
            "IN_PROGRESS PRE_SCALE_UP 0/0"
        ]
    );
    assert_eq!(seen.last().unwrap(), "SUCCESSFUL CLEAN_UP 100/100");
    let service = server.service("web").await;
    assert!(service.task_definition().unwrap().ends_with("web:3"));
    assert_eq!(
        (service.running_count(), service.deployments().len()),
        (3, 1)
    );
}
