//! Stopping tasks.

use model::ErrorKind;
use model::access::Role;
use model::audit::Outcome;
use model::place::{TaskRef, short_name};

use super::recorded;
use crate::support::{Endpoint, place, somebody};

/// A running task of the cluster `todo`.
async fn running(endpoint: &Endpoint) -> TaskRef {
    let client = endpoint.client().await;
    let listed = client.list_tasks_of("todo", "web-gateway").await.unwrap();
    place().cluster("todo").task(short_name(&listed[0]))
}

#[tokio::test]
async fn an_operator_stops_a_task_for_a_reason_and_it_is_recorded() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let task = running(&endpoint).await;
    let operator = somebody(Role::Operator);
    let engine = &console.engine;
    engine
        .stop_task(&operator, &task, " leaks memory ")
        .await
        .unwrap();
    let now = endpoint.client().await.task("todo", &task.task).await;
    let now = now.unwrap();
    assert!(now.wants_stop());
    assert_eq!(now.stopped_reason.as_deref(), Some("leaks memory"));
    let (_, action, resource, parameters, outcome) = recorded(engine).await;
    assert_eq!(
        (action, resource, parameters, outcome),
        (
            "stop_task".to_owned(),
            format!("todo/{}", task.task),
            "because: leaks memory".to_owned(),
            Outcome::Succeeded
        )
    );
    let again = engine.stop_task(&operator, &task, "").await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::Invalid);
    assert_eq!(endpoint.calls("ecs", "StopTask").await, 1);
}

#[tokio::test]
async fn what_is_refused_never_reaches_aws_and_is_recorded() {
    let endpoint = Endpoint::todo().await;
    let task = running(&endpoint).await;
    let none = place().cluster("todo").task("0".repeat(32));
    let long = "a".repeat(model::stop_task::MAX_REASON + 1);
    for (read_only, role, task, reason, kind) in [
        (false, Role::Viewer, &task, "", ErrorKind::Forbidden),
        (true, Role::Admin, &task, "", ErrorKind::Forbidden),
        (
            false,
            Role::Operator,
            &task,
            long.as_str(),
            ErrorKind::Invalid,
        ),
        (false, Role::Operator, &none, "", ErrorKind::NotFound),
    ] {
        let console = endpoint.engine(read_only).await;
        let refused = console
            .engine
            .stop_task(&somebody(role), task, reason)
            .await;
        assert_eq!(refused.unwrap_err().kind, kind);
        assert_eq!(recorded(&console.engine).await.4, Outcome::Refused);
    }
    assert_eq!(endpoint.calls("ecs", "StopTask").await, 0);
}
