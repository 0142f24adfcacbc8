use super::*;
use crate::Timestamp;
use crate::hook::{Hook, PlannedHook};
use crate::live::Offered;
use crate::service::tests::{deployment as rollout, service};
use crate::service::{CircuitBreaker, ServiceEvent};
use crate::service_deployment::tests::deployment;
use crate::service_deployment::{CircuitBreakerCount, Rollback};
use crate::service_revision::ServiceRevision;
use crate::task::tests::{container, task};

/// A service on its way from 18 to 19, with a record of that deployment.
fn view(record: ServiceDeployment) -> ServiceView {
    let revision = |arn: &str, number: i64| ServiceRevision {
        arn: arn.to_owned(),
        task_definition: format!("td/web:{number}"),
        images: Vec::new(),
        created_at: None,
    };
    let mut service = service(3, 3, 0);
    service.circuit_breaker = Some(CircuitBreaker {
        enable: true,
        rollback: true,
    });
    ServiceView {
        service,
        tasks: Vec::new(),
        events: Vec::new(),
        deployments: Offered::Known(vec![record]),
        revisions: vec![revision("rev/1", 18), revision("rev/2", 19)],
    }
}

/// A task of revision 19 that failed.
fn failed(id: &str, exit: i32) -> Task {
    Task {
        task_definition: "td/web:19".to_owned(),
        created_at: Some(Timestamp(110_000)),
        stopped_at: Some(Timestamp(120_000)),
        stop_code: Some("EssentialContainerExited".to_owned()),
        stopped_reason: Some("Essential container in task exited".to_owned()),
        containers: vec![container(Some(exit), None)],
        ..task(id, "STOPPED")
    }
}

fn breaker(status: &str, failures: i32) -> CircuitBreakerCount {
    CircuitBreakerCount {
        status: Some(status.into()),
        failures,
        threshold: 3,
    }
}

fn back(reason: &str) -> Rollback {
    Rollback {
        reason: Some(reason.to_owned()),
        started_at: Some(Timestamp(130_000)),
        revision: Some("rev/1".to_owned()),
    }
}

fn words(view: &ServiceView) -> Option<String> {
    verdict(view).map(|verdict| verdict.words)
}

const BREAKER: &str =
    "Service deployment rolled back because the circuit breaker threshold was exceeded.";

#[test]
fn the_circuit_breaker_is_explained_by_the_tasks_that_tripped_it() {
    for (status, begin) in [
        ("ROLLBACK_SUCCESSFUL", "Rolled back to 18"),
        ("ROLLBACK_IN_PROGRESS", "Rolling back to 18"),
    ] {
        let mut found = view(ServiceDeployment {
            status_reason: Some(BREAKER.to_owned()),
            rollback: Some(back(BREAKER)),
            circuit_breaker: Some(breaker("TRIGGERED", 3)),
            ..deployment(status)
        });
        // Tasks of before, of after and of other revisions have no part in it.
        let early = Task {
            created_at: Some(Timestamp(90_000)),
            ..failed("early", 2)
        };
        let late = Task {
            created_at: Some(Timestamp(140_000)),
            ..failed("late", 2)
        };
        let other = Task {
            task_definition: "td/web:18".to_owned(),
            ..failed("other", 2)
        };
        found.tasks = vec![failed("a", 1), failed("b", 1), early, late, other];
        let why = "after 3 failed tasks, the circuit breaker's limit";
        let expected = format!("{begin} {why}: container app exited with 1.");
        assert_eq!(words(&found), Some(expected));
        found.tasks.push(failed("c", 7));
        let expected = format!("{begin} {why}: mostly container app exited with 1 (2 of 3).");
        assert_eq!(words(&found), Some(expected));
        // ECS forgets tasks after an hour, and keeps events for longer.
        found.tasks.clear();
        assert_eq!(words(&found), Some(format!("{begin} {why}.")));
        found.events = vec![ServiceEvent {
            id: "1".to_owned(),
            at: Timestamp(120_000),
            message: "(service web) (task x) failed container health checks.".to_owned(),
        }];
        let expected = format!("{begin} {why}: health checks of containers failed.");
        assert_eq!(words(&found), Some(expected));
    }
}

#[test]
fn every_other_reason_in_words() {
    let hook = |kind: &str, target: Option<&str>, status: &str| Hook {
        id: "h".to_owned(),
        kind: kind.into(),
        target: target.map(str::to_owned),
        status: status.into(),
        expires_at: None,
        timeout_action: None,
    };
    let smoke = "arn:aws:lambda:us-east-1:1:function:smoke-test";
    let because = |text: &str| format!("Service deployment rolled back because {text}");
    for (reason, alarms, hook, expected) in [
        (
            because("one or more CloudWatch alarms were detected."),
            vec!["5xx"],
            None,
            "Rolled back to 18: 5xx went off.",
        ),
        (
            because("one or more CloudWatch alarms were detected."),
            vec![],
            None,
            "Rolled back to 18: an alarm went off.",
        ),
        (
            because("POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed."),
            vec![],
            Some(hook("AWS_LAMBDA", Some(smoke), "FAILED")),
            "Rolled back to 18: the hook smoke-test at “after test traffic” failed.",
        ),
        (
            because("POST_TEST_TRAFFIC_SHIFT pause hook timed out."),
            vec![],
            Some(hook("PAUSE", None, "TIMED_OUT")),
            "Rolled back to 18: the pause at “after test traffic” had no answer in time.",
        ),
        (
            because("a rollback was requested."),
            vec![],
            Some(hook("PAUSE", None, "FAILED")),
            "Rolled back to 18, because somebody asked for it.",
        ),
        (
            because("of invalid networking configuration."),
            vec![],
            None,
            "Rolled back to 18: invalid networking configuration.",
        ),
    ] {
        let mut record = ServiceDeployment {
            status_reason: Some(reason.clone()),
            rollback: Some(back(&reason)),
            triggered_alarms: alarms.into_iter().map(str::to_owned).collect(),
            ..deployment("ROLLBACK_SUCCESSFUL")
        };
        record.course.planned = hook
            .iter()
            .map(|hook: &Hook| PlannedHook {
                kind: hook.kind.clone(),
                target: hook.target.clone(),
                stages: vec!["POST_TEST_TRAFFIC_SHIFT".into()],
            })
            .collect();
        record.course.hooks = hook.into_iter().collect();
        assert_eq!(words(&view(record)).as_deref(), Some(expected));
    }
}

