//! What the adapters read of the scenario.

use std::collections::HashSet;

use model::service::{ServiceStatus, Strategy};
use model::service_deployment::ServiceDeploymentStatus;
use model::task::TaskStatus;
use model::{ErrorKind, Timestamp};

use crate::support::{BEGIN_MS, Endpoint};

#[tokio::test]
async fn clusters() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    let clusters = client.clusters().await.unwrap();
    let names: Vec<&str> = clusters
        .iter()
        .map(|cluster| cluster.name.as_str())
        .collect();
    assert_eq!(names, ["batch", "sandbox", "todo"]);
    let todo = client.cluster("todo").await.unwrap();
    assert_eq!(todo.active_services, 7);
    assert_eq!(clusters[2], todo);
    let missing = client.cluster("nope").await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::NotFound);
    assert_eq!(
        missing.message,
        "There is no cluster “nope” in us-east-1 of demo."
    );
}

#[tokio::test]
async fn services_with_their_events() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    let mut arns = client.list_services("todo").await.unwrap();
    assert_eq!(arns.len(), 7);
    arns.push("no-such-service".to_owned());
    let services = client.describe_services("todo", &arns).await.unwrap();
    assert_eq!(services.len(), 7, "the missing one is absent");
    for (service, events) in &services {
        assert_eq!(service.status, ServiceStatus::Active);
        assert_eq!(service.strategy, Strategy::Rolling);
        assert!(service.primary().is_some(), "{}", service.name);
        assert!(
            service
                .created_at
                .is_some_and(|created| created < Timestamp(BEGIN_MS))
        );
        assert!(service.launch_type.is_some() || !service.capacity.is_empty());
        assert!(events.is_sorted_by_key(|event| std::cmp::Reverse(event.at)));
        assert_eq!(service.last_event.as_ref(), events.first());
    }
    let unknown = client.list_services("nope").await.unwrap_err();
    assert_eq!(unknown.kind, ErrorKind::NotFound);
    assert_eq!(unknown.code.as_deref(), Some("ClusterNotFoundException"));
    let missing = client.service("todo", "nope").await.unwrap_err();
    assert!(
        missing.message.contains("“nope” in the cluster “todo”"),
        "{missing}"
    );
}

#[tokio::test]
async fn tasks_running_and_stopped() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    let running = client.list_tasks("todo", false).await.unwrap();
    let tasks = client.describe_tasks("todo", &running).await.unwrap();
    assert_eq!(tasks.len(), running.len());
    for task in &tasks {
        assert!(
            !matches!(task.status, TaskStatus::Unknown(_)),
            "{:?}",
            task.status
        );
        assert!(
            task.service().is_some() && !task.containers.is_empty(),
            "{task:?}"
        );
        assert!(
            task.created_at
                .is_some_and(|created| created <= Timestamp(BEGIN_MS))
        );
        let fargate = task.launch_type.as_deref() == Some("FARGATE");
        assert!(!fargate || task.private_ip.is_some(), "{task:?}");
    }
    let stopped = client.list_tasks("todo", true).await.unwrap();
    let stopped = client.describe_tasks("todo", &stopped).await.unwrap();
    assert!(
        stopped
            .iter()
            .any(|task| task.cause().as_deref() == Some("out of memory (exit 137)"))
    );
}

#[tokio::test]
async fn service_deployments_and_their_revisions() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    let none = HashSet::new();
    let (arns, all) = client
        .service_deployments("todo", "admin", &none)
        .await
        .unwrap();
    assert_eq!(arns.len(), all.len());
    assert_eq!(arns.first(), Some(&all[0].arn), "newest first");
    assert_eq!(all[0].status, ServiceDeploymentStatus::InProgress);
    let ended: HashSet<String> = all
        .iter()
        .filter(|deployment| !deployment.status.is_ongoing())
        .map(|deployment| deployment.arn.clone())
        .collect();
    assert!(!ended.is_empty());
    let (same, ongoing) = client
        .service_deployments("todo", "admin", &ended)
        .await
        .unwrap();
    assert_eq!(same, arns);
    assert_eq!(
        ongoing,
        all[..1],
        "only what has not ended is described again"
    );

    let named: HashSet<String> = all
        .iter()
        .flat_map(|deployment| deployment.sources.iter().chain(&deployment.target))
        .map(|revision| revision.arn.clone())
        .collect();
    let named: Vec<String> = named.into_iter().collect();
    let revisions = client.service_revisions(&named).await.unwrap();
    assert_eq!(revisions.len(), named.len());
    assert!(
        revisions
            .iter()
            .all(|r| r.task_definition.contains(":task-definition/admin:"))
    );
    assert!(
        revisions
            .iter()
            .all(|r| !r.images.is_empty() && r.created_at.is_some())
    );
}

