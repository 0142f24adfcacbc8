//! The way back: by request, circuit breaker and alarm, in each stage.

use aws_sdk_ecs::types::{
    DeploymentAlarms, DeploymentCircuitBreaker, DeploymentStrategy, StopServiceDeploymentStopType,
};
use serde_json::json;

use super::{configuration, deploy, deployed, record, watch};

#[tokio::test]
async fn a_rollback_is_possible_in_every_stage_and_undoes_what_was_done() {
    let shift = "ROLLBACK_IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 100/0";
    let test = "ROLLBACK_IN_PROGRESS TEST_TRAFFIC_SHIFT 0/0";
    for (stage, way) in [
        ("PRE_SCALE_UP", vec![]),
        ("SCALE_UP", vec![]),
        ("POST_SCALE_UP", vec![]),
        ("TEST_TRAFFIC_SHIFT", vec![test]),
        ("POST_TEST_TRAFFIC_SHIFT", vec![test]),
        ("PRODUCTION_TRAFFIC_SHIFT", vec![shift, test]),
        ("POST_PRODUCTION_TRAFFIC_SHIFT", vec![shift, test]),
        ("BAKE_TIME", vec![shift, test]),
        ("CLEAN_UP", vec![shift, test]),
    ] {
        let server = deployed(configuration(DeploymentStrategy::BlueGreen, 1).build()).await;
        let arn = deploy(&server, "nginx:2").await;
        while record(&server, &arn)
            .await
            .lifecycle_stage()
            .is_none_or(|seen| seen.as_str() != stage)
        {
            server.control("clock", json!({ "step_ms": 200 })).await;
        }
        let stop = server.ecs.stop_service_deployment();
        stop.service_deployment_arn(&arn).send().await.unwrap();
        let mut seen = watch(&server, &arn, 600).await;
        // While tasks come back and the request is noticed, the traffic stays as it is.
        seen.retain(|state| {
            !state.starts_with("ROLLBACK_REQUESTED") && !state.contains(" SCALE_UP ")
        });
        let mut expected = way;
        expected.push("ROLLBACK_IN_PROGRESS CLEAN_UP 0/0");
        expected.push("ROLLBACK_SUCCESSFUL CLEAN_UP 0/0");
        // Nothing to clean up takes no second.
        if !seen.contains(&expected[expected.len() - 2].to_owned()) {
            expected.remove(expected.len() - 2);
        }
        assert_eq!(seen, expected, "{stage}");
        let service = server.service("web").await;
        assert!(service.task_definition().unwrap().ends_with("web:1"));
        assert_eq!(
            (service.running_count(), service.deployments().len()),
            (3, 1)
        );
        assert_eq!(
            server.messages("web").await[0],
            "(service web) has reached a steady state."
        );
    }
}

#[tokio::test]
async fn tasks_that_fail_at_scale_up_trip_the_breaker() {
    let breaker = DeploymentCircuitBreaker::builder()
        .enable(true)
        .rollback(true)
        .build();
    let guarded =
        configuration(DeploymentStrategy::BlueGreen, 1).deployment_circuit_breaker(breaker);
    let server = deployed(guarded.build()).await;
    let arn = deploy(
        &server,
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/absent:1",
    )
    .await;
    let seen = watch(&server, &arn, 900).await;
    assert!(seen.contains(&"ROLLBACK_IN_PROGRESS CLEAN_UP 0/0".to_owned()) || seen.len() > 3);
    let ended = record(&server, &arn).await;
    assert_eq!(ended.status().unwrap().as_str(), "ROLLBACK_SUCCESSFUL");
    assert_eq!(
        ended.status_reason(),
        Some("Service deployment rolled back because the circuit breaker threshold was exceeded.")
    );
    assert!(
        !seen
            .iter()
            .any(|state| state.contains("TEST_TRAFFIC_SHIFT"))
    );
}

#[tokio::test]
async fn an_alarm_rolls_back_and_is_named() {
    let alarms = DeploymentAlarms::builder()
        .alarm_names("errors")
        .enable(true)
        .rollback(true)
        .build()
        .unwrap();
    for strategy in [DeploymentStrategy::Rolling, DeploymentStrategy::BlueGreen] {
        let watched = configuration(strategy.clone(), 5).alarms(alarms.clone());
        let server = deployed(watched.build()).await;
        let arn = deploy(&server, "nginx:2").await;
        server.step(150).await;
        let baking = record(&server, &arn).await;
        assert_eq!(baking.status().unwrap().as_str(), "IN_PROGRESS");
        assert_eq!(
            baking.alarms().unwrap().status().unwrap().as_str(),
            "MONITORING"
        );
        let raised = json!({ "name": "errors", "state": "ALARM" });
        server.control("alarms", raised).await;
        server.step(200).await;
        let ended = record(&server, &arn).await;
        assert_eq!(
            ended.status().unwrap().as_str(),
            "ROLLBACK_SUCCESSFUL",
            "{strategy}"
        );
        assert_eq!(ended.alarms().unwrap().triggered_alarm_names(), ["errors"]);
        let service = server.service("web").await;
        assert!(service.task_definition().unwrap().ends_with("web:1"));
        let messages = server.messages("web").await;
        assert!(
            messages
                .iter()
                .any(|text| text.ends_with("deployment failed: alarm detected.")),
            "{messages:#?}"
        );
        // A deployment that begins while the alarm is raised doesn't watch it.
        let next = deploy(&server, "nginx:3").await;
        server.step(900).await;
        let next = record(&server, &next).await;
        assert_eq!(next.status().unwrap().as_str(), "SUCCESSFUL");
        assert_eq!(
            next.alarms().unwrap().status().unwrap().as_str(),
            "DISABLED"
        );
    }
}

#[tokio::test]
async fn an_abort_leaves_everything_where_it_is() {
    let server = deployed(configuration(DeploymentStrategy::BlueGreen, 5).build()).await;
    let arn = deploy(&server, "nginx:2").await;
    server.step(150).await;
    let stop = server.ecs.stop_service_deployment();
    let stop = stop
        .service_deployment_arn(&arn)
        .stop_type(StopServiceDeploymentStopType::Abort);
    stop.send().await.unwrap();
    assert_eq!(
        record(&server, &arn).await.status().unwrap().as_str(),
        "STOP_REQUESTED"
    );
    server.step(600).await;
    let ended = record(&server, &arn).await;
    assert_eq!(ended.status().unwrap().as_str(), "STOPPED");
    assert!(ended.stopped_at().is_some());
    let service = server.service("web").await;
    assert_eq!(
        (service.running_count(), service.deployments().len()),
        (6, 2)
    );
    assert_eq!(
        service.deployments()[0].rollout_state().unwrap().as_str(),
        "FAILED"
    );
    let next = deploy(&server, "nginx:3").await;
    assert_eq!(
        watch(&server, &next, 900).await.last().unwrap(),
        "SUCCESSFUL CLEAN_UP 100/100"
    );
    let service = server.service("web").await;
    assert_eq!(
        (service.running_count(), service.deployments().len()),
        (3, 1)
    );
}
