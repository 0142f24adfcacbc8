//! Answering pauses of deployments.

use engine::aws::Client;
use model::ErrorKind;
use model::access::Role;
use model::audit::Outcome;
use model::hook::{Answer, HookAnswer, HookStatus};
use model::place::ServiceRef;
use model::scale::Seen;
use model::service_deployment::{ServiceDeployment, ServiceDeploymentStatus};
use model::stage::Stage;
use simulator::Scenario;

use super::{newest, recorded};
use crate::support::{Endpoint, place, somebody};

fn approval() -> ServiceRef {
    place().cluster("releases").service("approval")
}

async fn seen(client: &Client) -> Seen {
    Seen::of(&client.service("releases", "approval").await.unwrap())
}

async fn record(client: &Client, service: &str) -> ServiceDeployment {
    let all = client.newest_service_deployments("releases", service).await;
    all.unwrap().remove(0)
}

fn given(deployment: &str, hook: &str, answer: Answer) -> HookAnswer {
    HookAnswer {
        deployment: deployment.to_owned(),
        hook: hook.to_owned(),
        answer,
        typed: None,
    }
}

#[tokio::test]
async fn a_pause_is_continued_once_and_recorded() {
    let (endpoint, service) = (Endpoint::scenario(Scenario::Releases).await, approval());
    let console = endpoint.engine(false).await;
    let (client, engine) = (endpoint.client().await, &console.engine);
    let before = seen(&client).await;
    let paused = record(&client, "approval").await;
    let hook = paused.course.hooks[0].clone();
    assert!(hook.waits(), "{hook:?}");
    assert_eq!(
        paused.course.planned[0].stages,
        [Stage::PostTestTrafficShift]
    );
    let operator = somebody(Role::Operator);
    let answer = || {
        engine.answer_hook(
            &operator,
            &service,
            &before,
            given(&paused.arn, &hook.id, Answer::Continue),
        )
    };
    answer().await.unwrap();
    let (user, action, resource, parameters, outcome) = recorded(engine).await;
    assert_eq!(
        (user.as_str(), action.as_str(), resource.as_str(), outcome),
        (
            "operator",
            "answer_hook",
            "releases/approval",
            Outcome::Succeeded
        )
    );
    assert_eq!(
        parameters,
        format!("continue {} at {}", paused.id(), hook.id)
    );
    assert!(newest(engine).await.request_id.is_some());
    let after = record(&client, "approval").await;
    assert_eq!(after.course.hooks[0].status, HookStatus::Succeeded);
    // The second one is too late, and is told.
    let late = answer().await.unwrap_err();
    assert_eq!(late.kind, ErrorKind::Invalid);
    assert!(late.message.contains("go on already"), "{late}");
    assert_eq!(recorded(engine).await.4, Outcome::Refused);
    assert_eq!(endpoint.calls("ecs", "ContinueServiceDeployment").await, 1);
    endpoint.step(5 * 60_000).await;
    let over = record(&client, "approval").await;
    assert_eq!(over.status, ServiceDeploymentStatus::Successful);
}

#[tokio::test]
async fn a_pause_is_answered_with_a_rollback() {
    let (endpoint, service) = (Endpoint::scenario(Scenario::Releases).await, approval());
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let before = seen(&client).await;
    let paused = record(&client, "approval").await;
    let hook = &paused.course.hooks[0].id;
    let operator = somebody(Role::Operator);
    let answer = given(&paused.arn, hook, Answer::RollBack);
    let engine = &console.engine;
    let done = engine.answer_hook(&operator, &service, &before, answer);
    done.await.unwrap();
    endpoint.step(5 * 60_000).await;
    let over = record(&client, "approval").await;
    assert_eq!(over.status, ServiceDeploymentStatus::RollbackSuccessful);
    assert!(recorded(engine).await.3.starts_with("roll back "));
}

#[tokio::test]
async fn what_can_not_be_answered_never_reaches_aws() {
    let (endpoint, service) = (Endpoint::scenario(Scenario::Releases).await, approval());
    let console = endpoint.engine(false).await;
    let read_only = endpoint.engine(true).await;
    let client = endpoint.client().await;
    let now = seen(&client).await;
    let stale = Seen {
        deployment: Some("ecs-svc/0".to_owned()),
        ..now.clone()
    };
    let paused = record(&client, "approval").await;
    let other = record(&client, "smoke-test").await;
    let hook = paused.course.hooks[0].id.clone();
    let asked = other.course.hooks[0].id.clone();
    for (engine, role, seen, deployment, hook, kind) in [
        (
            &console,
            Role::Viewer,
            &now,
            &paused.arn,
            &hook,
            ErrorKind::Forbidden,
        ),
        (
            &read_only,
            Role::Admin,
            &now,
            &paused.arn,
            &hook,
            ErrorKind::Forbidden,
        ),
        (
            &console,
            Role::Operator,
            &stale,
            &paused.arn,
            &hook,
            ErrorKind::Conflict,
        ),
        // A deployment of another service, and a hook of another deployment.
        (
            &console,
            Role::Operator,
            &now,
            &other.arn,
            &asked,
            ErrorKind::NotFound,
        ),
        (
            &console,
            Role::Operator,
            &now,
            &paused.arn,
            &asked,
            ErrorKind::NotFound,
        ),
    ] {
        let engine = &engine.engine;
        let who = somebody(role);
        let answer = given(deployment, hook, Answer::Continue);
        let refused = engine.answer_hook(&who, &service, seen, answer);
        assert_eq!(refused.await.unwrap_err().kind, kind);
        assert_eq!(recorded(engine).await.4, Outcome::Refused);
    }
    assert_eq!(endpoint.calls("ecs", "ContinueServiceDeployment").await, 0);
}

#[tokio::test]
async fn protected_targets_ask_for_the_name_to_go_back_at_a_pause() {
    let (endpoint, service) = (Endpoint::scenario(Scenario::Releases).await, approval());
    let console = endpoint.engine_with(|target| target.protected = true).await;
    let client = endpoint.client().await;
    let before = seen(&client).await;
    let paused = record(&client, "approval").await;
    let hook = &paused.course.hooks[0].id;
    let operator = somebody(Role::Operator);
    let back = |typed: Option<&str>| HookAnswer {
        typed: typed.map(str::to_owned),
        ..given(&paused.arn, hook, Answer::RollBack)
    };
    let engine = &console.engine;
    for typed in [None, Some("approve")] {
        let refused = engine.answer_hook(&operator, &service, &before, back(typed));
        let words = refused.await.unwrap_err().message;
        assert!(
            words.contains("type the service’s name, approval"),
            "{words}"
        );
    }
    assert_eq!(endpoint.calls("ecs", "ContinueServiceDeployment").await, 0);
    let done = engine.answer_hook(&operator, &service, &before, back(Some("approval")));
    done.await.unwrap();
}
