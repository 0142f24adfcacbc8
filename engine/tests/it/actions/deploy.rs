//! Deploying another revision or image.

use model::ErrorKind;
use model::access::Role;
use model::audit::Outcome;
use model::deploy::{DeployOptions, Wanted};
use model::document::edits;
use model::history::{Source, Started};
use model::service::CircuitBreaker;
use model::task_definition::{ANSWERS, family_revision};
use serde_json::{Value, json};

use super::{newest, seen};
use crate::support::{Endpoint, service, somebody};

/// A task definition as it was registered, from DescribeTaskDefinition as another client sees it.
async fn definition(endpoint: &Endpoint, name: &str) -> Value {
    let request = json!({"taskDefinition": name, "include": ["TAGS"]});
    let mut answer = endpoint.ecs("DescribeTaskDefinition", request).await;
    let mut document = answer["taskDefinition"].take();
    let members = document.as_object_mut().unwrap();
    members.retain(|name, _| !ANSWERS.contains(&name.as_str()));
    members.insert("tags".to_owned(), answer["tags"].take());
    document
}

fn image(container: &str, tag: &str) -> Wanted {
    Wanted::Image {
        container: container.to_owned(),
        tag: tag.to_owned(),
    }
}

#[tokio::test]
async fn another_tag_changes_exactly_one_value() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let (operator, todo_app) = (somebody(Role::Operator), service("todo-app"));
    let now = seen(&client, "todo-app").await;
    let wanted = image("todo-app", "1.8.0");
    let preview = console
        .engine
        .deploy_preview(&operator, &todo_app, &wanted)
        .await
        .unwrap();
    assert_eq!((preview.to, preview.doubt), (None, None));
    assert_eq!(preview.changes.len(), 1, "{:?}", preview.changes);
    assert_eq!(preview.calls.len(), 2);

    let options = DeployOptions::default();
    console
        .engine
        .deploy(&operator, &todo_app, &now, &wanted, &options, None)
        .await
        .unwrap();
    let after = seen(&client, "todo-app").await;
    let before = definition(&endpoint, &now.task_definition).await;
    let deployed = definition(&endpoint, &after.task_definition).await;
    let changes = edits(&before, &deployed);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert!(
        changes[0]
            .after
            .as_ref()
            .unwrap()
            .as_str()
            .unwrap()
            .ends_with("/todo-app:1.8.0"),
        "{changes:?}"
    );
    assert_ne!(before["tags"], json!([]), "the tags are among what stays");
    let entry = newest(&console.engine).await;
    assert_eq!(
        (entry.action.as_str(), entry.outcome),
        ("deploy", Outcome::Succeeded)
    );
    assert!(
        entry.parameters.contains("todo-app with 1.8.0"),
        "{}",
        entry.parameters
    );

    // And it is this deployment that the history says was started by the operator.
    endpoint.step(60_000).await;
    let history = client
        .newest_service_deployments("todo", "todo-app")
        .await
        .unwrap();
    let starters = console
        .engine
        .deployment_starters(&operator, &todo_app)
        .await
        .unwrap();
    assert_eq!(starters.len(), 1, "{starters:?}");
    assert_eq!(starters[0].deployment, history[0].arn);
    assert_eq!(
        starters[0].started,
        Some(Started {
            who: "operator".to_owned(),
            source: Source::Here {
                action: "deploy".to_owned()
            },
        })
    );
}

