//! The scenario `todo` through the SDK: clusters, lists, and nothing the SDK doesn't know.

use std::fmt::Debug;

use aws_sdk_ecs::types::{
    ClusterField, ContainerInstanceField, ServiceField, TaskDefinitionField, TaskField,
};
use simulator::Scenario;

use crate::server::Server;

/// Fails where the SDK met an enum value that it doesn't know.
fn known(answer: &impl Debug) {
    let text = format!("{answer:?}");
    assert!(!text.contains("UnknownVariantValue"), "{text}");
}

#[tokio::test]
async fn every_answer_of_the_scenario_is_known_to_the_sdk() {
    let server = Server::start(Scenario::Todo).await;
    let ecs = &server.ecs;
    let clusters = ecs
        .describe_clusters()
        .clusters("todo")
        .clusters("batch")
        .clusters("sandbox")
        .include(ClusterField::Attachments)
        .include(ClusterField::Configurations)
        .include(ClusterField::Settings)
        .include(ClusterField::Statistics)
        .include(ClusterField::Tags)
        .send()
        .await
        .unwrap();
    known(&clusters);
    assert_eq!(clusters.clusters().len(), 3);
    for cluster in ["todo", "batch"] {
        let mut services = ecs
            .list_services()
            .cluster(cluster)
            .into_paginator()
            .page_size(2)
            .items()
            .send();
        while let Some(service) = services.try_next().await.unwrap() {
            let answer = ecs
                .describe_services()
                .cluster(cluster)
                .services(service)
                .include(ServiceField::Tags)
                .send()
                .await;
            let answer = answer.unwrap();
            known(&answer);
            let service = answer.services().first().unwrap();
            let definition = service.task_definition().unwrap();
            let definition = ecs
                .describe_task_definition()
                .task_definition(definition)
                .include(TaskDefinitionField::Tags);
            known(&definition.send().await.unwrap());
            let history = ecs
                .list_service_deployments()
                .cluster(cluster)
                .service(service.service_name().unwrap())
                .send();
            let history = history.await.unwrap();
            known(&history);
            let arns = history
                .service_deployments()
                .iter()
                .map(|brief| brief.service_deployment_arn().unwrap().to_owned());
            let records = ecs
                .describe_service_deployments()
                .set_service_deployment_arns(Some(arns.collect()))
                .send()
                .await
                .unwrap();
            known(&records);
            let revisions = records.service_deployments().iter().map(|record| {
                record
                    .target_service_revision()
                    .unwrap()
                    .arn()
                    .unwrap()
                    .to_owned()
            });
            let revisions = ecs
                .describe_service_revisions()
                .set_service_revision_arns(Some(revisions.collect()));
            let revisions = revisions.send().await.unwrap();
            known(&revisions);
            assert!(revisions.failures().is_empty());
        }
        let mut tasks = ecs
            .list_tasks()
            .cluster(cluster)
            .into_paginator()
            .items()
            .send();
        let mut arns = Vec::new();
        while let Some(arn) = tasks.try_next().await.unwrap() {
            arns.push(arn);
        }
        let tasks = ecs
            .describe_tasks()
            .cluster(cluster)
            .set_tasks(Some(arns))
            .include(TaskField::Tags)
            .send();
        known(&tasks.await.unwrap());
    }
    let instances = ecs
        .list_container_instances()
        .cluster("todo")
        .send()
        .await
        .unwrap();
    assert_eq!(instances.container_instance_arns().len(), 2);
    let instances = ecs
        .describe_container_instances()
        .cluster("todo")
        .set_container_instances(Some(instances.container_instance_arns().to_vec()))
        .include(ContainerInstanceField::Tags)
        .send()
        .await
        .unwrap();
    known(&instances);
    known(&ecs.describe_capacity_providers().send().await.unwrap());
}

#[tokio::test]
async fn a_list_read_one_by_one_is_the_list_read_at_once() {
    let server = Server::start(Scenario::Todo).await;
    let read = async |size| {
        let pages = server
            .ecs
            .list_task_definitions()
            .into_paginator()
            .page_size(size)
            .items()
            .send();
        pages.try_collect().await.unwrap()
    };
    let (small, large): (Vec<String>, Vec<String>) = (read(1).await, read(100).await);
    assert!(large.len() > 20);
    assert_eq!(small, large);
}

#[tokio::test]
async fn what_is_missing_is_a_failure_and_a_missing_cluster_an_error() {
    let server = Server::start(Scenario::Todo).await;
    let services = server
        .ecs
        .describe_services()
        .cluster("todo")
        .services("nothing")
        .send()
        .await
        .unwrap();
    assert_eq!(
        services.failures().first().unwrap().reason(),
        Some("MISSING")
    );
    let tasks = server
        .ecs
        .describe_tasks()
        .cluster("todo")
        .tasks("nothing")
        .send()
        .await
        .unwrap();
    assert_eq!(tasks.failures().first().unwrap().reason(), Some("MISSING"));
    let error = server
        .ecs
        .list_tasks()
        .cluster("nothing")
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(error.is_cluster_not_found_exception());
    let error = server
        .ecs
        .describe_services()
        .cluster("todo")
        .set_services(Some(vec!["a".to_owned(); 11]))
        .send();
    assert!(
        error
            .await
            .unwrap_err()
            .into_service_error()
            .is_invalid_parameter_exception()
    );
}
