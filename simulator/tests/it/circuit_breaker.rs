//! Deployments that fail: the circuit breaker, its events, and restart throttling.

use aws_sdk_ecs::types::{
    ContainerDefinition, HealthCheck, ServiceDeploymentRollbackMonitorsStatus,
    ServiceDeploymentStatus,
};
use simulator::Scenario;

use crate::server::{Server, container, is_stable};

/// Deploys a definition that fails and lets the circuit breaker roll it back.
async fn fail(server: &Server, definition: ContainerDefinition) -> Vec<String> {
    server.steady_service(2, 100, 200).await;
    server.register("web", definition).await;
    server
        .ecs
        .update_service()
        .cluster("c")
        .service("web")
        .task_definition("web:2")
        .send()
        .await
        .unwrap();
    server.step(900).await;
    let service = server.service("web").await;
    assert!(is_stable(&service), "{service:?}");
    assert!(service.task_definition().unwrap().ends_with("web:1"));
    let history = server
        .ecs
        .list_service_deployments()
        .cluster("c")
        .service("web")
        .send()
        .await
        .unwrap();
    let arn = history.service_deployments()[0]
        .service_deployment_arn()
        .unwrap();
    let records = server
        .ecs
        .describe_service_deployments()
        .service_deployment_arns(arn)
        .send()
        .await
        .unwrap();
    let record = &records.service_deployments()[0];
    assert_eq!(
        record.status(),
        Some(&ServiceDeploymentStatus::RollbackSuccessful)
    );
    let reason =
        "Service deployment rolled back because the circuit breaker threshold was exceeded.";
    assert_eq!(record.status_reason(), Some(reason));
    let breaker = record.deployment_circuit_breaker().unwrap();
    assert_eq!(breaker.threshold(), 3);
    // Tasks that were already failing when it tripped count too.
    assert!((3..=4).contains(&breaker.failure_count()));
    assert_eq!(
        breaker.status(),
        Some(&ServiceDeploymentRollbackMonitorsStatus::Triggered)
    );
    let first = history.service_deployments()[1].target_service_revision_arn();
    assert_eq!(record.rollback().unwrap().service_revision_arn(), first);
    let mut messages = server.messages("web").await;
    messages.reverse();
    messages
}

/// Fails unless the parts occur in this order, each in a message of its own.
fn in_order(messages: &[String], parts: &[&str]) {
    let mut rest = messages.iter();
    for part in parts {
        assert!(
            rest.any(|message| message.contains(part)),
            "{part} in {messages:#?}"
        );
    }
}

#[tokio::test]
async fn a_missing_image_trips_the_breaker() {
    let server = Server::start(Scenario::Todo).await;
    let image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/admin:absent";
    let messages = fail(&server, container(image)).await;
    in_order(
        &messages,
        &[
            "has reached a steady state.",
            "has started 2 tasks",
            "was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): \
             failed to resolve ref 123456789012.dkr.ecr.us-east-1.amazonaws.com/admin:absent",
            "deployment failed: tasks failed to start.",
            "rolling back to deployment ecs-svc/",
            "has started 2 tasks",
            "deployment completed.",
            "has reached a steady state.",
        ],
    );
}

#[tokio::test]
async fn failing_health_checks_trip_the_breaker() {
    let server = Server::start(Scenario::Empty).await;
    let check = HealthCheck::builder()
        .command("CMD")
        .command("true")
        .interval(5)
        .retries(2)
        .build()
        .unwrap();
    let definition = ContainerDefinition::builder()
        .name("web")
        .image("nginx:2")
        .health_check(check)
        .docker_labels("ecscope.simulator/health", "unhealthy@0s")
        .build();
    let messages = fail(&server, definition).await;
    in_order(
        &messages,
        &[
            "failed container health checks.",
            "Amazon ECS replaced",
            "deployment failed: tasks failed to start.",
            "rolling back to deployment ecs-svc/",
            "deployment completed.",
            "has reached a steady state.",
        ],
    );
}

#[tokio::test]
async fn tasks_that_never_run_are_started_again_ever_more_slowly() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(1, 100, 200).await;
    let broken = ContainerDefinition::builder()
        .name("web")
        .image("nginx:2")
        .docker_labels(
            "ecscope.simulator/start-error",
            "ResourceInitializationError: unable to pull secrets or registry auth",
        )
        .build();
    server.register("web", broken).await;
    let breaker = aws_sdk_ecs::types::DeploymentCircuitBreaker::builder()
        .enable(false)
        .rollback(false)
        .build();
    let configuration = aws_sdk_ecs::types::DeploymentConfiguration::builder()
        .deployment_circuit_breaker(breaker)
        .build();
    let update = server
        .ecs
        .update_service()
        .cluster("c")
        .service("web")
        .task_definition("web:2");
    update
        .deployment_configuration(configuration)
        .send()
        .await
        .unwrap();
    let mut counts = Vec::new();
    for _ in 0..3 {
        server.step(20 * 60).await;
        counts.push(server.service("web").await.deployments()[0].failed_tasks());
    }
    let gained = [counts[0], counts[1] - counts[0], counts[2] - counts[1]];
    assert!(
        gained[0] > 4 && gained[1] <= 2 && gained[2] <= 2,
        "{gained:?} failures in 20 minutes each"
    );
    let messages = server.messages("web").await;
    assert!(
        messages
            .iter()
            .any(|text| text.contains("is unable to consistently start tasks successfully."))
    );
    assert_eq!(
        server.service("web").await.running_count(),
        1,
        "the old task keeps running"
    );
}
