//! Container instances that are registered, marked, used by name and taken away.

use aws_sdk_ecs::{
    error::ProvideErrorMetadata,
    types::{Attribute, ContainerDefinition, Resource, TargetType},
};
use simulator::Scenario;

use crate::server::Server;

/// A cluster `c` with one instance of 1 vCPU and 1 GiB, and a definition `job` of 256 MiB; the
/// instance's ARN.
async fn instance(server: &Server) -> String {
    let ecs = &server.ecs;
    ecs.create_cluster().cluster_name("c").send().await.unwrap();
    let resource = |name: &str, amount: i32| {
        let resource = Resource::builder().name(name).r#type("INTEGER");
        resource.integer_value(amount).build()
    };
    let registered = ecs
        .register_container_instance()
        .cluster("c")
        .instance_identity_document(
            r#"{"instanceId": "i-0abc", "availabilityZone": "us-east-1b", "instanceType": "t3.micro"}"#,
        )
        .total_resources(resource("CPU", 1_024))
        .total_resources(resource("MEMORY", 1_024))
        .send()
        .await
        .unwrap();
    let container = ContainerDefinition::builder();
    let container = container.name("main").image("nginx:1").memory(256).build();
    let register = ecs.register_task_definition().family("job");
    register
        .container_definitions(container)
        .send()
        .await
        .unwrap();
    let registered = registered.container_instance().unwrap();
    assert_eq!(registered.ec2_instance_id(), Some("i-0abc"));
    registered.container_instance_arn().unwrap().to_owned()
}

fn attribute(name: &str, value: &str, target: &str) -> Attribute {
    let attribute = Attribute::builder().name(name).value(value);
    let attribute = attribute.target_type(TargetType::ContainerInstance);
    attribute.target_id(target).build().unwrap()
}

#[tokio::test]
async fn a_task_starts_on_the_instance_that_is_named() {
    let server = Server::start(Scenario::Empty).await;
    let arn = instance(&server).await;
    let start = server
        .ecs
        .start_task()
        .cluster("c")
        .task_definition("job")
        .container_instances(&arn)
        .container_instances("0".repeat(32))
        .enable_ecs_managed_tags(true)
        .send()
        .await
        .unwrap();
    let [task] = start.tasks() else {
        panic!("{start:?}")
    };
    assert_eq!(task.container_instance_arn(), Some(arn.as_str()));
    assert_eq!(task.availability_zone(), Some("us-east-1b"));
    let [tag] = task.tags() else {
        panic!("{task:?}")
    };
    assert_eq!(
        (tag.key(), tag.value()),
        (Some("aws:ecs:clusterName"), Some("c"))
    );
    assert_eq!(start.failures()[0].reason(), Some("MISSING"));

    server.step(60).await;
    let deregister = |force: bool| {
        let deregister = server.ecs.deregister_container_instance().cluster("c");
        deregister.container_instance(&arn).force(force).send()
    };
    let error = deregister(false).await.unwrap_err();
    assert_eq!(
        error.message(),
        Some("Found running tasks on the instance.")
    );
    let gone = deregister(true).await.unwrap();
    assert_eq!(
        gone.container_instance().unwrap().status(),
        Some("INACTIVE")
    );
    server.step(120).await;
    let describe = server.ecs.describe_tasks().cluster("c");
    let answer = describe
        .tasks(task.task_arn().unwrap())
        .send()
        .await
        .unwrap();
    let task = &answer.tasks()[0];
    assert_eq!(task.last_status(), Some("STOPPED"));
    assert_eq!(
        task.stopped_reason(),
        Some("Host EC2 (instance i-0abc) terminated.")
    );
}

#[tokio::test]
async fn attributes_are_put_listed_and_deleted_within_aws_limits() {
    let server = Server::start(Scenario::Empty).await;
    let arn = instance(&server).await;
    let put = |names: Vec<String>, target: &str| {
        let attributes = names.iter().map(|name| attribute(name, "x", target));
        let put = server.ecs.put_attributes().cluster("c");
        put.set_attributes(Some(attributes.collect())).send()
    };
    let names = |range: std::ops::Range<u32>| range.map(|number| format!("a{number}")).collect();
    put(names(0..9), &arn).await.unwrap();
    put(names(8..10), &arn).await.unwrap();
    let error = put(names(10..11), &arn).await.unwrap_err();
    assert_eq!(error.code(), Some("AttributeLimitExceededException"));
    let error = put(names(0..1), &"0".repeat(32)).await.unwrap_err();
    assert_eq!(error.code(), Some("TargetNotFoundException"));
    let list = server
        .ecs
        .list_attributes()
        .cluster("c")
        .target_type(TargetType::ContainerInstance)
        .attribute_value("x");
    let mut pages = list.into_paginator().page_size(3).items().send();
    let mut found = Vec::new();
    while let Some(attribute) = pages.try_next().await.unwrap() {
        found.push(attribute.name().to_owned());
    }
    assert_eq!(found.len(), 10, "{found:?}");
    let delete = server.ecs.delete_attributes().cluster("c");
    let delete = delete.attributes(attribute("a1", "x", &arn));
    let deleted = delete.send().await.unwrap();
    assert_eq!(deleted.attributes()[0].name(), "a1");
}
