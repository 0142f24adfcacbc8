//! What operators change besides services: clusters, capacity providers, settings, old revisions.

use aws_sdk_ecs::{
    error::ProvideErrorMetadata,
    types::{
        AutoScalingGroupProvider, CapacityProviderStatus, CapacityProviderStrategyItem,
        CapacityProviderUpdateStatus, ClusterSetting, ClusterSettingName, ManagedScaling,
        SettingName, TaskDefinitionStatus,
    },
};
use simulator::Scenario;

use crate::server::{Server, container};

const GROUP: &str =
    "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/g";

fn item(provider: &str) -> CapacityProviderStrategyItem {
    let item = CapacityProviderStrategyItem::builder().capacity_provider(provider);
    item.weight(1).build().unwrap()
}

#[tokio::test]
async fn a_capacity_provider_lives_from_creation_to_deletion() {
    let server = Server::start(Scenario::Empty).await;
    let ecs = &server.ecs;
    let group = AutoScalingGroupProvider::builder().auto_scaling_group_arn(GROUP);
    let group = group.build().unwrap();
    let create = |name: &str| {
        let create = ecs.create_capacity_provider().name(name);
        create.auto_scaling_group_provider(group.clone()).send()
    };
    let made = create("own").await.unwrap();
    let scaling = made.capacity_provider().unwrap();
    let scaling = scaling.auto_scaling_group_provider().unwrap();
    assert_eq!(
        scaling.managed_scaling().unwrap().target_capacity(),
        Some(100)
    );
    let error = create("other").await.unwrap_err();
    assert!(error.message().unwrap().contains("already being used"));
    assert!(create("aws-own").await.is_err());

    let update = aws_sdk_ecs::types::AutoScalingGroupProviderUpdate::builder()
        .managed_scaling(ManagedScaling::builder().target_capacity(70).build())
        .build();
    let updated = ecs
        .update_capacity_provider()
        .name("own")
        .auto_scaling_group_provider(update)
        .send()
        .await
        .unwrap();
    let updated = updated.capacity_provider().unwrap();
    assert_eq!(
        updated.update_status(),
        Some(&CapacityProviderUpdateStatus::UpdateComplete)
    );
    let scaling = updated.auto_scaling_group_provider().unwrap();
    assert_eq!(scaling.auto_scaling_group_arn(), GROUP);
    assert_eq!(
        scaling.managed_scaling().unwrap().target_capacity(),
        Some(70)
    );

    ecs.create_cluster().cluster_name("c").send().await.unwrap();
    let put = |providers: &[&str], strategy: &str| {
        ecs.put_cluster_capacity_providers()
            .cluster("c")
            .set_capacity_providers(Some(
                providers.iter().map(|name| (*name).to_owned()).collect(),
            ))
            .default_capacity_provider_strategy(item(strategy))
            .send()
    };
    let cluster = put(&["own", "FARGATE"], "own").await.unwrap();
    assert_eq!(
        cluster.cluster().unwrap().capacity_providers(),
        ["own", "FARGATE"]
    );
    assert!(put(&["FARGATE"], "own").await.is_err(), "not associated");
    assert!(
        put(&["missing"], "missing").await.is_err(),
        "does not exist"
    );
    let delete = || {
        ecs.delete_capacity_provider()
            .capacity_provider("own")
            .send()
    };
    let error = delete().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidParameterException"));
    put(&["FARGATE"], "FARGATE").await.unwrap();
    delete().await.unwrap();
    let found = ecs
        .describe_capacity_providers()
        .capacity_providers("own")
        .send()
        .await
        .unwrap();
    assert_eq!(
        found.capacity_providers()[0].status(),
        Some(&CapacityProviderStatus::Inactive)
    );
}

#[tokio::test]
async fn account_settings_are_the_defaults_of_new_clusters() {
    let server = Server::start(Scenario::Empty).await;
    let ecs = &server.ecs;
    let insights = async |cluster: &str| {
        let made = ecs
            .create_cluster()
            .cluster_name(cluster)
            .send()
            .await
            .unwrap();
        let settings = made.cluster().unwrap().settings().to_vec();
        settings[0].value().unwrap().to_owned()
    };
    assert_eq!(insights("before").await, "disabled");
    let put = ecs.put_account_setting_default();
    let put = put.name(SettingName::ContainerInsights).value("enhanced");
    put.send().await.unwrap();
    assert_eq!(insights("after").await, "enhanced");
    let list = ecs.list_account_settings().effective_settings(true);
    let mut pages = list.into_paginator().page_size(3).items().send();
    let mut names = Vec::new();
    while let Some(setting) = pages.try_next().await.unwrap() {
        names.push(setting.name().unwrap().as_str().to_owned());
    }
    assert_eq!(names.len(), 11);
    let own = ecs.list_account_settings().send().await.unwrap();
    assert!(own.settings().is_empty());
    let setting = ClusterSetting::builder()
        .name(ClusterSettingName::ContainerInsights)
        .value("sometimes")
        .build();
    let update = ecs
        .update_cluster_settings()
        .cluster("after")
        .settings(setting);
    assert!(update.send().await.is_err());
}

#[tokio::test]
async fn a_deleted_revision_is_gone_when_nothing_uses_it_and_its_number_stays_taken() {
    let server = Server::start(Scenario::Empty).await;
    let ecs = &server.ecs;
    for _ in 0..2 {
        server.register("web", container("nginx:1")).await;
    }
    let delete = |name: &str| ecs.delete_task_definitions().task_definitions(name).send();
    let answer = delete("web:2").await.unwrap();
    assert!(answer.failures()[0].reason().unwrap().contains("ACTIVE"));
    let deregister = ecs.deregister_task_definition().task_definition("web:2");
    deregister.send().await.unwrap();
    let answer = delete("web:2").await.unwrap();
    assert_eq!(
        answer.task_definitions()[0].status(),
        Some(&TaskDefinitionStatus::DeleteInProgress)
    );
    server.step(3_700).await;
    let describe = ecs.describe_task_definition().task_definition("web:2");
    assert!(describe.send().await.is_err());
    let arn = server.register("web", container("nginx:1")).await;
    assert!(arn.ends_with("web:3"), "{arn}");
}

#[tokio::test]
async fn arns_of_other_places_are_refused() {
    let server = Server::start(Scenario::Todo).await;
    for (cluster, service, refused) in [
        (
            "todo",
            "arn:aws:ecs:us-east-1:123456789012:service/todo/admin",
            false,
        ),
        (
            "todo",
            "arn:aws:ecs:us-east-1:123456789012:service/admin",
            false,
        ),
        (
            "batch",
            "arn:aws:ecs:us-east-1:123456789012:service/todo/admin",
            true,
        ),
        (
            "todo",
            "arn:aws:ecs:eu-west-1:123456789012:service/todo/admin",
            true,
        ),
        (
            "todo",
            "arn:aws:ecs:us-east-1:999999999999:service/todo/admin",
            true,
        ),
        (
            "todo",
            "arn:aws:ecs:us-east-1:123456789012:task/todo/admin",
            true,
        ),
    ] {
        let describe = server
            .ecs
            .describe_services()
            .cluster(cluster)
            .services(service);
        let answer = describe.send().await;
        assert_eq!(answer.is_err(), refused, "{cluster} {service}");
        if let Err(error) = answer {
            assert_eq!(error.code(), Some("InvalidParameterException"));
        }
    }
}
