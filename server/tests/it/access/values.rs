//! Values of environment, commands and log options never reach a viewer.

use aws_credential_types::Credentials;
use aws_sdk_ecs::Client;
use aws_sdk_ecs::config::{BehaviorVersion, Region};
use aws_sdk_ecs::types::{
    AwsVpcConfiguration, Compatibility, ContainerDefinition, ContainerOverride, HealthCheck,
    KeyValuePair, LaunchType, LogConfiguration, LogDriver, NetworkConfiguration, NetworkMode,
    TaskOverride,
};
use model::access::Role;
use model::live::{LogScope, Topic};
use model::place::Place;

use crate::harness::{Browser, Running, Socket, Wish};

/// Part of every value that viewers must not see.
const SECRET: &str = "zq9-hidden-value";

fn client(endpoint: &str) -> Client {
    let config = aws_sdk_ecs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new(
            "AKIAIOSFODNN7EXAMPLE",
            "secret",
            None,
            None,
            "test",
        ))
        .endpoint_url(endpoint)
        .build();
    Client::from_conf(config)
}

fn pair(name: &str, revision: u32) -> KeyValuePair {
    KeyValuePair::builder()
        .name(name)
        .value(format!("{SECRET}-env-{revision}"))
        .build()
}

/// Two revisions whose values hold the secret everywhere, a service and a task that run them.
async fn register(ecs: &Client) -> String {
    for revision in [1, 2] {
        let word = |place: &str| format!("{SECRET}-{place}-{revision}");
        let container = ContainerDefinition::builder()
            .name("app")
            .image("nginx:1")
            .environment(pair("DATABASE_PASSWORD", revision))
            .environment(pair("HARMLESS", revision))
            .command(word("command"))
            .entry_point(word("entry"))
            .health_check(
                HealthCheck::builder()
                    .command("CMD")
                    .command(word("health"))
                    .build()
                    .unwrap(),
            )
            .log_configuration(
                LogConfiguration::builder()
                    .log_driver(LogDriver::Splunk)
                    .options("splunk-token", word("token"))
                    .build()
                    .unwrap(),
            )
            .build();
        ecs.register_task_definition()
            .family("guarded")
            .requires_compatibilities(Compatibility::Fargate)
            .network_mode(NetworkMode::Awsvpc)
            .cpu("256")
            .memory("512")
            .container_definitions(container)
            .send()
            .await
            .unwrap();
    }
    let network = NetworkConfiguration::builder()
        .awsvpc_configuration(
            AwsVpcConfiguration::builder()
                .subnets("subnet-0a1b2c3d")
                .build()
                .unwrap(),
        )
        .build();
    ecs.create_service()
        .cluster("todo")
        .service_name("guarded")
        .task_definition("guarded:2")
        .desired_count(1)
        .launch_type(LaunchType::Fargate)
        .network_configuration(network.clone())
        .send()
        .await
        .unwrap();
    let container = ContainerOverride::builder()
        .name("app")
        .environment(pair("OVERRIDDEN", 0))
        .command(format!("{SECRET}-override"))
        .build();
    let run = ecs
        .run_task()
        .cluster("todo")
        .task_definition("guarded:2")
        .launch_type(LaunchType::Fargate)
        .network_configuration(network)
        .overrides(
            TaskOverride::builder()
                .container_overrides(container)
                .build(),
        )
        .send()
        .await
        .unwrap();
    let arn = run.tasks()[0].task_arn().unwrap();
    model::place::short_name(arn).to_owned()
}

