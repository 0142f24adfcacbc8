//! Containers of a task: their order, restarts, health and sizes.

use aws_sdk_ecs::types::{
    Compatibility, ContainerCondition, ContainerDefinition, ContainerDependency,
    ContainerRestartPolicy, HealthCheck, HealthStatus, LaunchType, NetworkMode, Task, TaskOverride,
    TaskStopCode,
};
use simulator::Scenario;

use crate::server::{Server, network};

fn named(name: &str) -> aws_sdk_ecs::types::builders::ContainerDefinitionBuilder {
    ContainerDefinition::builder().name(name).image("busybox")
}

fn after(name: &str, condition: ContainerCondition) -> ContainerDependency {
    ContainerDependency::builder()
        .container_name(name)
        .condition(condition)
        .build()
        .unwrap()
}

/// Runs a task of these containers on Fargate.
async fn run(server: &Server, containers: Vec<ContainerDefinition>) -> String {
    let create = server.ecs.create_cluster().cluster_name("c");
    create.send().await.unwrap();
    let register = server
        .ecs
        .register_task_definition()
        .family("job")
        .network_mode(NetworkMode::Awsvpc)
        .requires_compatibilities(Compatibility::Fargate)
        .cpu("256")
        .memory("512")
        .set_container_definitions(Some(containers));
    register.send().await.unwrap();
    let run = server
        .ecs
        .run_task()
        .cluster("c")
        .task_definition("job")
        .launch_type(LaunchType::Fargate)
        .network_configuration(network());
    let answer = run.send().await.unwrap();
    answer.tasks()[0].task_arn().unwrap().to_owned()
}

async fn task(server: &Server, arn: &str) -> Task {
    let describe = server.ecs.describe_tasks().cluster("c").tasks(arn);
    describe.send().await.unwrap().tasks()[0].clone()
}

/// `lastStatus` of the task, then of its containers.
fn states(task: &Task) -> Vec<&str> {
    let containers = task.containers().iter();
    let containers = containers.map(|container| container.last_status().unwrap());
    [task.last_status().unwrap()]
        .into_iter()
        .chain(containers)
        .collect()
}

#[tokio::test]
async fn a_container_waits_for_the_success_of_another_one() {
    let server = Server::start(Scenario::Empty).await;
    let init = named("init")
        .essential(false)
        .docker_labels("ecscope.simulator/exit", "0@20s");
    let main = named("main").depends_on(after("init", ContainerCondition::Success));
    let arn = run(&server, vec![main.build(), init.build()]).await;
    server.step(15).await;
    let waiting = task(&server, &arn).await;
    assert_eq!(states(&waiting), ["PENDING", "PENDING", "RUNNING"]);
    assert!(waiting.pull_stopped_at().is_some() && waiting.started_at().is_none());
    server.step(25).await;
    let running = task(&server, &arn).await;
    assert_eq!(states(&running), ["RUNNING", "RUNNING", "STOPPED"]);
    assert_eq!(running.containers()[1].exit_code(), Some(0));
    assert!(running.version() > waiting.version());
}

#[tokio::test]
async fn a_failed_dependency_ends_the_task_before_it_ran() {
    let server = Server::start(Scenario::Empty).await;
    let init = named("init")
        .essential(false)
        .docker_labels("ecscope.simulator/exit", "2@5s");
    let main = named("main").depends_on(after("init", ContainerCondition::Success));
    let arn = run(&server, vec![main.build(), init.build()]).await;
    server.step(60).await;
    let stopped = task(&server, &arn).await;
    assert_eq!(states(&stopped), ["STOPPED", "STOPPED", "STOPPED"]);
    assert_eq!(
        stopped.stop_code(),
        Some(&TaskStopCode::EssentialContainerExited)
    );
    assert_eq!(stopped.started_at(), None);
    assert_eq!(stopped.containers()[0].exit_code(), Some(143));
    let reason = stopped.containers()[0].reason().unwrap();
    assert!(
        reason.ends_with("as dependency did not exit successfully."),
        "{reason}"
    );
    assert_eq!(stopped.containers()[1].exit_code(), Some(2));
}

