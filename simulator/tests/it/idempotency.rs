//! Client tokens, tags that ECS adds, and tasks that are protected.

use aws_sdk_ecs::{
    error::ProvideErrorMetadata,
    operation::run_task::{RunTaskError, RunTaskOutput},
    types::{LaunchType, PropagateTags, Tag},
};
use simulator::Scenario;

use crate::server::{Server, container, network};

fn arns(answer: &RunTaskOutput) -> Vec<String> {
    let arns = answer
        .tasks()
        .iter()
        .map(|task| task.task_arn().unwrap().to_owned());
    arns.collect()
}

#[tokio::test]
async fn a_repeated_token_answers_with_the_same_tasks() {
    let server = Server::start(Scenario::Empty).await;
    let create = server.ecs.create_cluster().cluster_name("c");
    create.send().await.unwrap();
    server.register("web", container("nginx:1")).await;
    let run = |count: i32| {
        let run = server.ecs.run_task().cluster("c").task_definition("web");
        let run = run
            .launch_type(LaunchType::Fargate)
            .network_configuration(network());
        run.client_token("one").count(count).send()
    };
    let first = arns(&run(2).await.unwrap());
    server.step(30).await;
    assert_eq!(arns(&run(2).await.unwrap()), first);
    let error = run(3).await.unwrap_err().into_service_error();
    let RunTaskError::ConflictException(conflict) = error else {
        panic!("{error:?}")
    };
    let mut named = conflict.resource_ids().to_vec();
    named.sort();
    let mut expected = first.clone();
    expected.sort();
    assert_eq!(named, expected);
    server.step(24 * 3_600).await;
    assert_ne!(
        arns(&run(2).await.unwrap()),
        first,
        "tokens are forgotten after a day"
    );
}

#[tokio::test]
async fn a_service_is_created_once_by_its_token_and_marks_its_tasks() {
    let server = Server::start(Scenario::Empty).await;
    let create = server.ecs.create_cluster().cluster_name("c");
    create.send().await.unwrap();
    server.register("web", container("nginx:1")).await;
    let create = |desired: i32| {
        let create = server.ecs.create_service().cluster("c").service_name("web");
        create
            .task_definition("web")
            .desired_count(desired)
            .launch_type(LaunchType::Fargate)
            .network_configuration(network())
            .enable_ecs_managed_tags(true)
            .propagate_tags(PropagateTags::Service)
            .tags(Tag::builder().key("team").value("a").build())
            .client_token("one")
            .send()
    };
    create(1).await.unwrap();
    create(1).await.unwrap();
    let error = create(2).await.unwrap_err();
    assert_eq!(
        error.message(),
        Some("Creation of service was not idempotent.")
    );
    server.step(120).await;
    let list = server.ecs.list_tasks().cluster("c").send().await.unwrap();
    let [task] = list.task_arns() else {
        panic!("{list:?}")
    };
    let tags = server.ecs.list_tags_for_resource().resource_arn(task);
    let tags = tags.send().await.unwrap();
    let tags = tags
        .tags()
        .iter()
        .map(|tag| (tag.key().unwrap(), tag.value().unwrap()));
    assert_eq!(
        tags.collect::<Vec<_>>(),
        [
            ("team", "a"),
            ("aws:ecs:clusterName", "c"),
            ("aws:ecs:serviceName", "web")
        ]
    );
}

#[tokio::test]
async fn protection_is_for_tasks_of_services_and_ends_by_itself() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(1, 100, 200).await;
    let list = server.ecs.list_tasks().cluster("c").send().await.unwrap();
    let task = list.task_arns()[0].clone();
    let run = server.ecs.run_task().cluster("c").task_definition("web");
    let run = run
        .launch_type(LaunchType::Fargate)
        .network_configuration(network());
    let alone = arns(&run.send().await.unwrap()).remove(0);
    let update = server
        .ecs
        .update_task_protection()
        .cluster("c")
        .protection_enabled(true)
        .expires_in_minutes(5);
    let answer = update
        .tasks(&task)
        .tasks(&alone)
        .tasks("x")
        .send()
        .await
        .unwrap();
    assert!(answer.protected_tasks()[0].protection_enabled());
    let reasons = answer
        .failures()
        .iter()
        .map(|failure| failure.reason().unwrap());
    assert_eq!(reasons.collect::<Vec<_>>(), ["TASK_NOT_VALID", "MISSING"]);
    let protected = async || {
        let get = server.ecs.get_task_protection().cluster("c");
        let answer = get.tasks(&task).send().await.unwrap();
        answer.protected_tasks()[0].protection_enabled()
    };
    assert!(protected().await);
    server.step(301).await;
    assert!(!protected().await);
}
