//! Blue/green, linear and canary deployments: stages, traffic, hooks, rollback and supersession, as
//! sequences.

mod hooks;
mod rollback;
mod rolling;
mod sequences;

use aws_sdk_ecs::types::{
    DeploymentConfiguration, DeploymentLifecycleHook, DeploymentLifecycleHookStage,
    DeploymentLifecycleHookTargetType, DeploymentStrategy, LaunchType, ServiceDeployment,
};
use simulator::Scenario;

use crate::server::{Server, container, network};

/// The function that hooks call.
const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:check";

/// A configuration with a strategy.
fn configuration(
    strategy: DeploymentStrategy,
    bake_minutes: i32,
) -> aws_sdk_ecs::types::builders::DeploymentConfigurationBuilder {
    DeploymentConfiguration::builder()
        .strategy(strategy)
        .bake_time_in_minutes(bake_minutes)
}

/// A hook that calls a function.
fn lambda(stage: DeploymentLifecycleHookStage) -> DeploymentLifecycleHook {
    DeploymentLifecycleHook::builder()
        .hook_target_arn(FUNCTION)
        .role_arn("arn:aws:iam::123456789012:role/hooks")
        .lifecycle_stages(stage)
        .build()
}

/// A hook that pauses.
fn pause(stage: DeploymentLifecycleHookStage) -> DeploymentLifecycleHook {
    DeploymentLifecycleHook::builder()
        .target_type(DeploymentLifecycleHookTargetType::Pause)
        .lifecycle_stages(stage)
        .build()
}

/// A simulator with the service `web` of three tasks in the cluster `c`, deployed once.
async fn deployed(configuration: DeploymentConfiguration) -> Server {
    let server = Server::start(Scenario::Empty).await;
    let cluster = server.ecs.create_cluster().cluster_name("c");
    cluster.send().await.unwrap();
    server.register("web", container("nginx:1")).await;
    let create = server
        .ecs
        .create_service()
        .cluster("c")
        .service_name("web")
        .task_definition("web")
        .desired_count(3)
        .launch_type(LaunchType::Fargate)
        .network_configuration(network())
        .deployment_configuration(configuration);
    create.send().await.unwrap();
    server.step(400).await;
    let service = server.service("web").await;
    assert_eq!(service.deployments().len(), 1);
    assert_eq!(
        service.deployments()[0].rollout_state().unwrap().as_str(),
        "COMPLETED"
    );
    server
}

/// Deploys another image; the ARN of the service deployment.
async fn deploy(server: &Server, image: &str) -> String {
    server.register("web", container(image)).await;
    start(server).await
}

/// Deploys the newest definition; the ARN of the service deployment.
async fn start(server: &Server) -> String {
    let update = server.ecs.update_service().cluster("c").service("web");
    let answer = update
        .task_definition("web")
        .force_new_deployment(true)
        .send()
        .await
        .unwrap();
    let service = answer.service().unwrap();
    service.current_service_deployment().unwrap().to_owned()
}

/// A service deployment.
async fn record(server: &Server, arn: &str) -> ServiceDeployment {
    let describe = server.ecs.describe_service_deployments();
    let answer = describe.service_deployment_arns(arn).send().await.unwrap();
    answer.service_deployments()[0].clone()
}

/// What is seen of a service deployment, second by second, each state once: status, stage, and
/// percent of test and production traffic of the new revision.
async fn watch(server: &Server, arn: &str, seconds: u64) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..seconds {
        let record = record(server, arn).await;
        let target = record.target_service_revision().unwrap();
        let text = format!(
            "{} {} {}/{}",
            record.status().unwrap().as_str(),
            record.lifecycle_stage().map_or(
                "-",
                aws_sdk_ecs::types::ServiceDeploymentLifecycleStage::as_str
            ),
            target.requested_test_traffic_weight().unwrap_or(-1.0),
            target.requested_production_traffic_weight().unwrap_or(-1.0),
        );
        if seen.last() != Some(&text) {
            seen.push(text);
        }
        let status = record.status().unwrap().as_str();
        if status == "SUCCESSFUL" || status.ends_with("FAILED") || status == "ROLLBACK_SUCCESSFUL" {
            break;
        }
        server.step(1).await;
    }
    seen
}
