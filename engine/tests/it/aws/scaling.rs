//! The bounds of auto scaling: known, absent, and not to be read.

use model::access::Role;
use model::live::Offered;
use model::scaling::{Bounds, Suspended};
use model::{Error, ErrorKind};

use crate::support::{Endpoint, service, somebody};

#[tokio::test]
async fn bounds_are_read_where_there_are_any() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let viewer = somebody(Role::Viewer);
    let bounds = Bounds {
        min: 4,
        max: 10,
        suspended: Suspended::default(),
    };
    for (name, expected) in [("todo-app", Some(bounds)), ("mailer", None)] {
        let service = service(name);
        let found = console.engine.service_scaling(&viewer, &service).await;
        assert_eq!(found, Ok(Offered::Known(expected)), "{name}");
    }
}

#[tokio::test]
async fn bounds_that_may_not_be_read_are_no_failure() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let (viewer, todo_app) = (somebody(Role::Viewer), service("todo-app"));
    for (fault, words) in [
        (
            "access_denied",
            "application-autoscaling:DescribeScalableTargets",
        ),
        ("throttle", "slow down"),
    ] {
        endpoint.fault("application-autoscaling:*", fault).await;
        let answer = console.engine.service_scaling(&viewer, &todo_app).await;
        let told = match answer {
            Ok(Offered::Unavailable(why)) => why,
            other => panic!("{fault}: {other:?}"),
        };
        assert!(told.contains(words), "{told}");
        endpoint.no_faults().await;
    }
}

#[tokio::test]
async fn an_endpoint_without_auto_scaling_is_no_failure() {
    let endpoint = Endpoint::canned(501, "application/x-amz-json-1.1", "{}").await;
    let console = endpoint.engine(false).await;
    let (viewer, todo_app) = (somebody(Role::Viewer), service("todo-app"));
    for _ in 0..2 {
        let answer = console.engine.service_scaling(&viewer, &todo_app).await;
        let words = "This endpoint does not offer DescribeScalableTargets.";
        assert_eq!(answer, Ok(Offered::Unavailable(words.to_owned())));
    }
}

#[tokio::test]
async fn credentials_that_are_refused_are_a_failure_here_too() {
    let endpoint = Endpoint::todo().await;
    let console = endpoint.engine(false).await;
    let (viewer, todo_app) = (somebody(Role::Viewer), service("todo-app"));
    endpoint
        .fault("application-autoscaling:*", "expired_token")
        .await;
    let answer = console.engine.service_scaling(&viewer, &todo_app).await;
    assert!(
        matches!(
            answer,
            Err(Error {
                kind: ErrorKind::Credentials,
                ..
            })
        ),
        "{answer:?}"
    );
}
