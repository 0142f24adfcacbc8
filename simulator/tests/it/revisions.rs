//! Service revisions: what they keep to.

use aws_sdk_ecs::types::LaunchType;
use serde_json::json;
use simulator::Scenario;

use crate::server::{Server, container, network};

const IMAGE: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:live";

/// Pushes another image under the tag `live`; its digest.
async fn push(ecr: &aws_sdk_ecr::Client, number: i32) -> String {
    let manifest = json!({ "schemaVersion": 2, "layers": [{ "size": number }] }).to_string();
    let put = ecr.put_image().repository_name("web").image_tag("live");
    let answer = put.image_manifest(manifest).send().await.unwrap();
    let id = answer.image().unwrap().image_id().unwrap();
    id.image_digest().unwrap().to_owned()
}

/// The digests that the service's running tasks have.
async fn running(server: &Server) -> Vec<String> {
    let list = server.ecs.list_tasks().cluster("c").service_name("web");
    let arns = list.send().await.unwrap().task_arns;
    let describe = server.ecs.describe_tasks().cluster("c").set_tasks(arns);
    let answer = describe.send().await.unwrap();
    let containers = answer
        .tasks()
        .iter()
        .flat_map(aws_sdk_ecs::types::Task::containers);
    containers
        .map(|container| container.image_digest().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn tasks_of_a_revision_keep_to_the_image_that_was_deployed() {
    let server = Server::start(Scenario::Empty).await;
    let ecr = aws_sdk_ecr::Client::new(&server.config("us-east-1"));
    let repository = ecr.create_repository().repository_name("web");
    repository.send().await.unwrap();
    let cluster = server.ecs.create_cluster().cluster_name("c");
    cluster.send().await.unwrap();
    let first = push(&ecr, 1).await;
    server.register("web", container(IMAGE)).await;
    let create = server.ecs.create_service().cluster("c").service_name("web");
    let create = create
        .task_definition("web")
        .desired_count(1)
        .launch_type(LaunchType::Fargate)
        .network_configuration(network());
    create.send().await.unwrap();
    server.step(120).await;
    let second = push(&ecr, 2).await;
    let list = server.ecs.list_tasks().cluster("c").send().await.unwrap();
    let stop = server
        .ecs
        .stop_task()
        .cluster("c")
        .task(&list.task_arns()[0]);
    stop.send().await.unwrap();
    server.step(120).await;
    assert_eq!(
        running(&server).await,
        std::slice::from_ref(&first),
        "the replacement is the same"
    );
    let update = server.ecs.update_service().cluster("c").service("web");
    update.force_new_deployment(true).send().await.unwrap();
    server.step(200).await;
    assert_eq!(
        running(&server).await,
        std::slice::from_ref(&second),
        "a deployment resolves the tag anew"
    );
    let list = server
        .ecs
        .list_service_deployments()
        .cluster("c")
        .service("web");
    let list = list.send().await.unwrap();
    let mut digests = Vec::new();
    for brief in list.service_deployments() {
        let arn = brief.target_service_revision_arn().unwrap();
        let describe = server.ecs.describe_service_revisions();
        let answer = describe.service_revision_arns(arn).send().await.unwrap();
        let image = &answer.service_revisions()[0].container_images()[0];
        digests.push(image.image_digest().unwrap().to_owned());
    }
    assert_eq!(digests, [second, first]);
}

#[tokio::test]
async fn deployments_are_forgotten_after_ninety_days() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(1, 100, 200).await;
    let deploy = async || {
        let update = server.ecs.update_service().cluster("c").service("web");
        update.force_new_deployment(true).send().await.unwrap();
        server.step(200).await;
        let list = server.ecs.list_service_deployments().cluster("c");
        let answer = list.service("web").send().await.unwrap();
        answer.service_deployments().len()
    };
    assert_eq!(deploy().await, 2);
    server.step(91 * 86_400).await;
    // The last one before stays as long as a rollback would go back to it.
    assert_eq!(deploy().await, 2);
    assert_eq!(deploy().await, 2);
    assert_eq!(deploy().await, 3);
}