#[tokio::test]
async fn task_definitions_are_read_once() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    let admin = client.service("todo", "admin").await.unwrap();
    let first = client
        .task_definition(&admin.task_definition)
        .await
        .unwrap();
    assert_eq!(
        first.document["taskDefinitionArn"],
        admin.task_definition.as_str()
    );
    assert_eq!(first.document["status"], "ACTIVE");
    let again = client
        .background()
        .task_definition(&admin.task_definition)
        .await
        .unwrap();
    assert_eq!(first, again);
    assert_eq!(endpoint.calls("ecs", "DescribeTaskDefinition").await, 1);
    let missing = client.task_definition("admin:99999").await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::NotFound);
    assert!(missing.message.contains("admin:99999"), "{missing}");
}

#[tokio::test]
async fn log_events_in_order_and_without_missing_streams() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    let (group, streams) = streams(&client, "todo-app").await;
    assert!(streams.len() > 1);
    let (start, end) = (Timestamp(BEGIN_MS - 120_000), Timestamp(BEGIN_MS - 30_000));
    let read = |streams: Vec<String>, limit| {
        let (client, group) = (client.clone(), group.clone());
        async move {
            client
                .log_events(&group, &streams, start, Some(end), limit)
                .await
                .unwrap()
        }
    };
    let events = read(streams.clone(), 100_000).await;
    assert!(!events.is_empty());
    assert!(events.is_sorted_by_key(|event| event.at));
    assert!(events.iter().all(|event| (start..=end).contains(&event.at)));
    assert!(
        events
            .iter()
            .all(|event| event.ingested_at.is_some_and(|at| at >= event.at))
    );
    let ids: HashSet<&str> = events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids.len(), events.len(), "each event has an id of its own");
    assert_eq!(read(streams.clone(), 5).await, events[..5]);

    let mut with_missing = streams.clone();
    with_missing.insert(1, "web/app/not-begun-yet".to_owned());
    assert_eq!(read(with_missing, 100_000).await, events);
    let no_group = client
        .log_events("/no/such/group", &streams, start, None, 10)
        .await;
    assert_eq!(no_group, Ok(Vec::new()));
}

/// The log group and the streams of a service's running tasks.
async fn streams(client: &engine::aws::Client, service: &str) -> (String, Vec<String>) {
    let arns = client.list_tasks("todo", false).await.unwrap();
    let tasks = client.describe_tasks("todo", &arns).await.unwrap();
    let (mut group, mut streams) = (String::new(), Vec::new());
    for task in tasks.iter().filter(|task| task.service() == Some(service)) {
        let definition = client.task_definition(&task.task_definition).await.unwrap();
        for container in definition.document["containerDefinitions"]
            .as_array()
            .unwrap()
        {
            let log = &container["logConfiguration"];
            if log["logDriver"] == "awslogs" {
                let option = |name: &str| log["options"][name].as_str().unwrap().to_owned();
                let name = container["name"].as_str().unwrap();
                group = option("awslogs-group");
                streams.push(format!(
                    "{}/{name}/{}",
                    option("awslogs-stream-prefix"),
                    task.id
                ));
            }
        }
    }
    (group, streams)
}

#[tokio::test]
async fn the_time_is_the_targets() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    client.clusters().await.unwrap();
    assert!(
        (client.now().0 - BEGIN_MS).abs() < 2_000,
        "{:?}",
        client.now()
    );
    endpoint.step(3_600_000).await;
    client.clusters().await.unwrap();
    assert!(
        (client.now().0 - BEGIN_MS - 3_600_000).abs() < 2_000,
        "{:?}",
        client.now()
    );
}
