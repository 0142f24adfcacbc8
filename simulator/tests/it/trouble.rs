//! Trouble for containers through the control API.

use aws_sdk_ecs::types::{
    Compatibility, DesiredStatus, HealthCheck, NetworkMode, Task, TaskStopCode,
};
use serde_json::{Value, json};
use simulator::Scenario;

use crate::server::{Server, container, network};

/// Stopped tasks of the cluster `c`.
async fn stopped(server: &Server) -> Vec<Task> {
    let list = server.ecs.list_tasks().cluster("c");
    let list = list.desired_status(DesiredStatus::Stopped);
    let arns = list.send().await.unwrap().task_arns().to_vec();
    if arns.is_empty() {
        return Vec::new();
    }
    let describe = server.ecs.describe_tasks().cluster("c");
    let answer = describe.set_tasks(Some(arns)).send().await.unwrap();
    answer.tasks().to_vec()
}

fn trouble(members: Value) -> Value {
    let mut body = json!({ "cluster": "c", "service": "web" });
    if let (Value::Object(body), Value::Object(members)) = (&mut body, members) {
        body.extend(members);
    }
    body
}

#[tokio::test]
async fn containers_exit_and_run_out_of_memory_on_demand() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(2, 100, 200).await;
    let answer = server
        .control("tasks", trouble(json!({ "exit": { "code": 3 } })))
        .await;
    assert_eq!(answer, json!({ "tasks": 2 }));
    server.step(120).await;
    assert_eq!(server.service("web").await.running_count(), 2);
    for task in stopped(&server).await {
        assert_eq!(
            task.stop_code(),
            Some(&TaskStopCode::EssentialContainerExited)
        );
        assert_eq!(task.containers()[0].exit_code(), Some(3));
    }
    let leak = trouble(json!({ "leak_memory": { "ms": 20_000 }, "next": 1 }));
    server.control("tasks", leak).await;
    let scale = server.ecs.update_service().cluster("c").service("web");
    scale.desired_count(3).send().await.unwrap();
    server.step(60).await;
    let killed = stopped(&server).await.into_iter().find(|task| {
        task.containers()[0].reason()
            == Some("OutOfMemoryError: Container killed due to memory usage")
    });
    assert_eq!(killed.unwrap().containers()[0].exit_code(), Some(137));
    server.step(120).await;
    assert_eq!(server.service("web").await.running_count(), 3);
}

#[tokio::test]
async fn health_fails_and_a_start_error_hits_the_next_task() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(1, 100, 200).await;
    let check = HealthCheck::builder()
        .command("CMD")
        .command("true")
        .interval(5)
        .retries(2)
        .build()
        .unwrap();
    let mut checked = container("nginx:2");
    checked.health_check = Some(check);
    server.register("web", checked).await;
    let update = server.ecs.update_service().cluster("c").service("web");
    update.task_definition("web").send().await.unwrap();
    server.step(120).await;
    let error = "ResourceInitializationError: unable to pull secrets";
    let next = trouble(json!({ "start_error": error, "next": 1 }));
    server.control("tasks", next).await;
    server
        .control("tasks", trouble(json!({ "health": "fail" })))
        .await;
    server.step(90).await;
    let messages = server.messages("web").await;
    let expected = [
        "failed container health checks.".to_owned(),
        "Amazon ECS replaced 1 tasks due to an unhealthy status.".to_owned(),
        format!("was unable to place a task. Reason: {error}."),
    ];
    for text in expected {
        assert!(
            messages.iter().any(|message| message.ends_with(&text)),
            "{text} in {messages:#?}"
        );
    }
    let service = server.service("web").await;
    assert_eq!(service.running_count(), 1);
}

#[tokio::test]
async fn spot_capacity_is_taken_back() {
    let server = Server::start(Scenario::Empty).await;
    let create = server.ecs.create_cluster().cluster_name("c");
    create
        .capacity_providers("FARGATE_SPOT")
        .send()
        .await
        .unwrap();
    let register = server
        .ecs
        .register_task_definition()
        .family("job")
        .network_mode(NetworkMode::Awsvpc)
        .requires_compatibilities(Compatibility::Fargate)
        .cpu("256")
        .memory("512");
    let main = container("busybox");
    register.container_definitions(main).send().await.unwrap();
    let spot = aws_sdk_ecs::types::CapacityProviderStrategyItem::builder()
        .capacity_provider("FARGATE_SPOT")
        .weight(1)
        .build()
        .unwrap();
    let run = server.ecs.run_task().cluster("c").task_definition("job");
    let run = run.capacity_provider_strategy(spot);
    let answer = run.network_configuration(network()).send().await.unwrap();
    let arn = answer.tasks()[0].task_arn().unwrap();
    server.step(30).await;
    let body = json!({ "cluster": "c", "task": arn, "interrupt": true });
    server.control("tasks", body).await;
    server.step(30).await;
    let task = stopped(&server).await.remove(0);
    assert_eq!(task.stop_code(), Some(&TaskStopCode::SpotInterruption));
    assert_eq!(
        task.stopped_reason(),
        Some("Your Spot Task was interrupted.")
    );
}

#[tokio::test]
async fn what_can_not_be_done_is_refused_with_a_reason() {
    let server = Server::start(Scenario::Empty).await;
    server.steady_service(1, 100, 200).await;
    for (members, reason) in [
        (json!({}), "give one of exit"),
        (
            json!({ "exit": { "code": 1 }, "log_rate": 2 }),
            "give one of exit",
        ),
        (json!({ "log_rate": 99 }), "log_rate must be between"),
        (json!({ "interrupt": true }), "is not on Spot capacity"),
        (json!({ "health": "fail" }), "has no health check"),
        (
            json!({ "exit": { "code": 1 }, "container": "x" }),
            "no container x",
        ),
        (
            json!({ "exit": { "code": 1 }, "service": "x" }),
            "no service x",
        ),
        (
            json!({ "exit": { "code": 1 }, "cluster": "x" }),
            "no cluster x",
        ),
    ] {
        let post = server
            .http
            .post(format!("{}/_ecscope/tasks", server.endpoint));
        let answer = post.json(&trouble(members.clone())).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{members}");
        let body: Value = answer.json().await.unwrap();
        let error = body["error"].as_str().unwrap();
        assert!(error.contains(reason), "{error}");
    }
}
