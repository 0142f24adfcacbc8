mod images;
mod restore;

use super::*;
use crate::service::tests::service;
use crate::service_deployment::{DeployedRevision, Rollback};

fn at(arn: &str) -> DeployedRevision {
    DeployedRevision {
        arn: arn.to_owned(),
        requested: 1,
        running: 1,
        pending: 0,
    }
}

fn deployment(age: i64, status: &str, source: &str, target: &str) -> ServiceDeployment {
    ServiceDeployment {
        arn: format!("arn:deployment/{age}"),
        status: status.into(),
        status_reason: None,
        stage: None,
        created_at: Some(Timestamp(1_000 - age)),
        started_at: None,
        finished_at: Some(Timestamp(1_001 - age)),
        stopped_at: None,
        updated_at: None,
        sources: vec![at(source)],
        target: Some(at(target)),
        circuit_breaker: None,
        triggered_alarms: Vec::new(),
        rollback: None,
        strategy: None,
        course: crate::course::Course::default(),
    }
}

fn revision(arn: &str, number: i64) -> ServiceRevision {
    ServiceRevision {
        arn: arn.to_owned(),
        task_definition: format!("td/web:{number}"),
        images: Vec::new(),
        created_at: Some(Timestamp(number)),
    }
}

/// The service on a revision of its task definition.
fn on(number: i64) -> Service {
    Service {
        task_definition: format!("td/web:{number}"),
        ..service(1, 1, 0)
    }
}

fn three() -> Vec<ServiceRevision> {
    vec![revision("r1", 1), revision("r2", 2), revision("r3", 3)]
}

#[test]
fn choices_are_all_but_the_current_with_the_previous_first() {
    let history = [
        deployment(0, "SUCCESSFUL", "r1", "r3"),
        deployment(10, "SUCCESSFUL", "r2", "r1"),
        deployment(20, "SUCCESSFUL", "r1", "r2"),
    ];
    let choices = choices(&on(3), &history, &three());
    let told: Vec<_> = choices
        .iter()
        .map(|c| (c.revision.as_str(), c.is_previous))
        .collect();
    assert_eq!(told, [("r1", true), ("r2", false)]);
    assert_eq!(choices[0].deployed_at, Some(Timestamp(991)));
}

#[test]
fn after_a_rollback_the_current_revision_is_the_old_one() {
    let mut back = deployment(0, "ROLLBACK_SUCCESSFUL", "r2", "r3");
    back.rollback = Some(Rollback {
        reason: None,
        started_at: None,
        revision: Some("r2".to_owned()),
    });
    let history = [back, deployment(10, "SUCCESSFUL", "r1", "r2")];
    assert_eq!(current_revision(&history), Some("r2"));
    let choices = choices(&on(2), &history, &three());
    let told: Vec<_> = choices
        .iter()
        .map(|c| (c.revision.as_str(), c.is_previous))
        .collect();
    assert_eq!(told, [("r1", true), ("r3", false)]);
    assert_eq!(choices[1].deployed_at, None, "r3 was never reached");
}

#[test]
fn what_never_got_steady_is_not_suggested() {
    let mut failed = deployment(0, "ROLLBACK_SUCCESSFUL", "r1", "r3");
    failed.rollback = Some(Rollback {
        reason: None,
        started_at: None,
        revision: Some("r1".to_owned()),
    });
    let first = deployment(10, "SUCCESSFUL", "r1", "r1");
    let second = deployment(20, "SUCCESSFUL", "r1", "r2");
    for (history, expected) in [
        (vec![failed.clone(), first.clone()], None),
        (vec![failed.clone(), first.clone(), second], Some("r2")),
        (vec![deployment(0, "IN_PROGRESS", "r2", "r1")], Some("r2")),
    ] {
        let choices = choices(&on(1), &history, &three());
        let suggested = suggested(&choices).map(|choice| choice.revision.as_str());
        assert_eq!(suggested, expected, "{}", history.len());
        assert_eq!(choices.len(), 2, "all can be chosen");
    }
}

#[test]
fn ways() {
    let ongoing = deployment(0, "IN_PROGRESS", "r2", "r3");
    let stop = Ok(Way::Stop {
        deployment: ongoing.arn.clone(),
    });
    let update = |current: Option<&str>| {
        Ok(Way::Update {
            current: current.map(str::to_owned),
        })
    };
    let history = [ongoing, deployment(10, "SUCCESSFUL", "r1", "r2")];
    let done = [deployment(0, "SUCCESSFUL", "r2", "r3")];
    let mut going_back = deployment(0, "ROLLBACK_IN_PROGRESS", "r2", "r3");
    going_back.rollback = Some(Rollback {
        reason: None,
        started_at: None,
        revision: Some("r2".to_owned()),
    });
    let going_back = [going_back];
    let of = |number: i64, history: &[ServiceDeployment], target: &str| {
        way(&on(number), history, &three(), target)
    };
    assert_eq!(of(3, &history, "r2"), stop);
    assert_eq!(of(3, &history, "r1"), update(Some("r3")));
    // It superseded the one to r2, which never came to its end: ECS would go to r1.
    let mut second = deployment(0, "IN_PROGRESS", "r2", "r3");
    second.sources.push(at("r1"));
    let superseding = [
        second,
        deployment(5, "STOPPED", "r1", "r2"),
        deployment(10, "SUCCESSFUL", "r0", "r1"),
    ];
    assert_eq!(of(3, &superseding, "r2"), update(Some("r3")));
    assert_eq!(of(3, &superseding, "r1"), stop);
    assert_eq!(of(3, &superseding[..1], "r2"), update(Some("r3")));
    assert_eq!(of(3, &history[..1], "r2"), stop);
    assert!(of(3, &history, "r3").is_err_and(|e| e.kind == ErrorKind::Invalid));
    assert_eq!(of(3, &done, "r2"), update(Some("r3")));
    assert!(of(2, &going_back, "r2").is_err_and(|e| e.kind == ErrorKind::Conflict));
    assert_eq!(of(2, &going_back, "r1"), update(Some("r2")));
    // The records don't know the service's newest change yet: even what they take for current is
    // somewhere to go.
    assert_eq!(of(4, &done, "r3"), update(None));
    assert_eq!(of(4, &[], "r3"), update(None));
}

#[test]
fn other_controllers_are_refused_with_the_reason() {
    for (controller, word) in [
        (DeploymentController::CodeDeploy, "CodeDeploy"),
        (DeploymentController::External, "external"),
    ] {
        let mut web = service(2, 2, 0);
        web.controller = controller;
        let refused = way(&web, &[], &[], "r1");
        assert!(refused.is_err_and(|e| e.message.contains(word)));
    }
}

#[test]
fn while_the_records_are_behind_their_current_revision_is_the_previous_one() {
    let history = [
        deployment(0, "SUCCESSFUL", "r2", "r3"),
        deployment(9, "SUCCESSFUL", "r1", "r2"),
    ];
    let choices = choices(&on(4), &history, &three());
    let told: Vec<_> = choices
        .iter()
        .map(|c| (c.revision.as_str(), c.is_previous))
        .collect();
    assert_eq!(told, [("r3", true), ("r2", false), ("r1", false)]);
}
