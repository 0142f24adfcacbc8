//! `StopServiceDeployment`.

use aws_sdk_ecs::types::{
    ServiceDeployment, ServiceDeploymentStatus, StopServiceDeploymentStopType,
};
use simulator::Scenario;

use crate::server::{Server, container, is_stable};

async fn record(server: &Server, arn: &str) -> ServiceDeployment {
    let answer = server
        .ecs
        .describe_service_deployments()
        .service_deployment_arns(arn)
        .send()
        .await
        .unwrap();
    answer.service_deployments()[0].clone()
}

#[tokio::test]
async fn an_ongoing_deployment_is_rolled_back_on_request() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(3, 100, 134).await;
    server.register("web", container("nginx:2")).await;
    let updated = server
        .ecs
        .update_service()
        .cluster("c")
        .service("web")
        .task_definition("web:2")
        .send()
        .await
        .unwrap();
    let arn = updated
        .service()
        .unwrap()
        .current_service_deployment()
        .unwrap()
        .to_owned();
    assert_eq!(
        record(&server, &arn).await.status(),
        Some(&ServiceDeploymentStatus::Pending)
    );
    server.step(70).await;
    assert_eq!(
        record(&server, &arn).await.status(),
        Some(&ServiceDeploymentStatus::InProgress)
    );
    let stop = async || {
        let stop = server
            .ecs
            .stop_service_deployment()
            .service_deployment_arn(&arn);
        stop.stop_type(StopServiceDeploymentStopType::Rollback)
            .send()
            .await
    };
    stop().await.unwrap();
    assert_eq!(
        record(&server, &arn).await.status(),
        Some(&ServiceDeploymentStatus::RollbackRequested)
    );
    server.step(3).await;
    assert_eq!(
        record(&server, &arn).await.status(),
        Some(&ServiceDeploymentStatus::RollbackInProgress)
    );
    stop().await.unwrap();
    server.step(400).await;
    let ended = record(&server, &arn).await;
    assert_eq!(
        ended.status(),
        Some(&ServiceDeploymentStatus::RollbackSuccessful)
    );
    assert!(ended.rollback().is_some() && ended.finished_at().is_some());
    let service = server.service("web").await;
    assert!(is_stable(&service) && service.task_definition().unwrap().ends_with("web:1"));
    assert!(
        stop()
            .await
            .unwrap_err()
            .into_service_error()
            .is_conflict_exception()
    );
}

#[tokio::test]
async fn the_first_deployment_has_nothing_to_go_back_to() {
    let server = Server::start(Scenario::Empty).await;
    server
        .ecs
        .create_cluster()
        .cluster_name("c")
        .send()
        .await
        .unwrap();
    server.register("web", container("nginx:1")).await;
    let created = server
        .ecs
        .create_service()
        .cluster("c")
        .service_name("web")
        .task_definition("web")
        .desired_count(1)
        .launch_type(aws_sdk_ecs::types::LaunchType::Fargate)
        .network_configuration(crate::server::network())
        .send()
        .await
        .unwrap();
    let arn = created
        .service()
        .unwrap()
        .current_service_deployment()
        .unwrap();
    server
        .ecs
        .stop_service_deployment()
        .service_deployment_arn(arn)
        .send()
        .await
        .unwrap();
    server.step(3).await;
    let ended = record(&server, arn).await;
    assert_eq!(
        ended.status(),
        Some(&ServiceDeploymentStatus::RollbackFailed)
    );
    assert_eq!(
        ended.status_reason(),
        Some("No rollback candidate was found to run the rollback.")
    );
}

#[tokio::test]
async fn going_back_by_update_service_is_a_deployment_of_its_own() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(2, 100, 200).await;
    server.register("web", container("nginx:2")).await;
    for definition in ["web:2", "web:1"] {
        server
            .ecs
            .update_service()
            .cluster("c")
            .service("web")
            .task_definition(definition)
            .send()
            .await
            .unwrap();
        server.step(300).await;
        let service = server.service("web").await;
        assert!(is_stable(&service) && service.task_definition().unwrap().ends_with(definition));
    }
    let history = server
        .ecs
        .list_service_deployments()
        .cluster("c")
        .service("web")
        .send()
        .await
        .unwrap();
    assert_eq!(history.service_deployments().len(), 3);
    assert!(
        history
            .service_deployments()
            .iter()
            .all(|brief| brief.status() == Some(&ServiceDeploymentStatus::Successful))
    );
}
