use super::*;
use crate::service_deployment::tests::deployment;

const WARM_UP: &str = "arn:aws:lambda:us-east-1:1:function:warm-up";

fn hook(id: &str, kind: &str, status: &str) -> Hook {
    Hook {
        id: id.to_owned(),
        kind: kind.into(),
        target: (kind == "AWS_LAMBDA").then(|| WARM_UP.to_owned()),
        status: status.into(),
        expires_at: Some(Timestamp(160_000)),
        timeout_action: Some("ROLLBACK".to_owned()),
    }
}

fn planned(kind: &str, stages: &[&str]) -> PlannedHook {
    PlannedHook {
        kind: kind.into(),
        target: (kind == "AWS_LAMBDA").then(|| WARM_UP.to_owned()),
        stages: stages.iter().map(|stage| Stage::from(*stage)).collect(),
    }
}

#[test]
fn only_a_pause_of_an_ongoing_deployment_can_be_answered() {
    for (status, kind, state, id, words) in [
        ("IN_PROGRESS", "PAUSE", "AWAITING_ACTION", "h", None),
        (
            "PENDING",
            "PAUSE",
            "AWAITING_ACTION",
            "h",
            Some("not begun"),
        ),
        (
            "ROLLBACK_REQUESTED",
            "PAUSE",
            "AWAITING_ACTION",
            "h",
            Some("going back already"),
        ),
        (
            "ROLLBACK_IN_PROGRESS",
            "PAUSE",
            "AWAITING_ACTION",
            "h",
            Some("going back already"),
        ),
        (
            "STOP_REQUESTED",
            "PAUSE",
            "AWAITING_ACTION",
            "h",
            Some("being stopped"),
        ),
        ("SUCCESSFUL", "PAUSE", "SUCCEEDED", "h", Some("has ended")),
        (
            "ROLLBACK_SUCCESSFUL",
            "PAUSE",
            "FAILED",
            "h",
            Some("has ended"),
        ),
        (
            "IN_PROGRESS",
            "PAUSE",
            "SUCCEEDED",
            "h",
            Some("let the deployment go on already"),
        ),
        (
            "IN_PROGRESS",
            "PAUSE",
            "TIMED_OUT",
            "h",
            Some("nobody answered in time"),
        ),
        (
            "IN_PROGRESS",
            "PAUSE",
            "FAILED",
            "h",
            Some("has ended already"),
        ),
        (
            "IN_PROGRESS",
            "AWS_LAMBDA",
            "IN_PROGRESS",
            "h",
            Some("asks a function"),
        ),
        (
            "IN_PROGRESS",
            "PAUSE",
            "AWAITING_ACTION",
            "other",
            Some("no such hook"),
        ),
    ] {
        let mut deployment = deployment(status);
        deployment.course.hooks = vec![hook("h", kind, state)];
        let refused = can_answer(&deployment, id).err().map(|error| error.message);
        match words {
            None => assert_eq!(refused, None, "{status} {kind} {state}"),
            Some(words) => {
                assert!(
                    refused.as_ref().is_some_and(|why| why.contains(words)),
                    "{words}: {refused:?}"
                );
            }
        }
    }
}

#[test]
fn lists_what_was_reached_and_what_is_ahead_with_its_stage() {
    let mut deployment = deployment("IN_PROGRESS");
    deployment.stage = Some("POST_SCALE_UP".to_owned());
    deployment.course.planned = vec![
        planned("AWS_LAMBDA", &["PRE_SCALE_UP", "POST_SCALE_UP"]),
        planned("PAUSE", &["POST_TEST_TRAFFIC_SHIFT"]),
    ];
    deployment.course.hooks = vec![
        hook("a", "AWS_LAMBDA", "SUCCEEDED"),
        hook("b", "AWS_LAMBDA", "IN_PROGRESS"),
    ];
    let shown = |deployment: &ServiceDeployment| -> Vec<(String, Option<Stage>, bool)> {
        let rows = hooks(deployment).into_iter();
        rows.map(|row| (row.name, row.stage, row.hook.is_some()))
            .collect()
    };
    assert_eq!(
        shown(&deployment),
        [
            // AWS does not tell which of its two stages it was.
            ("warm-up".to_owned(), None, true),
            ("warm-up".to_owned(), Some(Stage::PostScaleUp), true),
            ("Pause".to_owned(), Some(Stage::PostTestTrafficShift), false),
        ]
    );
    deployment.status = "ROLLBACK_SUCCESSFUL".into();
    assert_eq!(shown(&deployment).len(), 2);
}

#[test]
fn states_say_what_the_time_out_will_do() {
    let now = Timestamp(100_000);
    for (kind, status, action, words) in [
        (
            "PAUSE",
            "AWAITING_ACTION",
            "ROLLBACK",
            "waits for an answer, rolls back by itself in 1 min",
        ),
        (
            "PAUSE",
            "AWAITING_ACTION",
            "CONTINUE",
            "waits for an answer, goes on by itself in 1 min",
        ),
        (
            "AWS_LAMBDA",
            "IN_PROGRESS",
            "ROLLBACK",
            "being asked, rolls back by itself in 1 min",
        ),
        ("AWS_LAMBDA", "SUCCEEDED", "ROLLBACK", "passed"),
        ("AWS_LAMBDA", "SOMETHING_NEW", "ROLLBACK", "something new"),
    ] {
        let hook = Hook {
            timeout_action: Some(action.to_owned()),
            ..hook("h", kind, status)
        };
        assert_eq!(hook.words(now), words);
    }
}
