//! Scaling.

use model::ErrorKind;
use model::access::Role;
use model::audit::Outcome;
use model::scale::Seen;
use sqlx::Connection as _;

use super::{newest, recorded, seen};
use crate::support::{Endpoint, service, somebody};

#[tokio::test]
async fn an_operator_scales_and_it_is_recorded() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let before = seen(&client, "mailer").await;
    let operator = somebody(Role::Operator);
    console
        .engine
        .scale(&operator, &service("mailer"), &before, 5)
        .await
        .unwrap();
    let after = seen(&client, "mailer").await;
    assert_eq!(after.desired, 5);
    assert_eq!(
        after.deployment, before.deployment,
        "scaling is no deployment"
    );
    let words = format!("desired {} → 5", before.desired);
    let (user, action, resource, parameters, outcome) = recorded(&console.engine).await;
    assert_eq!(
        (
            user.as_str(),
            action.as_str(),
            resource.as_str(),
            parameters,
            outcome
        ),
        (
            "operator",
            "scale",
            "todo/mailer",
            words,
            Outcome::Succeeded
        )
    );
    assert!(newest(&console.engine).await.request_id.is_some());
    console.engine.shutdown().await;
}

#[tokio::test]
async fn what_is_refused_never_reaches_aws_and_is_recorded() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let read_only = endpoint.engine(true).await;
    let client = endpoint.client().await;
    let now = seen(&client, "mailer").await;
    let stale = Seen {
        desired: now.desired + 1,
        ..now.clone()
    };
    let redeployed = Seen {
        deployment: Some("ecs-svc/0".to_owned()),
        ..now.clone()
    };
    let (viewer, operator) = (somebody(Role::Viewer), somebody(Role::Operator));
    for (engine, who, name, seen, desired, kind, words) in [
        (
            &console.engine,
            &viewer,
            "mailer",
            &now,
            5,
            ErrorKind::Forbidden,
            "only operator",
        ),
        (
            &read_only.engine,
            &operator,
            "mailer",
            &now,
            5,
            ErrorKind::Forbidden,
            "read-only",
        ),
        (
            &console.engine,
            &operator,
            "nope",
            &now,
            5,
            ErrorKind::NotFound,
            "“nope”",
        ),
        (
            &console.engine,
            &operator,
            "mailer",
            &stale,
            5,
            ErrorKind::Conflict,
            "desired count is now",
        ),
        (
            &console.engine,
            &operator,
            "mailer",
            &redeployed,
            5,
            ErrorKind::Conflict,
            "another deployment",
        ),
        (
            &console.engine,
            &operator,
            "mailer",
            &now,
            -1,
            ErrorKind::Invalid,
            "between 0 and",
        ),
        (
            &console.engine,
            &operator,
            "mailer",
            &now,
            now.desired,
            ErrorKind::Invalid,
            "already",
        ),
    ] {
        let error = engine
            .scale(who, &service(name), seen, desired)
            .await
            .unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.message.contains(words), "{error}");
        let entry = newest(engine).await;
        assert_eq!(entry.outcome, Outcome::Refused, "{error}");
        assert_eq!(entry.message, Some(error.message));
        assert_eq!(entry.resource, format!("todo/{name}"));
    }
    assert_eq!(endpoint.calls("ecs", "UpdateService").await, 0);
}

#[tokio::test]
async fn targets_and_regions_that_are_not_configured() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let seen = seen(&endpoint.client().await, "mailer").await;
    let mut elsewhere = service("mailer");
    elsewhere.cluster.place.region = "eu-west-1".to_owned();
    let mut unknown = service("mailer");
    unknown.cluster.place.target = "prod".to_owned();
    let admin = somebody(Role::Admin);
    for (service, kind) in [
        (elsewhere, ErrorKind::NotFound),
        (unknown, ErrorKind::Forbidden),
    ] {
        let error = console
            .engine
            .scale(&admin, &service, &seen, 5)
            .await
            .unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
    }
}

#[tokio::test]
async fn what_aws_refuses_is_recorded_as_failed() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let seen = seen(&endpoint.client().await, "mailer").await;
    endpoint.fault("ecs:UpdateService", "access_denied").await;
    let operator = somebody(Role::Operator);
    let error = console
        .engine
        .scale(&operator, &service("mailer"), &seen, 5)
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::AccessDenied);
    let entry = newest(&console.engine).await;
    assert_eq!(entry.outcome, Outcome::Failed);
    assert_eq!(
        (entry.message, entry.request_id),
        (Some(error.message), error.request_id)
    );
}

#[tokio::test]
async fn of_two_at_once_the_second_is_told_what_changed() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let seen = seen(&endpoint.client().await, "mailer").await;
    let operator = somebody(Role::Operator);
    let mailer = service("mailer");
    let (one, other) = tokio::join!(
        console.engine.scale(&operator, &mailer, &seen, 4),
        console.engine.scale(&operator, &mailer, &seen, 6),
    );
    assert_ne!(one.is_ok(), other.is_ok(), "one of the two wins");
    let lost = one.and(other).unwrap_err();
    assert_eq!(lost.kind, ErrorKind::Conflict, "{lost}");
    assert_eq!(endpoint.calls("ecs", "UpdateService").await, 1);
}

#[tokio::test]
async fn a_change_that_cannot_be_audited_is_not_made() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let seen = seen(&endpoint.client().await, "mailer").await;
    let mut database = sqlx::AnyConnection::connect(&console.url).await.unwrap();
    sqlx::query("DROP TABLE audit")
        .execute(&mut database)
        .await
        .unwrap();
    let operator = somebody(Role::Operator);
    let error = console
        .engine
        .scale(&operator, &service("mailer"), &seen, 5)
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Internal);
    assert!(error.message.contains("nothing was changed"), "{error}");
    assert_eq!(endpoint.calls("ecs", "UpdateService").await, 0);
}

#[tokio::test]
async fn a_change_goes_on_when_nobody_waits_for_it() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let client = endpoint.client().await;
    let seen = seen(&client, "mailer").await;
    let operator = somebody(Role::Operator);
    let mailer = service("mailer");
    let mut change = Box::pin(console.engine.scale(&operator, &mailer, &seen, 5));
    // The browser goes away as soon as the log knows that the change has started.
    loop {
        let waited = tokio::time::timeout(std::time::Duration::from_millis(1), &mut change).await;
        if waited.is_ok()
            || !console
                .engine
                .store()
                .audit_list(1)
                .await
                .unwrap()
                .is_empty()
        {
            break;
        }
    }
    drop(change);
    console.engine.shutdown().await;
    assert_eq!(newest(&console.engine).await.outcome, Outcome::Succeeded);
    assert_eq!(super::seen(&client, "mailer").await.desired, 5);
}
