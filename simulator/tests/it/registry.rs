//! ECR: images, digests, and what tasks pull.

use aws_sdk_ecr::types::{ImageIdentifier, ImageScanningConfiguration, ScanStatus};
use simulator::Scenario;

use crate::server::{Server, container, network};

const REGISTRY: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

#[tokio::test]
async fn a_task_runs_the_image_that_its_tag_stands_for() {
    let server = Server::start(Scenario::Empty).await;
    let ecr = server.ecr();
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
    let ecr = server.ecr();
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

/// A client that fails on values the SDK doesn't know, and a repository `web` with images 1 to 3
/// pushed an hour after each other, the newest also as `latest`.
async fn three_images(server: &Server) -> aws_sdk_ecr::Client {
    let ecr = server.ecr();
    let scanning = ImageScanningConfiguration::builder().scan_on_push(true);
    let create = ecr.create_repository().repository_name("web");
    let create = create.image_scanning_configuration(scanning.build());
    create.send().await.unwrap();
    for number in 1..=3 {
        server.step(3_600).await;
        let manifest = serde_json::json!({ "layers": [{ "size": number }] });
        let put = ecr.put_image().repository_name("web");
        let put = put.image_manifest(manifest.to_string());
        put.image_tag(number.to_string()).send().await.unwrap();
    }
    let images = ecr.batch_get_image().repository_name("web");
    let images = images.image_ids(ImageIdentifier::builder().image_tag("3").build());
    let image = images.send().await.unwrap().images()[0].clone();
    let put = ecr.put_image().repository_name("web").image_tag("latest");
    let put = put.image_manifest(image.image_manifest().unwrap());
    put.send().await.unwrap();
    ecr
}

#[tokio::test]
async fn images_are_scanned_when_they_are_pushed() {
    let server = Server::start(Scenario::Empty).await;
    let ecr = three_images(&server).await;
    let image = ImageIdentifier::builder().image_tag("latest").build();
    let findings = ecr.describe_image_scan_findings().repository_name("web");
    let findings = findings.image_id(image).send();
    let status = findings.await.unwrap().image_scan_status().unwrap().clone();
    assert_eq!(status.status(), Some(&ScanStatus::InProgress));
    server.step(30).await;
    let images = ecr.describe_images().repository_name("web");
    for image in images.send().await.unwrap().image_details() {
        let status = image.image_scan_status().unwrap().status();
        assert_eq!(status, Some(&ScanStatus::Complete));
        assert!(image.image_scan_findings_summary().is_some());
    }
}

#[tokio::test]
async fn a_preview_tells_what_a_lifecycle_policy_would_expire() {
    let server = Server::start(Scenario::Empty).await;
    let ecr = three_images(&server).await;
    let policy = r#"{"rules": [{"rulePriority": 1, "description": "keep one", "action": {"type": "expire"},
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}}]}"#;
    let put = ecr.put_lifecycle_policy().repository_name("web");
    put.lifecycle_policy_text(policy).send().await.unwrap();
    let start = ecr.start_lifecycle_policy_preview().repository_name("web");
    start.send().await.unwrap();
    server.step(10).await;
    let preview = ecr.get_lifecycle_policy_preview().repository_name("web");
    let preview = preview.send().await.unwrap();
    let tags = preview
        .preview_results()
        .iter()
        .flat_map(aws_sdk_ecr::types::LifecyclePolicyPreviewResult::image_tags);
    assert_eq!(tags.collect::<Vec<_>>(), ["2", "1"]);
}

#[tokio::test]
async fn an_image_goes_with_its_last_tag() {
    let server = Server::start(Scenario::Empty).await;
    let ecr = three_images(&server).await;
    let delete = async |tag: &str| {
        let image = ImageIdentifier::builder().image_tag(tag).build();
        let delete = ecr.batch_delete_image().repository_name("web");
        delete.image_ids(image).send().await.unwrap();
        let images = ecr.describe_images().repository_name("web");
        images.send().await.unwrap().image_details().len()
    };
    assert_eq!(delete("latest").await, 3);
    assert_eq!(delete("3").await, 2);
    let error = ecr.delete_repository().repository_name("web").send().await;
    assert!(
        error
            .unwrap_err()
            .into_service_error()
            .is_repository_not_empty_exception()
    );
}
