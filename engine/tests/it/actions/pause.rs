//! Pausing and resuming.

use model::ErrorKind;
use model::access::Role;
use model::audit::Outcome;

use super::{newest, seen};
use crate::support::{Endpoint, service, somebody};

#[tokio::test]
async fn a_paused_service_is_resumed_with_what_it_had() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let (operator, todo_app) = (somebody(Role::Operator), service("todo-app"));
    let engine = &console.engine;
    let before = seen(&client, "todo-app").await;
    assert!(before.desired > 0);
    engine.pause(&operator, &todo_app, &before).await.unwrap();
    let paused = seen(&client, "todo-app").await;
    assert_eq!(paused.desired, 0);
    let pause = engine
        .pause_of(&operator, &todo_app)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (pause.desired, pause.user.as_str()),
        (before.desired, "operator")
    );
    let again = engine
        .pause(&operator, &todo_app, &paused)
        .await
        .unwrap_err();
    assert_eq!(again.kind, ErrorKind::Invalid);

    engine.resume(&operator, &todo_app, &paused).await.unwrap();
    let words = newest(engine).await.parameters;
    assert_eq!(words, format!("desired 0 → {}", before.desired));
    assert_eq!(seen(&client, "todo-app").await.desired, before.desired);
    assert_eq!(engine.pause_of(&operator, &todo_app).await.unwrap(), None);
}

#[tokio::test]
async fn a_pause_that_aws_refuses_is_none() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let (operator, todo_app) = (somebody(Role::Operator), service("todo-app"));
    let engine = &console.engine;
    let before = seen(&client, "todo-app").await;
    endpoint.fault("ecs:UpdateService", "access_denied").await;
    assert!(engine.pause(&operator, &todo_app, &before).await.is_err());
    assert_eq!(newest(engine).await.outcome, Outcome::Failed);
    endpoint.no_faults().await;
    assert_eq!(engine.pause_of(&operator, &todo_app).await.unwrap(), None);
    // Somebody else may have scaled it to zero: nobody knows what it had.
    let viewer = somebody(Role::Viewer);
    let refused = engine.pause(&viewer, &todo_app, &before).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Forbidden);
    let zero = serde_json::json!({"cluster": "todo", "service": "todo-app", "desiredCount": 0});
    endpoint.ecs("UpdateService", zero).await;
    let now = seen(&client, "todo-app").await;
    let error = engine.resume(&operator, &todo_app, &now).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert!(error.message.contains("Nobody paused it here"), "{error}");
}
