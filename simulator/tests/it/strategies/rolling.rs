//! Rolling deployments as sequences: the states of the record and of all deployments, with their reasons.

use aws_sdk_ecs::types::{
    DeploymentCircuitBreaker, DeploymentConfiguration, DeploymentStrategy, ThresholdConfiguration,
    ThresholdType,
};

use super::{configuration, deploy, deployed, record};
use crate::server::Server;

/// A breaker that trips at a number of failures.
fn breaker(failures: i32, rollback: bool) -> DeploymentConfiguration {
    let threshold = ThresholdConfiguration::builder()
        .r#type(ThresholdType::Count)
        .value(failures);
    let breaker = DeploymentCircuitBreaker::builder()
        .enable(true)
        .rollback(rollback)
        .threshold_configuration(threshold.build().unwrap());
    configuration(DeploymentStrategy::Rolling, 0)
        .deployment_circuit_breaker(breaker.build())
        .build()
}

/// What is seen second by second, each state once, with `<1>`, `<2>`, … for the ids of deployments in the
/// order in which they appear.
async fn watch(server: &Server, arn: &str, seconds: u64) -> Vec<String> {
    let (mut seen, mut ids): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for _ in 0..seconds {
        let mut text = record(server, arn).await.status().unwrap().to_string();
        let service = server.service("web").await;
        for deployment in service.deployments().iter().rev() {
            let id = deployment.id().unwrap().to_owned();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        for deployment in service.deployments() {
            let reason = deployment.rollout_state_reason().unwrap();
            text = format!("{text} | {} {reason}", deployment.status().unwrap());
        }
        for (index, id) in ids.iter().enumerate() {
            text = text.replace(id.as_str(), &format!("<{}>", index + 1));
        }
        if seen.last() != Some(&text) {
            seen.push(text);
        }
        server.step(1).await;
    }
    seen
}

const OLD: &str = "ACTIVE ECS deployment <1> completed.";
const NEW: &str = "PRIMARY ECS deployment <2> in progress.";

#[tokio::test]
async fn a_rolling_deployment_goes_from_pending_to_successful() {
    let server = deployed(breaker(3, true)).await;
    let arn = deploy(&server, "nginx:2").await;
    assert_eq!(
        watch(&server, &arn, 200).await,
        [
            format!("PENDING | {NEW} | {OLD}"),
            format!("IN_PROGRESS | {NEW} | {OLD}"),
            "SUCCESSFUL | PRIMARY ECS deployment <2> completed.".to_owned(),
        ]
    );
}

#[tokio::test]
async fn the_breaker_trips_at_the_configured_count_and_rolls_back() {
    let server = deployed(breaker(1, true)).await;
    let image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/absent:1";
    let arn = deploy(&server, image).await;
    let back = "PRIMARY ECS deployment circuit breaker: rolling back to deploymentId <3>.";
    let seen = watch(&server, &arn, 300).await;
    // The failed deployment is not shown any more: none of its tasks is left.
    assert_eq!(
        seen,
        [
            format!("PENDING | {NEW} | {OLD}"),
            format!("IN_PROGRESS | {NEW} | {OLD}"),
            format!("ROLLBACK_IN_PROGRESS | {back} | {OLD}"),
            "ROLLBACK_SUCCESSFUL | PRIMARY ECS deployment <3> completed.".to_owned(),
        ]
    );
    let ended = record(&server, &arn).await;
    assert_eq!(ended.deployment_circuit_breaker().unwrap().threshold(), 1);
}

#[tokio::test]
async fn without_rollback_a_failed_deployment_stops_and_the_old_tasks_stay() {
    let server = deployed(breaker(2, false)).await;
    let image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/absent:1";
    let arn = deploy(&server, image).await;
    let seen = watch(&server, &arn, 400).await;
    let failed = "PRIMARY ECS deployment circuit breaker: tasks failed to start.";
    assert_eq!(*seen.last().unwrap(), format!("STOPPED | {failed} | {OLD}"));
    assert_eq!(server.service("web").await.running_count(), 3);
}