#[tokio::test]
async fn another_revision_with_options() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let (operator, todo_app) = (somebody(Role::Operator), service("todo-app"));
    let now = seen(&client, "todo-app").await;
    let configuration = client.service_document("todo", "todo-app").await.unwrap();
    let options = DeployOptions {
        circuit_breaker: Some(CircuitBreaker {
            enable: true,
            rollback: false,
        }),
        minimum_healthy_percent: Some(50),
        ..DeployOptions::default()
    };
    let wanted = Wanted::Revision("todo-app:130".to_owned());
    console
        .engine
        .deploy(&operator, &todo_app, &now, &wanted, &options, None)
        .await
        .unwrap();
    let after = seen(&client, "todo-app").await;
    assert_eq!(family_revision(&after.task_definition), "todo-app:130");
    let changed = client.service_document("todo", "todo-app").await.unwrap();
    let ways: Vec<String> = edits(
        &configuration["deploymentConfiguration"],
        &changed["deploymentConfiguration"],
    )
    .iter()
    .map(|edit| {
        edit.path
            .iter()
            .map(model::document::Step::word)
            .collect::<Vec<_>>()
            .join(".")
    })
    .collect();
    assert_eq!(
        ways,
        ["deploymentCircuitBreaker.rollback", "minimumHealthyPercent"]
    );
}

#[tokio::test]
async fn what_is_refused() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let now = seen(&client, "todo-app").await;
    let here = Wanted::Revision(now.task_definition.clone());
    let stale = model::scale::Seen {
        desired: 99,
        ..now.clone()
    };
    let revision = |name: &str| Wanted::Revision(name.to_owned());
    let gone = json!({"taskDefinition": "todo-app:131"});
    endpoint.ecs("DeregisterTaskDefinition", gone).await;
    for (role, seen, wanted, kind, words) in [
        (
            Role::Viewer,
            &now,
            revision("todo-app:130"),
            ErrorKind::Forbidden,
            "operator",
        ),
        (
            Role::Operator,
            &stale,
            revision("todo-app:130"),
            ErrorKind::Conflict,
            "desired count",
        ),
        (Role::Operator, &now, here, ErrorKind::Invalid, "already"),
        (
            Role::Operator,
            &now,
            revision("todo-app:131"),
            ErrorKind::Invalid,
            "deregistered",
        ),
        (
            Role::Operator,
            &now,
            revision("nothing:1"),
            ErrorKind::NotFound,
            "nothing:1",
        ),
        (
            Role::Operator,
            &now,
            revision(" "),
            ErrorKind::Invalid,
            "Name",
        ),
        (
            Role::Operator,
            &now,
            image("todo-app", "no.such.tag"),
            ErrorKind::Invalid,
            "no image",
        ),
        (
            Role::Operator,
            &now,
            image("todo-app", "a b"),
            ErrorKind::Invalid,
            "letters",
        ),
        (
            Role::Operator,
            &now,
            image("nobody", "1.8.0"),
            ErrorKind::Invalid,
            "no container",
        ),
    ] {
        let options = DeployOptions::default();
        let (who, todo_app) = (somebody(role), service("todo-app"));
        let result = console
            .engine
            .deploy(&who, &todo_app, seen, &wanted, &options, None)
            .await;
        let error = result.unwrap_err();
        assert_eq!(error.kind, kind, "{wanted:?}: {error}");
        assert!(error.message.contains(words), "{wanted:?}: {error}");
        let entry = newest(&console.engine).await;
        // AWS said that there is no such task definition; the console said the rest.
        let outcome = match kind {
            ErrorKind::NotFound => Outcome::Failed,
            _ => Outcome::Refused,
        };
        assert_eq!((entry.action.as_str(), entry.outcome), ("deploy", outcome));
    }
    assert_eq!(endpoint.calls("ecs", "UpdateService").await, 0);
    assert_eq!(endpoint.calls("ecs", "RegisterTaskDefinition").await, 0);
}

#[tokio::test]
async fn newest_revisions_come_first() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let place = crate::support::place();
    let viewer = somebody(Role::Viewer);
    let all = console
        .engine
        .task_definition_revisions(&viewer, &place, "todo-app")
        .await
        .unwrap();
    let numbers: Vec<_> = all
        .iter()
        .filter_map(|arn| model::task_definition::revision_number(arn))
        .collect();
    assert!(
        numbers.len() > 3 && numbers.is_sorted_by(|a, b| a > b),
        "{numbers:?}"
    );
}
