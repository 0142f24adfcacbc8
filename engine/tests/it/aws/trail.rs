//! Who started deployments, as CloudTrail tells.

use model::access::Role;
use model::history::{Source, Started, TrailAnswer};
use model::place::ServiceRef;
use model::scale::Seen;
use serde_json::json;

use crate::support::{Console, Endpoint, service, somebody};

/// What is known of all deployments of a service, after as many requests as it takes.
async fn trail(console: &Console, service: &ServiceRef) -> TrailAnswer {
    let viewer = somebody(Role::Viewer);
    loop {
        let answer = console.engine.deployment_trail(&viewer, service, None);
        let answer = answer.await.unwrap();
        if !answer.more {
            return answer;
        }
    }
}

fn told(started: &Started) -> (&str, Option<&str>, Option<&str>) {
    match &started.source {
        Source::CloudTrail { role, by } => (&started.who, role.as_deref(), by.as_deref()),
        Source::Here { .. } => panic!("{started:?}"),
    }
}

#[tokio::test]
async fn each_deployment_has_the_call_that_started_it() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let answer = trail(&console, &service("mailer")).await;
    assert_eq!(answer.unavailable, None);
    let found: Vec<_> = answer
        .found
        .iter()
        .map(|(_, started)| told(started.as_ref().unwrap()))
        .collect();
    // The service was made by Terraform and released twice since.
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(
        found[2],
        ("infrastructure", Some("terraform"), Some("Terraform"))
    );
    for (who, role, by) in &found[..2] {
        match *by {
            Some("aws-cli") => {
                assert_eq!((*who, *role), ("deploy-mailer", Some("github-deploy")));
            }
            Some("AWS console") => {
                assert_eq!((*who, *role), ("ada@example.com", Some("Operators")));
            }
            other => panic!("{other:?}"),
        }
    }
    // What CloudTrail has told once it isn't asked again.
    let calls = endpoint.calls("cloudtrail", "LookupEvents").await;
    assert_eq!(calls, 3);
    assert_eq!(trail(&console, &service("mailer")).await, answer);
    assert_eq!(endpoint.calls("cloudtrail", "LookupEvents").await, calls);
}

#[tokio::test]
async fn a_deployment_of_an_outsider_is_told_once_its_event_is_there() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let deploy = json!({"cluster": "todo", "service": "scheduler", "forceNewDeployment": true});
    endpoint.ecs("UpdateService", deploy).await;
    // A change of the count in the same minute starts nothing.
    let scale = json!({"cluster": "todo", "service": "scheduler", "desiredCount": 2});
    endpoint.ecs("UpdateService", scale).await;
    endpoint.step(5_000).await;
    let viewer = somebody(Role::Viewer);
    let client = endpoint.client().await;
    let newest = client
        .newest_service_deployments("todo", "scheduler")
        .await
        .unwrap()
        .remove(0);
    let ask = async || {
        let scheduler = service("scheduler");
        let answer = console
            .engine
            .deployment_trail(&viewer, &scheduler, Some(&newest.arn));
        answer.await.unwrap()
    };
    let early = ask().await;
    assert_eq!(early.waiting, std::slice::from_ref(&newest.arn));
    assert!(early.silence(&newest.arn).is_some());
    // However many wait for it, CloudTrail is asked now and then only.
    assert_eq!(ask().await, early);
    assert_eq!(endpoint.calls("cloudtrail", "LookupEvents").await, 1);
    endpoint.step(60_000).await;
    // Any answer tells the console what time it is there.
    let place = &service("scheduler").cluster.place;
    let definition = console.engine.task_definition(&viewer, place, "scheduler");
    definition.await.unwrap();
    let later = ask().await;
    let started = later.started(&newest.arn).unwrap();
    // Its key could be the name of a user; nothing tells its program.
    assert_eq!(told(started), ("other", None, None));
}

#[tokio::test]
async fn a_deployment_that_was_started_here_is_not_asked_about() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let operator = somebody(Role::Operator);
    let client = endpoint.client().await;
    let mailer = service("mailer");
    let seen = Seen::of(&client.service("todo", "mailer").await.unwrap());
    let restart = console.engine.restart(&operator, &mailer, &seen);
    restart.await.unwrap();
    endpoint.step(70_000).await;
    let newest = client
        .newest_service_deployments("todo", "mailer")
        .await
        .unwrap()
        .remove(0);
    let answer = console
        .engine
        .deployment_trail(&operator, &mailer, Some(&newest.arn));
    assert_eq!(answer.await.unwrap(), TrailAnswer::default());
    assert_eq!(endpoint.calls("cloudtrail", "LookupEvents").await, 0);
}

#[tokio::test]
async fn where_cloudtrail_may_not_be_read_it_says_so_and_is_left_alone() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    endpoint.fault("cloudtrail:*", "access_denied").await;
    for _ in 0..2 {
        let answer = trail(&console, &service("mailer")).await;
        let why = answer.unavailable.unwrap();
        assert!(why.contains("cloudtrail:LookupEvents"), "{why}");
        assert_eq!(answer.found, []);
    }
    assert_eq!(endpoint.calls("cloudtrail", "LookupEvents").await, 1);
}