#[tokio::test]
async fn waiting_for_health_ends_at_the_start_timeout() {
    let server = Server::start(Scenario::Empty).await;
    let check = HealthCheck::builder()
        .command("CMD")
        .command("true")
        .interval(5)
        .build()
        .unwrap();
    let database = |labelled: bool| {
        let database = named("db")
            .health_check(check.clone())
            .start_timeout(60)
            .essential(true);
        if labelled {
            database.docker_labels("ecscope.simulator/health", "unhealthy@0s")
        } else {
            database
        }
    };
    let main = || named("main").depends_on(after("db", ContainerCondition::Healthy));
    let good = run(&server, vec![main().build(), database(false).build()]).await;
    server.step(30).await;
    assert_eq!(
        states(&task(&server, &good).await),
        ["RUNNING", "RUNNING", "RUNNING"]
    );
    let sick = run(&server, vec![main().build(), database(true).build()]).await;
    server.step(60).await;
    assert_eq!(
        states(&task(&server, &sick).await),
        ["PENDING", "PENDING", "RUNNING"]
    );
    server.step(40).await;
    let stopped = task(&server, &sick).await;
    assert_eq!(stopped.last_status(), Some("STOPPED"));
    let reason = stopped.containers()[0].reason().unwrap();
    assert!(reason.ends_with("has timed out."), "{reason}");
}

#[tokio::test]
async fn a_restart_policy_keeps_the_task_running() {
    let server = Server::start(Scenario::Empty).await;
    let policy = |ignored: i32| {
        ContainerRestartPolicy::builder()
            .enabled(true)
            .ignored_exit_codes(ignored)
            .restart_attempt_period(60)
            .build()
            .unwrap()
    };
    let restarted = named("main")
        .restart_policy(policy(0))
        .docker_labels("ecscope.simulator/exit", "1@90s");
    let kept = run(&server, vec![restarted.build()]).await;
    server.step(400).await;
    assert_eq!(task(&server, &kept).await.last_status(), Some("RUNNING"));
    for (code, at) in [("0", "90s"), ("1", "30s")] {
        let ended = named("main")
            .restart_policy(policy(0))
            .docker_labels("ecscope.simulator/exit", format!("{code}@{at}"));
        let ended = run(&server, vec![ended.build()]).await;
        server.step(140).await;
        let ended = task(&server, &ended).await;
        assert_eq!(ended.last_status(), Some("STOPPED"), "{code} at {at}");
    }
}

#[tokio::test]
async fn only_essential_containers_decide_over_the_task() {
    let server = Server::start(Scenario::Empty).await;
    let check = HealthCheck::builder()
        .command("CMD")
        .command("true")
        .interval(5)
        .retries(1)
        .build()
        .unwrap();
    let sidecar = named("sidecar")
        .essential(false)
        .health_check(check.clone())
        .docker_labels("ecscope.simulator/health", "unhealthy@0s")
        .docker_labels("ecscope.simulator/exit", "1@60s");
    let main = named("main").health_check(check);
    let arn = run(&server, vec![main.build(), sidecar.build()]).await;
    server.step(40).await;
    let running = task(&server, &arn).await;
    assert_eq!(running.health_status(), Some(&HealthStatus::Healthy));
    assert_eq!(
        running.containers()[1].health_status(),
        Some(&HealthStatus::Unhealthy)
    );
    server.step(60).await;
    let later = task(&server, &arn).await;
    assert_eq!(states(&later), ["RUNNING", "RUNNING", "STOPPED"]);
    assert!(later.version() > running.version());
}

#[tokio::test]
async fn sizes_are_overridden_and_checked_when_a_task_is_run() {
    let server = Server::start(Scenario::Empty).await;
    run(&server, vec![named("main").build()]).await;
    let with = async |cpu: &str, memory: &str| {
        let sizes = TaskOverride::builder().cpu(cpu).memory(memory).build();
        let run = server
            .ecs
            .run_task()
            .cluster("c")
            .task_definition("job")
            .launch_type(LaunchType::Fargate)
            .network_configuration(network())
            .overrides(sizes);
        run.send().await
    };
    let bigger = with("1024", "2048").await.unwrap();
    assert_eq!(
        (bigger.tasks()[0].cpu(), bigger.tasks()[0].memory()),
        (Some("1024"), Some("2048"))
    );
    let refused = with("1024", "512").await.unwrap_err().into_service_error();
    assert!(refused.is_client_exception(), "{refused:?}");
    let register = server.ecs.register_task_definition().family("ec2");
    let main = named("main").memory(128).build();
    register.container_definitions(main).send().await.unwrap();
    let run = server.ecs.run_task().cluster("c").task_definition("ec2");
    let refused = run.launch_type(LaunchType::Fargate).send().await;
    let refused = refused.unwrap_err().into_service_error();
    assert!(refused.is_invalid_parameter_exception(), "{refused:?}");
}
