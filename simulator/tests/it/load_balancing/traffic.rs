//! Traffic between two target groups.

use aws_sdk_ecs::types::{
    CanaryConfiguration, DeploymentConfiguration, DeploymentStrategy, ServiceDeployment,
};

use super::{Balancing, forward};

fn canary() -> DeploymentConfiguration {
    let canary = CanaryConfiguration::builder()
        .canary_percent(10.0)
        .canary_bake_time_in_minutes(5);
    DeploymentConfiguration::builder()
        .strategy(DeploymentStrategy::Canary)
        .canary_configuration(canary.build())
        .bake_time_in_minutes(1)
        .build()
}

async fn record(balancing: &Balancing, arn: &str) -> ServiceDeployment {
    let describe = balancing.server.ecs.describe_service_deployments();
    let answer = describe.service_deployment_arns(arn).send().await.unwrap();
    answer.service_deployments()[0].clone()
}

#[tokio::test]
async fn listener_rules_follow_the_stages_and_come_back_with_a_rollback() {
    let balancing = Balancing::start().await;
    let server = &balancing.server;
    balancing.service(canary(), 0).await;
    assert_eq!(balancing.weights(&balancing.production).await, [100, 0]);
    assert_eq!(balancing.health(&balancing.blue).await.len(), 2);
    assert!(balancing.health(&balancing.green).await.is_empty());
    balancing.register("nginx:2", None).await;
    balancing.deploy().await;
    server.step(200).await;
    assert_eq!(
        balancing.health(&balancing.green).await,
        ["healthy", "healthy"]
    );
    assert_eq!(balancing.weights(&balancing.production).await, [90, 10]);
    assert_eq!(balancing.weights(&balancing.test).await, [0, 100]);
    server.step(700).await;
    assert_eq!(balancing.weights(&balancing.production).await, [0, 100]);
    assert!(balancing.health(&balancing.blue).await.is_empty());
    // The next deployment goes the other way, and back.
    balancing.register("nginx:3", None).await;
    let arn = balancing.deploy().await;
    server.step(200).await;
    assert_eq!(balancing.weights(&balancing.production).await, [10, 90]);
    let stop = server.ecs.stop_service_deployment();
    stop.service_deployment_arn(&arn).send().await.unwrap();
    server.step(400).await;
    assert_eq!(balancing.weights(&balancing.production).await, [0, 100]);
    assert_eq!(balancing.weights(&balancing.test).await, [0, 100]);
    assert!(balancing.health(&balancing.blue).await.is_empty());
    let ended = record(&balancing, &arn).await;
    assert_eq!(ended.status().unwrap().as_str(), "ROLLBACK_SUCCESSFUL");
    let revision = ended.target_service_revision().unwrap().arn().unwrap();
    let describe = server.ecs.describe_service_revisions();
    let answer = describe
        .service_revision_arns(revision)
        .send()
        .await
        .unwrap();
    let resolved = answer.service_revisions()[0]
        .resolved_configuration()
        .unwrap();
    assert_eq!(
        resolved.load_balancers()[0].target_group_arn(),
        Some(balancing.blue.as_str())
    );
}

#[tokio::test]
async fn a_rule_that_serves_both_target_groups_fails_the_deployment_at_once() {
    let balancing = Balancing::start().await;
    balancing.service(canary(), 0).await;
    let both = forward(&[(&balancing.blue, 50), (&balancing.green, 50)]);
    let modify = balancing.elb.modify_rule().rule_arn(&balancing.production);
    modify.actions(both).send().await.unwrap();
    balancing.register("nginx:2", None).await;
    let arn = balancing.deploy().await;
    balancing.server.step(60).await;
    let ended = record(&balancing, &arn).await;
    assert_eq!(ended.status().unwrap().as_str(), "ROLLBACK_SUCCESSFUL");
    assert_eq!(
        ended.status_reason().unwrap(),
        format!(
            "Service deployment rolled back because of invalid networking configuration. productionListenerRule {} \
             should have exactly one target group serving traffic but found 2 target groups which are serving traffic",
            balancing.production
        )
    );
}
