//! Rolling services behind a target group.

use aws_sdk_ecs::types::{
    DeploymentCircuitBreaker, DeploymentConfiguration, DesiredStatus, LoadBalancer,
};

use super::Balancing;
use crate::server::is_stable;

fn rolling() -> DeploymentConfiguration {
    let breaker = DeploymentCircuitBreaker::builder()
        .enable(true)
        .rollback(true);
    DeploymentConfiguration::builder()
        .deployment_circuit_breaker(breaker.build())
        .build()
}

#[tokio::test]
async fn a_task_counts_once_its_target_is_healthy_and_is_drained_before_it_stops() {
    let balancing = Balancing::start().await;
    let server = &balancing.server;
    balancing.service(rolling(), 0).await;
    assert!(is_stable(&server.service("web").await));
    assert_eq!(
        balancing.health(&balancing.blue).await,
        ["healthy", "healthy"]
    );
    balancing.register("nginx:2", None).await;
    balancing.deploy().await;
    let mut seen = Vec::new();
    for _ in 0..240 {
        let mut health = balancing.health(&balancing.blue).await;
        health.sort();
        assert!(health.iter().filter(|state| *state == "healthy").count() >= 2);
        if seen.last() != Some(&health) {
            seen.push(health);
        }
        server.step(1).await;
    }
    assert!(
        seen.contains(
            &["draining", "draining", "healthy", "healthy"]
                .map(str::to_owned)
                .into()
        ),
        "{seen:?}"
    );
    assert!(
        seen.iter()
            .any(|states| states.contains(&"initial".to_owned()))
    );
    assert_eq!(*seen.last().unwrap(), ["healthy", "healthy"]);
    let messages = server.messages("web").await;
    let group = &balancing.blue;
    for part in [
        format!("registered 1 targets in (target-group {group})"),
        format!("deregistered 2 targets in (target-group {group})"),
        "has begun draining connections on 2 tasks.".to_owned(),
    ] {
        assert!(
            messages.iter().any(|text| text.ends_with(&part)),
            "{part} {messages:#?}"
        );
    }
}

#[tokio::test]
async fn tasks_that_fail_the_load_balancers_checks_are_replaced_after_the_grace_period() {
    let balancing = Balancing::start().await;
    let server = &balancing.server;
    balancing.service(rolling(), 60).await;
    balancing.register("nginx:2", Some("unhealthy@0s")).await;
    balancing.deploy().await;
    server.step(50).await;
    let states = balancing.health(&balancing.blue).await;
    assert!(states.contains(&"unhealthy".to_owned()), "{states:?}");
    let unhealthy = |messages: &[String]| {
        messages
            .iter()
            .any(|text| text.contains("is unhealthy in (target-group"))
    };
    assert!(
        !unhealthy(&server.messages("web").await),
        "within the grace period"
    );
    server.step(60).await;
    let messages = server.messages("web").await;
    let part = "(port 8000) is unhealthy in (target-group";
    assert!(
        messages.iter().any(|text| text.contains(part)),
        "{messages:#?}"
    );
    let list = server
        .ecs
        .list_tasks()
        .cluster("c")
        .desired_status(DesiredStatus::Stopped);
    let stopped = list.send().await.unwrap();
    let describe = server.ecs.describe_tasks().cluster("c");
    let tasks = describe.set_tasks(stopped.task_arns);
    let tasks = tasks.send().await.unwrap();
    let reason = format!(
        "Task failed ELB health checks in (target-group {})",
        balancing.blue
    );
    let reasons: Vec<_> = tasks
        .tasks()
        .iter()
        .filter_map(|task| task.stopped_reason())
        .collect();
    assert!(reasons.contains(&reason.as_str()), "{reasons:?}");
    server.step(600).await;
    let service = server.service("web").await;
    assert!(is_stable(&service) && service.task_definition().unwrap().ends_with("web:1"));
    assert!(
        server
            .messages("web")
            .await
            .iter()
            .any(|text| text.contains("Amazon ECS replaced"))
    );
}

#[tokio::test]
async fn target_groups_that_nothing_forwards_to_are_refused() {
    let balancing = Balancing::start().await;
    balancing.register("nginx:1", None).await;
    let spare = super::target_group(&balancing.elb, "spare").await;
    let balancer = LoadBalancer::builder()
        .target_group_arn(&spare)
        .container_name("web")
        .container_port(8000);
    let create = balancing
        .server
        .ecs
        .create_service()
        .cluster("c")
        .service_name("web");
    let create = create
        .task_definition("web")
        .launch_type(aws_sdk_ecs::types::LaunchType::Fargate)
        .network_configuration(crate::server::network())
        .load_balancers(balancer.build());
    let error = create.send().await.unwrap_err().into_service_error();
    assert!(error.is_invalid_parameter_exception());
    assert!(error.to_string().contains("InvalidParameterException"));
    let text = aws_sdk_ecs::error::ProvideErrorMetadata::message(&error).unwrap();
    assert_eq!(
        text,
        format!(
            "The target group with targetGroupArn {spare} does not have an associated load balancer."
        )
    );
}
