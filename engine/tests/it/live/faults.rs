//! What pages show while AWS fails.

use std::collections::BTreeSet;

use futures::future::join_all;
use model::ErrorKind;
use model::live::{ClusterView, Topic};
use model::task::TaskPhase;
use serde_json::json;

use super::page::Page;
use crate::support::{Endpoint, place};

fn topic(cluster: &str) -> Topic {
    Topic::Cluster(place().cluster(cluster))
}

fn services(view: &ClusterView) -> BTreeSet<String> {
    view.services.iter().map(|s| s.name.clone()).collect()
}

/// Ids of the tasks that have not stopped.
fn alive(view: &ClusterView) -> BTreeSet<String> {
    let stopped = |phase| matches!(phase, TaskPhase::Stopped | TaskPhase::Failed);
    let tasks = view.tasks.iter().filter(|task| !stopped(task.phase));
    tasks.map(|task| task.id.clone()).collect()
}

/// Nothing vanishes while this fault strikes some calls, and the page follows again afterwards.
async fn nothing_vanishes(kind: &str, rate: f64) {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let mut page = Page::<ClusterView>::open(&console, topic("todo"));
    page.until(|page| page.shows(|view| view.loading.is_none()))
        .await;
    let before = page.view.clone().unwrap();
    endpoint.fault_at("ecs:*", kind, rate).await;
    let calls = async || {
        endpoint.calls("ecs", "DescribeServices").await + endpoint.calls("ecs", "ListTasks").await
    };
    let enough = calls().await + 4;
    while calls().await < enough {
        let seen = std::cell::Cell::new(false);
        // One event more; whatever it is, everything must still be there.
        page.until(|_| seen.replace(true)).await;
        let view = page.view.as_ref().unwrap();
        assert_eq!(services(view), services(&before), "{kind}");
        assert!(alive(view).is_superset(&alive(&before)), "{kind}");
        assert!(view.loading.is_none(), "{kind}");
    }
    endpoint.no_faults().await;
    let id = alive(&before).into_iter().next().unwrap();
    endpoint.stop_task("todo", &id, "afterwards").await;
    let follows = |view: &ClusterView| {
        let task = view.tasks.iter().find(|task| task.id == id);
        task.is_some_and(|task| task.phase == TaskPhase::Stopping)
    };
    assert!(page.until(|page| page.shows(follows)).await, "{kind}");
    assert!(page.until(|page| page.error.is_none()).await, "{kind}");
    assert_eq!(page.snapshots, 1, "{kind}");
}

#[tokio::test]
async fn no_row_vanishes_while_some_calls_fail() {
    join_all(["throttle", "error500", "reset", "stale"].map(|kind| nothing_vanishes(kind, 0.5)))
        .await;
}

#[tokio::test]
async fn no_row_vanishes_while_all_calls_fail() {
    join_all(
        [
            "truncated_body",
            "html500",
            "expired_token",
            "access_denied",
        ]
        .map(|kind| nothing_vanishes(kind, 1.0)),
    )
    .await;
}

#[tokio::test]
async fn what_could_not_be_described_is_listed_and_marked_as_incomplete() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    endpoint.fault("ecs:DescribeServices", "error500").await;
    let mut page = Page::<ClusterView>::open(&console, topic("todo"));
    let told = |page: &Page<ClusterView>| page.error.is_some() && page.view.is_some();
    assert!(page.until(told).await);
    let view = page.view.as_ref().unwrap();
    let names: BTreeSet<&str> = view
        .listed
        .iter()
        .map(|service| model::place::short_name(&service.arn))
        .collect();
    assert!(names.contains("admin") && names.contains("db-proxy"));
    assert!(view.services.is_empty());
    let loading = view.loading.unwrap();
    assert_eq!((loading.loaded, loading.total), (0, names.len() as u32));
    endpoint.no_faults().await;
    let complete = |view: &ClusterView| view.loading.is_none() && view.listed.is_empty();
    assert!(page.until(|page| page.shows(complete)).await);
    assert!(page.until(|page| page.error.is_none()).await);
}

#[tokio::test]
async fn a_cluster_that_is_deleted_ends_with_words() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let mut page = Page::<ClusterView>::open(&console, topic("sandbox"));
    assert!(
        page.until(|page| page.shows(|view| view.loading.is_none()))
            .await
    );
    endpoint
        .ecs("DeleteCluster", json!({"cluster": "sandbox"}))
        .await;
    assert!(!page.until(|_| false).await);
    let error = page.error.unwrap();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert!(error.message.contains("sandbox"), "{error}");
}

#[tokio::test]
async fn a_service_that_is_deleted_goes_and_one_that_is_new_comes() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let mut page = Page::<ClusterView>::open(&console, topic("batch"));
    let has = |view: &ClusterView, name: &str| view.services.iter().any(|s| s.name == name);
    assert!(
        page.until(|page| page.shows(|view| has(view, "reports") && view.loading.is_none()))
            .await
    );
    let body = json!({"cluster": "batch", "service": "reports", "force": true});
    endpoint.ecs("DeleteService", body).await;
    endpoint.step(300_000).await;
    assert!(
        page.until(|page| page.shows(|view| !has(view, "reports")))
            .await
    );
    assert!(page.shows(|view| has(view, "importer")));
}
