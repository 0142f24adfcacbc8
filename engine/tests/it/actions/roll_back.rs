//! Rolling back.

mod restored;

use std::collections::HashSet;

use engine::aws::Client;
use model::ErrorKind;
use model::access::Role;
use model::audit::Outcome;
use model::rollback::{Choice, Options, Plan, choices};
use model::service_deployment::ServiceDeploymentStatus;
use model::task_definition::{Guarded, family_revision};

use super::{newest, recorded, seen};
use crate::support::{Endpoint, service, somebody};

/// The revisions that a service can return to.
pub(super) async fn ways_back(client: &Client, service: &str) -> Vec<Choice> {
    let (_, deployments) = client
        .service_deployments("todo", service, &HashSet::new())
        .await
        .unwrap();
    let mut named: Vec<String> = deployments
        .iter()
        .flat_map(|deployment| deployment.sources.iter().chain(&deployment.target))
        .map(|revision| revision.arn.clone())
        .collect();
    named.sort_unstable();
    named.dedup();
    let revisions = client.service_revisions(&named).await.unwrap();
    let now = client.service("todo", service).await.unwrap();
    choices(&now, &deployments, &revisions)
}

#[tokio::test]
async fn a_finished_deployment_is_undone_by_a_new_one() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let previous = ways_back(&client, "todo-app").await.remove(0);
    assert!(previous.is_previous);
    let now = seen(&client, "todo-app").await;
    let (operator, todo_app) = (somebody(Role::Operator), service("todo-app"));

    let preview = console
        .engine
        .rollback_preview(&operator, &todo_app, &previous.revision, None)
        .await
        .unwrap();
    let update = Plan::Update {
        task_definition: previous.task_definition.clone(),
        copy: false,
    };
    assert_eq!(preview.plan, update);
    assert_eq!(
        (&preview.from, &preview.to),
        (&now.task_definition, &previous.task_definition)
    );
    assert!(!preview.changes.is_empty());

    let plan = console
        .engine
        .roll_back(
            &operator,
            &todo_app,
            &now,
            &previous.revision,
            preview.options,
            None,
        )
        .await
        .unwrap();
    assert_eq!(plan, update);
    let after = seen(&client, "todo-app").await;
    assert_eq!(after.task_definition, previous.task_definition);
    assert_ne!(after.deployment, now.deployment, "a new deployment");
    let words = format!(
        "{} → {} (UpdateService)",
        family_revision(&now.task_definition),
        family_revision(&previous.task_definition)
    );
    let (_, action, resource, parameters, outcome) = recorded(&console.engine).await;
    assert_eq!(
        (action.as_str(), resource.as_str(), parameters, outcome),
        ("roll_back", "todo/todo-app", words, Outcome::Succeeded)
    );
}

#[tokio::test]
async fn an_ongoing_deployment_is_stopped_and_goes_back() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let ongoing = client
        .newest_service_deployments("todo", "admin")
        .await
        .unwrap()
        .remove(0);
    assert_eq!(ongoing.status, ServiceDeploymentStatus::InProgress);
    let source = ongoing.sources[0].arn.clone();
    let now = seen(&client, "admin").await;
    let (operator, admin) = (somebody(Role::Operator), service("admin"));
    let plan = console
        .engine
        .roll_back(&operator, &admin, &now, &source, Options::default(), None)
        .await
        .unwrap();
    assert_eq!(
        plan,
        Plan::Stop {
            deployment: ongoing.arn.clone()
        }
    );
    assert!(
        newest(&console.engine)
            .await
            .parameters
            .ends_with("(StopServiceDeployment)")
    );
    assert_eq!(endpoint.calls("ecs", "UpdateService").await, 0);
    endpoint.step(600_000).await;
    let ended = client
        .newest_service_deployments("todo", "admin")
        .await
        .unwrap()
        .remove(0);
    assert_eq!(ended.arn, ongoing.arn);
    assert_eq!(ended.status, ServiceDeploymentStatus::RollbackSuccessful);
    console.engine.note_outcomes().await;
    let ended = newest(&console.engine).await.ended.unwrap();
    assert!(ended.starts_with("Rolled back after "), "{ended}");
    // Back there, there is nothing to go back to.
    let now = seen(&client, "admin").await;
    let again = console
        .engine
        .roll_back(&operator, &admin, &now, &source, Options::default(), None)
        .await
        .unwrap_err();
    assert_eq!(again.kind, ErrorKind::Invalid, "{again}");
}

#[tokio::test]
async fn what_is_refused() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let previous = ways_back(&client, "todo-app").await.remove(0).revision;
    let foreign = ways_back(&client, "web-gateway").await.remove(0).revision;
    let unknown = previous.rsplit_once('/').unwrap().0.to_owned() + "/1234567890123456789";
    let now = seen(&client, "todo-app").await;
    let stale = model::scale::Seen {
        task_definition: "todo-app:1".to_owned(),
        ..now.clone()
    };
    let (viewer, operator) = (somebody(Role::Viewer), somebody(Role::Operator));
    for (who, seen, revision, kind) in [
        (&viewer, &now, &previous, ErrorKind::Forbidden),
        (&operator, &stale, &previous, ErrorKind::Conflict),
        (&operator, &now, &foreign, ErrorKind::Invalid),
        (&operator, &now, &unknown, ErrorKind::NotFound),
        (&operator, &now, &"nonsense".to_owned(), ErrorKind::Invalid),
    ] {
        let result = console
            .engine
            .roll_back(
                who,
                &service("todo-app"),
                seen,
                revision,
                Options::default(),
                None,
            )
            .await;
        let error = result.unwrap_err();
        assert_eq!(error.kind, kind, "{revision}: {error}");
        assert_eq!(
            newest(&console.engine).await.outcome,
            Outcome::Refused,
            "{error}"
        );
    }
    assert_eq!(endpoint.calls("ecs", "UpdateService").await, 0);
}

#[tokio::test]
async fn a_preview_shows_values_to_operators_only() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let todo_app = service("todo-app");
    let mut guarded = 0;
    for choice in ways_back(&client, "todo-app").await {
        let preview = |role| {
            let (engine, revision) = (console.engine.clone(), choice.revision.clone());
            let todo_app = todo_app.clone();
            async move {
                engine
                    .rollback_preview(&somebody(role), &todo_app, &revision, None)
                    .await
                    .unwrap()
            }
        };
        let (viewer, operator) = (preview(Role::Viewer).await, preview(Role::Operator).await);
        let values = |preview: &model::rollback::Preview| -> Vec<Option<Guarded>> {
            let within = |place: &str| place.contains(".environment");
            let changes = preview
                .changes
                .iter()
                .filter(|change| within(&change.place));
            changes
                .flat_map(|change| [change.before.clone(), change.after.clone()])
                .collect()
        };
        assert!(
            values(&viewer)
                .iter()
                .flatten()
                .all(|value| *value == Guarded::Hidden)
        );
        assert!(
            values(&operator)
                .iter()
                .flatten()
                .all(|value| *value != Guarded::Hidden)
        );
        guarded += values(&viewer).len();
    }
    assert!(guarded > 0, "some revision differs in its environment");
}
