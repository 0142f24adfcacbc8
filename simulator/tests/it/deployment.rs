//! Rolling deployments, scaling and replacement.

use aws_sdk_ecs::types::{DeploymentRolloutState, DesiredStatus, ServiceDeploymentStatus};
use simulator::Scenario;

use crate::server::{Server, container, is_stable};

#[tokio::test]
async fn a_rolling_deployment_stays_within_its_bounds_and_completes() {
    let server = Server::start(Scenario::Empty).await;
    for (index, (desired, minimum, maximum)) in
        [(4, 100, 150), (4, 50, 100), (3, 100, 200), (1, 0, 100)]
            .into_iter()
            .enumerate()
    {
        if index > 0 {
            server
                .control("reset", serde_json::json!({ "scenario": "empty" }))
                .await;
        }
        server.steady_service(desired, minimum, maximum).await;
        server.register("web", container("nginx:2")).await;
        server
            .ecs
            .update_service()
            .cluster("c")
            .service("web")
            .task_definition("web:2")
            .send()
            .await
            .unwrap();
        let fewest = (desired * minimum + 99) / 100;
        let most = desired * maximum / 100;
        let mut seen_both = false;
        for _ in 0..900 {
            let service = server.service("web").await;
            let present = service.running_count() + service.pending_count();
            assert!(
                service.running_count() >= fewest,
                "{} running of at least {fewest}",
                service.running_count()
            );
            assert!(present <= most, "{present} tasks of at most {most}");
            seen_both |= service.deployments().len() == 2;
            let state = service.deployments()[0].rollout_state();
            if state == Some(&DeploymentRolloutState::Completed) && seen_both {
                break;
            }
            server.step(1).await;
        }
        let service = server.service("web").await;
        assert!(
            is_stable(&service),
            "desired {desired}, {minimum} to {maximum} percent"
        );
        let deployment = service.deployments().first().unwrap();
        assert_eq!(
            deployment.rollout_state(),
            Some(&DeploymentRolloutState::Completed)
        );
        let id = deployment.id().unwrap();
        assert_eq!(
            deployment.rollout_state_reason().unwrap(),
            format!("ECS deployment {id} completed.")
        );
        assert!(service.task_definition().unwrap().ends_with("web:2"));
        let messages = server.messages("web").await;
        assert_eq!(messages[0], "(service web) has reached a steady state.");
        assert_eq!(
            messages[1],
            format!("(service web) (deployment {id}) deployment completed.")
        );
    }
}

#[tokio::test]
async fn the_desired_count_alone_starts_no_deployment() {
    let server = Server::start(Scenario::Empty).await;
    let before = server.steady_service(2, 100, 200).await;
    let id = before.deployments()[0].id().map(str::to_owned);
    for desired in [5, 1, 0, 2] {
        server
            .ecs
            .update_service()
            .cluster("c")
            .service("web")
            .desired_count(desired)
            .send()
            .await
            .unwrap();
        server.step(90).await;
        let service = server.service("web").await;
        assert_eq!(
            (service.running_count(), service.pending_count()),
            (desired, 0)
        );
        assert_eq!(service.deployments()[0].id().map(str::to_owned), id);
        assert_eq!(
            service.events()[0].message(),
            Some("(service web) has reached a steady state.")
        );
    }
    let history = server
        .ecs
        .list_service_deployments()
        .cluster("c")
        .service("web")
        .send()
        .await
        .unwrap();
    assert_eq!(history.service_deployments().len(), 1);
}

#[tokio::test]
async fn a_task_stopped_by_somebody_is_replaced() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(2, 100, 200).await;
    let tasks = server
        .ecs
        .list_tasks()
        .cluster("c")
        .service_name("web")
        .send()
        .await
        .unwrap();
    let victim = tasks.task_arns()[0].clone();
    server
        .ecs
        .stop_task()
        .cluster("c")
        .task(&victim)
        .reason("test")
        .send()
        .await
        .unwrap();
    server.step(5).await;
    let wanted = server
        .ecs
        .list_tasks()
        .cluster("c")
        .service_name("web")
        .send()
        .await
        .unwrap();
    assert!(!wanted.task_arns().contains(&victim));
    assert_eq!(wanted.task_arns().len(), 2);
    let stopping = server
        .ecs
        .list_tasks()
        .cluster("c")
        .desired_status(DesiredStatus::Stopped)
        .send()
        .await
        .unwrap();
    assert_eq!(stopping.task_arns(), [victim]);
    server.step(60).await;
    assert!(is_stable(&server.service("web").await));
}

#[tokio::test]
async fn a_newer_deployment_takes_the_place_of_one_in_progress() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(3, 100, 134).await;
    for (image, deployments) in [("nginx:2", 2), ("nginx:3", 3)] {
        server.register("web", container(image)).await;
        let update = server
            .ecs
            .update_service()
            .cluster("c")
            .service("web")
            .task_definition("web");
        update.send().await.unwrap();
        assert_eq!(server.service("web").await.deployments().len(), deployments);
        server.step(15).await;
    }
    server.step(600).await;
    let service = server.service("web").await;
    assert!(is_stable(&service) && service.task_definition().unwrap().ends_with("web:3"));
    let history = server
        .ecs
        .list_service_deployments()
        .cluster("c")
        .service("web")
        .send()
        .await
        .unwrap();
    let statuses: Vec<_> = history
        .service_deployments()
        .iter()
        .map(|brief| brief.status().unwrap().clone())
        .collect();
    assert_eq!(
        statuses,
        [
            ServiceDeploymentStatus::Successful,
            ServiceDeploymentStatus::Stopped,
            ServiceDeploymentStatus::Successful
        ]
    );
}

#[tokio::test]
async fn percentages_that_leave_no_way_are_complained_about() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(1, 50, 199).await;
    server
        .ecs
        .update_service()
        .cluster("c")
        .service("web")
        .force_new_deployment(true)
        .send()
        .await
        .unwrap();
    server.step(60).await;
    let messages = server.messages("web").await;
    assert!(
        messages
            .iter()
            .any(|text| text.contains("because of the service deployment configuration")),
        "{messages:?}"
    );
}

#[tokio::test]
async fn a_deleted_service_drains_and_becomes_inactive() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(2, 100, 200).await;
    let refused = server
        .ecs
        .delete_service()
        .cluster("c")
        .service("web")
        .send()
        .await
        .unwrap_err();
    assert!(
        refused
            .into_service_error()
            .is_invalid_parameter_exception()
    );
    server
        .ecs
        .delete_service()
        .cluster("c")
        .service("web")
        .force(true)
        .send()
        .await
        .unwrap();
    assert_eq!(server.service("web").await.status(), Some("DRAINING"));
    server.step(60).await;
    assert_eq!(server.service("web").await.status(), Some("INACTIVE"));
    assert!(
        server
            .ecs
            .list_services()
            .cluster("c")
            .send()
            .await
            .unwrap()
            .service_arns()
            .is_empty()
    );
    let error = server
        .ecs
        .update_service()
        .cluster("c")
        .service("web")
        .desired_count(1)
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_service_not_active_exception());
}
