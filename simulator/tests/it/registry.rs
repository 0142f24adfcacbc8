//! ECR: images, digests, and what tasks pull.

use aws_sdk_ecr::types::ImageIdentifier;
use simulator::Scenario;

use crate::server::{Server, container, network};

const REGISTRY: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

#[tokio::test]
async fn a_task_runs_the_image_that_its_tag_stands_for() {
    let server = Server::start(Scenario::Empty).await;
    let ecr = aws_sdk_ecr::Client::new(&server.config("us-east-1"));
    ecr.create_repository()
        .repository_name("web")
        .send()
        .await
        .unwrap();
    server
        .ecs
        .create_cluster()
        .cluster_name("c")
        .send()
        .await
        .unwrap();
    server
        .register("web", container(&format!("{REGISTRY}/web:live")))
        .await;
    let mut digests = Vec::new();
    for number in 1..=2 {
        let manifest =
            serde_json::json!({ "schemaVersion": 2, "layers": [{ "size": number }] }).to_string();
        let put = ecr
            .put_image()
            .repository_name("web")
            .image_manifest(&manifest)
            .image_tag("live")
            .send()
            .await
            .unwrap();
        digests.push(
            put.image()
                .unwrap()
                .image_id()
                .unwrap()
                .image_digest()
                .unwrap()
                .to_owned(),
        );
        let run = server
            .ecs
            .run_task()
            .cluster("c")
            .task_definition("web")
            .network_configuration(network());
        let run = run
            .launch_type(aws_sdk_ecs::types::LaunchType::Fargate)
            .send()
            .await
            .unwrap();
        server.step(20).await;
        let tasks = server
            .ecs
            .describe_tasks()
            .cluster("c")
            .tasks(run.tasks()[0].task_arn().unwrap())
            .send()
            .await
            .unwrap();
        assert_eq!(
            tasks.tasks()[0].containers()[0].image_digest(),
            digests.last().map(String::as_str)
        );
    }
    assert_ne!(digests[0], digests[1]);
    let images = ecr
        .describe_images()
        .repository_name("web")
        .send()
        .await
        .unwrap();
    let tags = |digest: &str| {
        let image = images
            .image_details()
            .iter()
            .find(|image| image.image_digest() == Some(digest))
            .unwrap();
        image.image_tags().to_vec()
    };
    assert!(tags(&digests[0]).is_empty());
    assert_eq!(tags(&digests[1]), ["live"]);
}

#[tokio::test]
async fn images_that_are_missing_are_errors_or_failures_as_on_aws() {
    let server = Server::start(Scenario::Todo).await;
    let ecr = aws_sdk_ecr::Client::new(&server.config("us-east-1"));
    let absent = || ImageIdentifier::builder().image_tag("absent").build();
    let error = ecr
        .describe_images()
        .repository_name("admin")
        .image_ids(absent())
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_image_not_found_exception());
    let error = ecr
        .list_images()
        .repository_name("absent")
        .send()
        .await
        .unwrap_err();
    assert!(
        error
            .into_service_error()
            .is_repository_not_found_exception()
    );
    let batch = ecr
        .batch_get_image()
        .repository_name("admin")
        .image_ids(absent())
        .send()
        .await
        .unwrap();
    assert_eq!((batch.images().len(), batch.failures().len()), (0, 1));
}