/// What a user can read: every read of the API and every page that shows these resources.
async fn read_everything(browser: &mut Browser, task: &str) -> Vec<(String, String)> {
    let place = "target=demo&region=us-east-1";
    let service = format!("{place}&cluster=todo&service=guarded");
    let mut paths = vec![
        format!("/api/clusters?{place}"),
        format!("/api/cluster?{place}&cluster=todo"),
        format!("/api/service?{service}"),
        format!("/api/task?{place}&cluster=todo&task={task}"),
        format!("/api/logs?{service}"),
        format!("/api/logs?{place}&cluster=todo&task={task}"),
        format!("/api/task_definition?{place}&task_definition=guarded"),
        format!("/api/task_definition?{place}&task_definition=guarded:1"),
        format!("/api/task_definition_changes?{place}&before=guarded:1&after=guarded:2"),
    ];
    let cluster = "/t/demo/us-east-1/clusters/todo";
    paths.push(cluster.to_owned());
    for tab in ["", "/tasks", "/logs", "/events", "/configuration"] {
        paths.push(format!("{cluster}/services/guarded{tab}"));
    }
    for tab in ["", "/logs"] {
        paths.push(format!("{cluster}/tasks/{task}{tab}"));
    }
    paths.push("/t/demo/us-east-1/task-definitions/guarded/1".to_owned());
    paths.push("/t/demo/us-east-1/task-definitions/guarded/2".to_owned());
    let mut read = Vec::new();
    for path in paths {
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        read.push((path, answer.body));
    }
    read
}

async fn follow_everything(browser: &Browser, task: &str) -> Vec<(String, String)> {
    let place = Place {
        target: "demo".to_owned(),
        region: "us-east-1".to_owned(),
    };
    let cluster = place.cluster("todo");
    let topics = [
        Topic::Cluster(cluster.clone()),
        Topic::Service(cluster.service("guarded")),
        Topic::Task(cluster.task(task)),
        Topic::Logs {
            cluster: cluster.clone(),
            scope: LogScope::Service("guarded".to_owned()),
        },
        Topic::Logs {
            cluster,
            scope: LogScope::Task(task.to_owned()),
        },
    ];
    let mut socket = Socket::open(browser).await;
    socket.hello().await;
    let mut heard = Vec::new();
    for (id, topic) in (1..).zip(topics) {
        socket.subscribe(id, topic.clone()).await;
        let mark = format!(r#"{{"topic":{{"id":{id},"#);
        loop {
            let text = socket.next_text().await.unwrap();
            let is_snapshot = text.starts_with(&mark) && text.contains("snapshot");
            assert!(!text.contains(r#""event":{"error""#), "{topic:?}: {text}");
            heard.push((format!("{topic:?}"), text));
            if is_snapshot {
                break;
            }
        }
    }
    heard
}

#[tokio::test]
async fn viewers_get_names_and_operators_values() {
    let console = Running::start(Wish {
        users: vec![
            (
                "mixed",
                vec![("demo", Role::Viewer), ("other", Role::Operator)],
            ),
            ("operator", vec![("demo", Role::Operator)]),
        ],
        ..Wish::default()
    })
    .await;
    let task = register(&client(&console.simulator_url)).await;

    // The operator first: what the console keeps for one must not reach the other.
    let mut operator = console.signed_in("operator").await;
    let read = read_everything(&mut operator, &task).await;
    for path in [
        "/api/task_definition?",
        "/api/task_definition_changes?",
        "/t/demo/us-east-1/task-definitions/",
    ] {
        let (_, body) = read
            .iter()
            .find(|(read, _)| read.starts_with(path))
            .unwrap();
        assert!(body.contains(SECRET), "operators see values at {path}");
    }

    let mut viewer = console.signed_in("mixed").await;
    let mut all = read_everything(&mut viewer, &task).await;
    let names = all.iter().any(|(path, body)| {
        path.starts_with("/api/task_definition?") && body.contains("DATABASE_PASSWORD")
    });
    assert!(names, "viewers see names");
    all.extend(follow_everything(&viewer, &task).await);
    for (what, text) in all {
        assert!(!text.contains(SECRET), "{what} shows a value: {text}");
    }

    // The same user may see them at the other target.
    let path = "/api/task_definition?target=other&region=us-east-1&task_definition=guarded";
    assert!(viewer.get(path).await.body.contains(SECRET));
}
