//! Running a task on its own.

use model::ErrorKind;
use model::access::Role;
use model::audit::Outcome;
use model::run_task::RunOverrides;
use serde_json::json;

use super::newest;
use crate::support::{Endpoint, service, somebody};

#[tokio::test]
async fn a_task_runs_where_and_how_the_services_own_run() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let operator = somebody(Role::Operator);
    let overrides =
        RunOverrides::from_lines("todo-app", "rake\ndb:migrate", "STEP=s3cret").unwrap();
    let id = console
        .engine
        .run_task(&operator, &service("todo-app"), None, &overrides)
        .await
        .unwrap();
    let task = client.task("todo", &id).await.unwrap();
    let now = client.service("todo", "todo-app").await.unwrap();
    assert_eq!(task.task_definition, now.task_definition);
    assert_eq!(task.started_by.as_deref(), Some("ecscope/operator"));
    assert_eq!(task.service(), None, "the service does not count it");
    let request = json!({"cluster": "todo", "tasks": [id]});
    let told = endpoint.ecs("DescribeTasks", request).await;
    let one = &told["tasks"][0]["overrides"]["containerOverrides"][0];
    assert_eq!(one["command"], json!(["rake", "db:migrate"]));
    assert_eq!(
        one["environment"],
        json!([{"name": "STEP", "value": "s3cret"}])
    );
    assert_eq!(told["tasks"][0]["launchType"], "FARGATE");
    let entry = newest(&console.engine).await;
    assert_eq!(
        (entry.action.as_str(), entry.outcome),
        ("run_task", Outcome::Succeeded)
    );
    assert!(
        entry.parameters.contains("STEP") && !entry.parameters.contains("s3cret"),
        "{}",
        entry.parameters
    );
}

#[tokio::test]
async fn another_definition_runs_with_the_services_network() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let definition = json!({
        "family": "migrate", "networkMode": "awsvpc", "cpu": "256", "memory": "512",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{"name": "migrate", "image": "todo-app:1.4.2", "essential": true}],
    });
    let registered = endpoint.ecs("RegisterTaskDefinition", definition).await;
    let arn = &registered["taskDefinition"]["taskDefinitionArn"];
    let operator = somebody(Role::Operator);
    let overrides = RunOverrides::from_lines("migrate", "up", "").unwrap();
    let todo_app = service("todo-app");
    let run = console
        .engine
        .run_task(&operator, &todo_app, Some("migrate"), &overrides);
    let id = run.await.unwrap();
    let task = client.task("todo", &id).await.unwrap();
    assert_eq!(&json!(task.task_definition), arn);
    let entry = newest(&console.engine).await;
    assert_eq!(entry.parameters, "migrate:1, migrate with another command");
    let request = json!({"cluster": "todo", "services": ["todo-app"]});
    let told = endpoint.ecs("DescribeServices", request).await;
    let network = &told["services"][0]["networkConfiguration"]["awsvpcConfiguration"];
    let request = json!({"cluster": "todo", "tasks": [id]});
    let told = endpoint.ecs("DescribeTasks", request).await;
    let details = told["tasks"][0]["attachments"][0]["details"]
        .as_array()
        .unwrap();
    let subnet = details
        .iter()
        .find(|one| one["name"] == "subnetId")
        .unwrap();
    let subnets = network["subnets"].as_array().unwrap();
    assert!(subnets.contains(&subnet["value"]), "{subnet} of {network}");
}

#[tokio::test]
async fn what_is_refused() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let odd = RunOverrides::from_lines("nobody", "x", "").unwrap();
    let none = RunOverrides::default();
    let other = Some("no-such-family");
    for (role, name, definition, overrides, kind) in [
        (Role::Viewer, "todo-app", None, &none, ErrorKind::Forbidden),
        (Role::Operator, "nothing", None, &none, ErrorKind::NotFound),
        (Role::Operator, "todo-app", None, &odd, ErrorKind::Invalid),
        (
            Role::Operator,
            "todo-app",
            other,
            &none,
            ErrorKind::NotFound,
        ),
    ] {
        let result = console
            .engine
            .run_task(&somebody(role), &service(name), definition, overrides)
            .await;
        assert_eq!(result.unwrap_err().kind, kind, "{name}");
        // That a definition is unknown, AWS itself says.
        let outcome = definition.map_or(Outcome::Refused, |_| Outcome::Failed);
        assert_eq!(newest(&console.engine).await.outcome, outcome);
    }
    assert_eq!(endpoint.calls("ecs", "RunTask").await, 0);
}
