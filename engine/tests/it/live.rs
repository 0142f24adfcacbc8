//! Watchers: what their readers see, and what they cost AWS.

mod faults;
mod page;

use std::collections::HashSet;

use model::ErrorKind;
use model::access::Role;
use model::live::{ClusterView, LogScope, LogsView, Offered, ServiceView, Topic};
use model::task::TaskPhase;

use self::page::Page;
use crate::support::{Endpoint, place, service, somebody};

fn cluster_topic() -> Topic {
    Topic::Cluster(place().cluster("todo"))
}

#[tokio::test]
async fn a_cluster_is_complete_at_the_first_paint() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let who = somebody(Role::Viewer);
    let client = endpoint.client().await;
    let listed = client.list_services("todo").await.unwrap();
    let running = client.list_tasks("todo", false).await.unwrap();
    let first = console
        .engine
        .cluster(&who, &place().cluster("todo"))
        .await
        .unwrap();
    let shown: Vec<&str> = first.view.services.iter().map(|s| s.arn.as_str()).collect();
    assert_eq!(shown.len(), listed.len());
    assert!(listed.iter().all(|arn| shown.contains(&arn.as_str())));
    let ids: HashSet<&str> = first
        .view
        .tasks
        .iter()
        .map(|task| task.id.as_str())
        .collect();
    assert!(
        running
            .iter()
            .all(|arn| ids.contains(model::place::short_name(arn)))
    );
    assert!(first.view.loading.is_none() && first.status.error.is_none());
    // Every time of the answer lies at or before the target's clock of the same answer.
    assert!(
        first
            .view
            .tasks
            .iter()
            .all(|t| t.created_at.is_none_or(|at| at <= first.status.now))
    );
}

#[tokio::test]
async fn a_task_stopped_from_outside_arrives_as_a_patch() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let mut page = Page::<ClusterView>::open(&console, cluster_topic());
    let is_web = |task: &model::live::TaskSummary| {
        task.service.as_deref() == Some("web-gateway") && task.phase == TaskPhase::Running
    };
    assert!(
        page.until(|page| page.shows(|view| view.tasks.iter().any(is_web)))
            .await
    );
    let id = page
        .view
        .as_ref()
        .unwrap()
        .tasks
        .iter()
        .find(|t| is_web(t))
        .unwrap()
        .id
        .clone();
    endpoint.stop_task("todo", &id, "from outside").await;
    let phase = |view: &ClusterView| view.tasks.iter().find(|t| t.id == id).map(|t| t.phase);
    assert!(
        page.until(|page| page.shows(|v| phase(v) == Some(TaskPhase::Stopping)))
            .await
    );
    endpoint.step(60_000).await;
    assert!(
        page.until(|page| page.shows(|v| phase(v) == Some(TaskPhase::Stopped)))
            .await
    );
    assert_eq!(page.snapshots, 1);
}

#[tokio::test]
async fn a_service_shows_its_deployment_and_its_revisions() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let mut page = Page::<ServiceView>::open(&console, Topic::Service(service("admin")));
    let loaded = |view: &ServiceView| {
        matches!(&view.deployments, Offered::Known(deployments) if !deployments.is_empty())
            && !view.revisions.is_empty()
    };
    assert!(page.until(|page| page.shows(loaded)).await);
    let view = page.view.unwrap();
    assert!(view.service.is_deploying());
    assert!(view.deployments.known().unwrap()[0].status.is_ongoing());
    assert!(
        view.tasks
            .iter()
            .all(|task| task.service() == Some("admin"))
    );
    assert!(view.events.is_sorted_by(|a, b| a.at >= b.at));
}

#[tokio::test]
async fn what_does_not_exist_ends_with_words() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let who = somebody(Role::Viewer);
    let engine = &console.engine;
    let cluster = place().cluster("nowhere");
    let todo = place().cluster("todo");
    let no_task = todo.task("0".repeat(32));
    let errors = [
        engine.cluster(&who, &cluster).await.unwrap_err(),
        engine
            .service(&who, &cluster.service("web"))
            .await
            .unwrap_err(),
        engine
            .service(&who, &todo.service("nothing"))
            .await
            .unwrap_err(),
        engine.task(&who, &no_task).await.unwrap_err(),
        engine
            .task(&who, &todo.task("not an id"))
            .await
            .unwrap_err(),
        engine
            .logs(&who, &todo, &LogScope::Task(no_task.task.clone()))
            .await
            .unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
    }
    let mut page = Page::<ServiceView>::open(&console, Topic::Service(service("nothing")));
    assert!(!page.until(|_| false).await);
    assert_eq!(
        page.error.map(|error| error.kind),
        Some(ErrorKind::NotFound)
    );
    // The cluster itself is not bothered.
    assert!(engine.cluster(&who, &todo).await.is_ok());
}

