//! Restarting.

use model::ErrorKind;
use model::access::Role;
use model::audit::Outcome;

use super::{recorded, seen};
use crate::support::{Endpoint, service, somebody};

#[tokio::test]
async fn an_operator_restarts_and_it_is_recorded() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let before = seen(&client, "mailer").await;
    let operator = somebody(Role::Operator);
    let mailer = service("mailer");
    let engine = &console.engine;
    engine.restart(&operator, &mailer, &before).await.unwrap();
    let after = seen(&client, "mailer").await;
    assert_ne!(after.deployment, before.deployment);
    assert_eq!(after.task_definition, before.task_definition);
    assert_eq!(after.desired, before.desired);
    let (user, action, resource, parameters, outcome) = recorded(engine).await;
    assert_eq!(
        (user.as_str(), action.as_str(), resource.as_str()),
        ("operator", "restart", "todo/mailer")
    );
    assert!(parameters.starts_with("mailer:"), "{parameters}");
    assert_eq!(outcome, Outcome::Succeeded);
    // What the user saw before is no longer so, and a deployment in progress is enough.
    let stale = engine.restart(&operator, &mailer, &before).await;
    assert_eq!(stale.unwrap_err().kind, ErrorKind::Conflict);
    let again = engine.restart(&operator, &mailer, &after).await;
    assert_eq!(again.unwrap_err().kind, ErrorKind::Invalid);
    assert_eq!(recorded(engine).await.4, Outcome::Refused);
    assert_eq!(endpoint.calls("ecs", "UpdateService").await, 1);
}

#[tokio::test]
async fn who_may_not_restart_is_refused_and_recorded() {
    let endpoint = Endpoint::todo().await;
    let client = endpoint.client().await;
    let before = seen(&client, "mailer").await;
    for (read_only, role) in [(false, Role::Viewer), (true, Role::Operator)] {
        let console = endpoint.engine(read_only).await;
        let refused = console
            .engine
            .restart(&somebody(role), &service("mailer"), &before)
            .await;
        assert_eq!(refused.unwrap_err().kind, ErrorKind::Forbidden);
        assert_eq!(recorded(&console.engine).await.4, Outcome::Refused);
    }
    assert_eq!(endpoint.calls("ecs", "UpdateService").await, 0);
}
