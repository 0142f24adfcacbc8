//! Tasks: their way from start to end.

use aws_sdk_ecs::types::{
    ContainerDefinition, DesiredStatus, HealthCheck, HealthStatus, LaunchType, Task, TaskStopCode,
};
use simulator::Scenario;

use crate::server::{Server, container, network};

async fn run(server: &Server, definition: ContainerDefinition) -> String {
    server
        .ecs
        .create_cluster()
        .cluster_name("c")
        .send()
        .await
        .unwrap();
    let definition = server.register("job", definition).await;
    let run = server
        .ecs
        .run_task()
        .cluster("c")
        .task_definition(definition)
        .launch_type(LaunchType::Fargate);
    let started = run
        .network_configuration(network())
        .started_by("me")
        .send()
        .await
        .unwrap();
    started.tasks()[0].task_arn().unwrap().to_owned()
}

async fn task(server: &Server, arn: &str) -> Task {
    server
        .ecs
        .describe_tasks()
        .cluster("c")
        .tasks(arn)
        .send()
        .await
        .unwrap()
        .tasks()[0]
        .clone()
}

/// The distinct values of `lastStatus` while time passes, with the task at its end.
async fn watch(server: &Server, arn: &str) -> (Vec<String>, Task) {
    let mut phases: Vec<String> = Vec::new();
    loop {
        let task = task(server, arn).await;
        let status = task.last_status().unwrap().to_owned();
        if phases.last() != Some(&status) {
            phases.push(status);
        }
        if task.last_status() == Some("STOPPED") || phases.len() > 9 {
            return (phases, task);
        }
        server
            .control("clock", serde_json::json!({ "step_ms": 500 }))
            .await;
    }
}

#[tokio::test]
async fn a_task_that_ends_by_itself_walks_through_its_states() {
    let server = Server::start(Scenario::Empty).await;
    let definition = ContainerDefinition::builder()
        .name("job")
        .image("busybox")
        .docker_labels("ecscope.simulator/exit", "3@60s");
    let arn = run(&server, definition.build()).await;
    let (phases, task) = watch(&server, &arn).await;
    assert_eq!(
        phases,
        [
            "PROVISIONING",
            "PENDING",
            "ACTIVATING",
            "RUNNING",
            "STOPPING",
            "DEPROVISIONING",
            "STOPPED"
        ]
    );
    assert_eq!(
        task.stop_code(),
        Some(&TaskStopCode::EssentialContainerExited)
    );
    assert_eq!(
        task.stopped_reason(),
        Some("Essential container in task exited")
    );
    assert_eq!(task.containers()[0].exit_code(), Some(3));
    assert_eq!(
        (task.group(), task.started_by()),
        (Some("family:job"), Some("me"))
    );
    let times = [
        task.created_at(),
        task.pull_started_at(),
        task.pull_stopped_at(),
        task.started_at(),
        task.stopping_at(),
        task.execution_stopped_at(),
        task.stopped_at(),
    ]
    .map(|time| time.unwrap().as_nanos());
    assert!(times.is_sorted(), "{times:?}");
    let ran = (times[4] - times[3]) / 1_000_000_000;
    assert_eq!(ran, 60, "it ran as long as its label says");
    let to_start = (times[3] - times[0]) / 1_000_000_000;
    assert!((7..=16).contains(&to_start), "{to_start} s to start");
}

#[tokio::test]
async fn a_task_stopped_by_a_caller_says_so_and_is_forgotten_after_an_hour() {
    let server = Server::start(Scenario::Empty).await;
    let arn = run(&server, container("busybox")).await;
    server.step(30).await;
    let running = task(&server, &arn).await;
    server
        .ecs
        .stop_task()
        .cluster("c")
        .task(&arn)
        .reason("no longer needed")
        .send()
        .await
        .unwrap();
    let stopping = task(&server, &arn).await;
    assert_eq!(
        (stopping.desired_status(), stopping.last_status()),
        (Some("STOPPED"), Some("DEACTIVATING"))
    );
    assert!(stopping.version() > running.version());
    let (_, stopped) = watch(&server, &arn).await;
    assert_eq!(stopped.stop_code(), Some(&TaskStopCode::UserInitiated));
    assert_eq!(stopped.stopped_reason(), Some("no longer needed"));
    assert_eq!(stopped.containers()[0].exit_code(), Some(0));
    server.step(3_500).await;
    let list = async || {
        server
            .ecs
            .list_tasks()
            .cluster("c")
            .desired_status(DesiredStatus::Stopped)
            .send()
            .await
            .unwrap()
    };
    assert_eq!(list().await.task_arns().len(), 1);
    server.step(200).await;
    assert!(list().await.task_arns().is_empty());
}

#[tokio::test]
async fn a_container_that_ignores_sigterm_is_killed_after_its_timeout() {
    let server = Server::start(Scenario::Empty).await;
    let definition = ContainerDefinition::builder()
        .name("job")
        .image("busybox")
        .stop_timeout(20)
        .docker_labels("ecscope.simulator/sigterm", "ignore");
    let arn = run(&server, definition.build()).await;
    server.step(30).await;
    server
        .ecs
        .stop_task()
        .cluster("c")
        .task(&arn)
        .send()
        .await
        .unwrap();
    let (_, stopped) = watch(&server, &arn).await;
    assert_eq!(stopped.containers()[0].exit_code(), Some(137));
    assert_eq!(stopped.containers()[0].reason(), None);
    let took = stopped.stopped_at().unwrap().secs() - stopped.stopping_at().unwrap().secs();
    assert!((20..30).contains(&took), "{took} s");
}

#[tokio::test]
async fn a_health_check_decides_over_the_health() {
    let server = Server::start(Scenario::Empty).await;
    let check = HealthCheck::builder()
        .command("CMD")
        .command("true")
        .interval(10)
        .retries(2)
        .build()
        .unwrap();
    let definition = ContainerDefinition::builder()
        .name("job")
        .image("busybox")
        .health_check(check)
        .docker_labels("ecscope.simulator/health", "unhealthy@60s");
    let arn = run(&server, definition.build()).await;
    server.step(17).await;
    assert_eq!(
        task(&server, &arn).await.health_status(),
        Some(&HealthStatus::UnknownValue)
    );
    server.step(13).await;
    assert_eq!(
        task(&server, &arn).await.health_status(),
        Some(&HealthStatus::Healthy)
    );
    server.step(80).await;
    assert_eq!(
        task(&server, &arn).await.health_status(),
        Some(&HealthStatus::Unhealthy)
    );
}

#[tokio::test]
async fn list_tasks_filters_by_each_member() {
    let server = Server::start(Scenario::Todo).await;
    let list = || server.ecs.list_tasks().cluster("todo");
    let count =
        async |request: aws_sdk_ecs::operation::list_tasks::builders::ListTasksFluentBuilder| {
            request.send().await.unwrap().task_arns().len()
        };
    assert_eq!(count(list().family("worker")).await, 3);
    assert_eq!(count(list().service_name("todo-app")).await, 6);
    assert_eq!(count(list().launch_type(LaunchType::Ec2)).await, 3);
    assert_eq!(
        count(list().desired_status(DesiredStatus::Pending)).await,
        0
    );
    let instances = server
        .ecs
        .list_container_instances()
        .cluster("todo")
        .send()
        .await
        .unwrap();
    let mut placed = 0;
    for instance in instances.container_instance_arns() {
        placed += count(list().container_instance(instance)).await;
    }
    assert_eq!(placed, 3);
    assert!(
        list()
            .started_by("x")
            .family("worker")
            .send()
            .await
            .is_err()
    );
}