#[tokio::test]
async fn while_aws_throttles_the_data_stays_and_the_reason_is_told() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let mut page = Page::<ClusterView>::open(&console, cluster_topic());
    assert!(page.until(|page| page.view.is_some()).await);
    endpoint.fault("ecs:*", "throttle").await;
    assert!(page.until(|page| page.error.is_some()).await);
    let error = page.error.clone().unwrap();
    assert_eq!(
        (error.kind, error.code.as_deref()),
        (ErrorKind::Throttled, Some("ThrottlingException"),)
    );
    assert!(page.shows(|view| !view.services.is_empty()));
    endpoint.no_faults().await;
    assert!(page.until(|page| page.error.is_none()).await);
    assert_eq!(page.snapshots, 1);
}

#[tokio::test]
async fn credentials_that_expire_come_back_while_somebody_watches() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let mut page = Page::<ClusterView>::open(&console, cluster_topic());
    assert!(page.until(|page| page.view.is_some()).await);
    endpoint.fault("ecs:*", "expired_token").await;
    assert!(page.until(|page| page.error.is_some()).await);
    let error = page.error.clone().unwrap();
    assert_eq!(error.kind, ErrorKind::Credentials, "{error:?}");
    assert_eq!(error.code.as_deref(), Some("ExpiredTokenException"));
    assert!(error.request_id.is_some(), "{error:?}");
    assert!(page.shows(|view| !view.services.is_empty()));
    endpoint.no_faults().await;
    assert!(page.until(|page| page.error.is_none()).await);
    assert_eq!(page.snapshots, 1);
}

#[tokio::test]
async fn an_endpoint_without_deployments_is_named_and_breaks_nothing() {
    let endpoint = Endpoint::todo().await;
    endpoint
        .fault("ecs:ListServiceDeployments", "html500")
        .await;
    let console = endpoint.engine(false).await;
    let mut page = Page::<ServiceView>::open(&console, Topic::Service(service("admin")));
    let told = |view: &ServiceView| matches!(view.deployments, Offered::Unavailable(_));
    assert!(page.until(|page| page.shows(told)).await);
    assert!(page.error.is_none());
    assert!(page.shows(|view| !view.tasks.is_empty()));
}

#[tokio::test]
async fn many_readers_cost_what_one_costs() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let mut pages: Vec<_> = (0..50)
        .map(|_| Page::<ClusterView>::open(&console, cluster_topic()))
        .collect();
    for page in &mut pages {
        assert!(page.until(|page| page.view.is_some()).await);
    }
    // One cold look takes one call of each kind, however many wait for it.
    assert!(endpoint.calls("ecs", "DescribeServices").await <= 2);
    assert!(endpoint.calls("ecs", "ListServices").await <= 1);
}

#[tokio::test]
async fn a_tail_has_every_line_once() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let scope = LogScope::Service("todo-app".to_owned());
    let topic = Topic::Logs {
        cluster: place().cluster("todo"),
        scope,
    };
    let mut page = Page::<LogsView>::open(&console, topic);
    assert!(
        page.until(|page| page.shows(|view| !view.lines.is_empty()))
            .await
    );
    for _ in 0..4 {
        let seen = page.view.as_ref().unwrap().lines.last().unwrap().number;
        endpoint.step(7_000).await;
        let newer = |view: &LogsView| view.lines.last().is_some_and(|line| line.number > seen);
        assert!(page.until(|page| page.shows(newer)).await);
    }
    let view = page.view.unwrap();
    let numbers: Vec<u64> = view.lines.iter().map(|line| line.number).collect();
    let first = numbers[0];
    assert!(
        numbers
            .iter()
            .enumerate()
            .all(|(index, number)| *number == first + index as u64)
    );

    // The same lines as CloudWatch gives for the time between the first and 20 s before the last,
    // by which time every late one has come.
    let client = endpoint.client().await;
    let mut truth = Vec::new();
    let (begin, end) = (view.lines[0].at, client.now().plus_ms(-20_000));
    for source in view
        .sources
        .iter()
        .filter(|source| source.unreadable.is_none())
    {
        let stream = format!("ecs/{}/{}", source.container, source.task);
        let events = client
            .log_events(
                "/ecs/todo/todo-app",
                &[stream],
                begin,
                Some(end),
                usize::MAX,
            )
            .await
            .unwrap();
        truth.extend(
            events
                .into_iter()
                .map(|event| (event.at, source.key(), event.message)),
        );
    }
    truth.sort();
    let mut shown: Vec<_> = view
        .lines
        .iter()
        .filter(|line| line.at < end)
        .map(|line| (line.at, line.source.clone(), line.message.clone()))
        .collect();
    shown.sort();
    assert!(truth.len() > 20);
    assert_eq!(shown, truth);
}