#[test]
fn a_first_deployment_has_nothing_to_go_back_to() {
    let mut found = view(ServiceDeployment {
        status_reason: Some("No rollback candidate was found to run the rollback.".to_owned()),
        circuit_breaker: Some(breaker("TRIGGERED", 3)),
        ..deployment("ROLLBACK_FAILED")
    });
    found.tasks = vec![failed("a", 1)];
    let expected = "Failed without an earlier revision to go back to after 3 failed tasks, the circuit breaker's limit: container app exited with 1.";
    assert_eq!(words(&found).as_deref(), Some(expected));
}

#[test]
fn while_it_goes_on_it_says_how_far_the_end_is() {
    let mut found = view(ServiceDeployment {
        circuit_breaker: Some(breaker("MONITORING", 0)),
        ..deployment("IN_PROGRESS")
    });
    assert_eq!(words(&found), None);
    found.tasks = vec![failed("a", 137)];
    // A failed task that does not count any more, as a healthy one came after it.
    assert_eq!(words(&found), None);
    if let Offered::Known(known) = &mut found.deployments {
        known[0].circuit_breaker = Some(breaker("MONITORING", 1));
    }
    let expected = "Failing, 1 task failed so far: container app was killed (exit 137). 2 more end it and roll back.";
    assert_eq!(words(&found).as_deref(), Some(expected));
    if let Offered::Known(known) = &mut found.deployments {
        known[0].circuit_breaker = Some(breaker("DISABLED", 0));
    }
    found.service.deployments[0].failed = 4;
    let expected = "Failing, 4 tasks failed so far: container app was killed (exit 137). Nothing ends it by itself: the circuit breaker is off.";
    assert_eq!(words(&found).as_deref(), Some(expected));
}

#[test]
fn without_records_the_service_itself_tells() {
    let mut found = view(deployment("SUCCESSFUL"));
    assert_eq!(words(&found), None);
    assert_eq!(outcome(&found), "Deployed 19.");
    found.deployments = Offered::Unavailable("not here".to_owned());
    assert_eq!(words(&found), None);
    let mut bad = rollout("9", "ACTIVE", "td/web:19", (3, 0), Some("FAILED"));
    bad.rollout_reason = Some("ECS deployment circuit breaker: tasks failed to start.".to_owned());
    found.service.deployments.push(bad);
    let expected = "Rolling back to 18: ECS deployment circuit breaker: tasks failed to start.";
    assert_eq!(words(&found).as_deref(), Some(expected));
    found.tasks = vec![Task {
        started_by: Some("ecs-svc/9".to_owned()),
        ..failed("a", 1)
    }];
    let expected = "Rolling back to 18: container app exited with 1.";
    assert_eq!(words(&found).as_deref(), Some(expected));
}

#[test]
fn a_deployment_that_can_not_go_on_says_why_until_a_task_starts() {
    let event = |at: i64, message: &str| ServiceEvent {
        id: at.to_string(),
        at: Timestamp(at),
        message: message.to_owned(),
    };
    let stuck = event(
        150_000,
        "(service web) was unable to place a task. Reason: no room.",
    );
    let started = event(160_000, "(service web) has started 1 tasks: (task 1).");
    let steady = event(155_000, "(service web) registered 1 targets.");
    for (events, expected) in [
        (
            vec![stuck.clone()],
            Some("Stuck: no task can be placed: no room."),
        ),
        (
            vec![steady, stuck.clone()],
            Some("Stuck: no task can be placed: no room."),
        ),
        (vec![started, stuck.clone()], None),
        // Of the deployment before.
        (vec![event(1, &stuck.message)], None),
        (Vec::new(), None),
    ] {
        for deployments in [
            Offered::Known(vec![deployment("IN_PROGRESS")]),
            Offered::Unavailable("no".to_owned()),
        ] {
            let known = deployments.known().is_some();
            let mut found = view(deployment("IN_PROGRESS"));
            found.deployments = deployments;
            found.events.clone_from(&events);
            let mut primary = rollout("2", "PRIMARY", "td/web:19", (3, 0), Some("IN_PROGRESS"));
            primary.created_at = Some(Timestamp(100_000));
            found.service.deployments = vec![primary];
            assert_eq!(words(&found).as_deref(), expected, "{events:?} {known}");
        }
    }
}
