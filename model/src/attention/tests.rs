use super::*;
use crate::service::tests::{deployment, service};

const NOW: Timestamp = Timestamp(10_000_000);

fn failed(service: &str, minutes_ago: i64, cause: &str) -> TaskSummary {
    TaskSummary {
        id: format!("{service}{minutes_ago}{cause}"),
        service: Some(service.to_owned()),
        task_definition: "web:1".to_owned(),
        started_by: None,
        phase: TaskPhase::Failed,
        status: "STOPPED".to_owned(),
        created_at: None,
        stopped_at: Some(NOW.plus_ms(-minutes_ago * 60_000)),
        cause: Some(cause.to_owned()),
    }
}

fn says(service: &Service, tasks: &[TaskSummary]) -> (Severity, String) {
    let state = service_state(service, tasks, NOW);
    (state.severity, state.words)
}

#[test]
fn states_in_words() {
    assert_eq!(
        says(&service(2, 2, 0), &[]),
        (Severity::Steady, "Steady".to_owned())
    );
    assert_eq!(
        says(&service(0, 0, 0), &[]),
        (Severity::Idle, "Scaled to zero".to_owned())
    );
    let words = "1 of 2 running, 1 starting".to_owned();
    assert_eq!(says(&service(2, 1, 1), &[]), (Severity::Degraded, words));
    let words = "1 of 2 running, 1 missing".to_owned();
    assert_eq!(says(&service(2, 1, 0), &[]), (Severity::Degraded, words));
    let words = "Scaling in, 3 running of 2 wanted".to_owned();
    assert_eq!(says(&service(2, 3, 0), &[]), (Severity::Deploying, words));
    let mut draining = service(2, 2, 0);
    draining.status = ServiceStatus::Draining;
    assert_eq!(says(&draining, &[]).1, "Being deleted, 2 tasks left");
}

#[test]
fn failures_within_the_window_come_first() {
    let failing = service(2, 1, 1);
    let oom = "out of memory (exit 137)";
    let tasks = [
        failed("web", 1, oom),
        failed("web", 4, oom),
        failed("web", 9, oom),
    ];
    let words = "1 of 2 running, out of memory (exit 137) 3 times in 10 min".to_owned();
    assert_eq!(says(&failing, &tasks), (Severity::Failing, words));
    let exits = [1, 2].map(|minutes| failed("web", minutes, "exited with 1"));
    let words = "1 of 2 running, exited with 1, 2 times in 10 min".to_owned();
    assert_eq!(says(&failing, &exits).1, words);
    // Others' failures, and those of long ago, say nothing.
    let tasks = [failed("other", 1, oom), failed("web", 11, oom)];
    assert_eq!(says(&failing, &tasks).0, Severity::Degraded);
    // One failure that has been made good is no trouble; three are.
    let steady = service(2, 2, 0);
    assert_eq!(says(&steady, &[failed("web", 1, oom)]).0, Severity::Steady);
    let thrice = [
        failed("web", 1, oom),
        failed("web", 2, "x"),
        failed("web", 3, "y"),
    ];
    let words = "2 of 2 running, out of memory (exit 137) once in 10 min".to_owned();
    assert_eq!(says(&steady, &thrice), (Severity::Failing, words));
}

#[test]
fn deployments_say_from_where_to_where() {
    let mut deploying = service(3, 3, 1);
    deploying.deployments = vec![
        deployment("2", "PRIMARY", "td/web:19", (3, 2), Some("IN_PROGRESS")),
        deployment("1", "ACTIVE", "td/web:18", (3, 1), Some("COMPLETED")),
    ];
    assert_eq!(
        says(&deploying, &[]),
        (Severity::Deploying, "Deploying 18 → 19, 66 %".to_owned())
    );
    deploying.deployments[0].rollout_reason =
        Some("ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.".to_owned());
    deploying.deployments[0].task_definition = "td/web:17".to_owned();
    assert_eq!(says(&deploying, &[]).1, "Rolling back 18 → 17, 66 %");
    deploying.desired = 4;
    deploying.deployments[0].failed = 12;
    assert_eq!(
        says(&deploying, &[]),
        (
            Severity::Failing,
            "Rolling back 18 → 17, 66 %; 12 tasks failed".to_owned()
        )
    );
    deploying.deployments.truncate(1);
    deploying.deployments[0].rollout_state = Some(RolloutState::Failed);
    deploying.deployments[0].rollout_reason = None;
    assert_eq!(
        says(&deploying, &[]),
        (Severity::Failing, "Deployment failed".to_owned())
    );
}

#[test]
fn revisions_name_the_family_only_when_it_changes() {
    assert_eq!(revisions("td/web:1", "td/web:2"), "1 → 2");
    assert_eq!(revisions("td/web:2", "td/web:2"), "2 again");
    assert_eq!(revisions("td/web:1", "td/api:2"), "web:1 → api:2");
    assert_eq!(revisions("odd", "td/api:2"), "odd → api:2");
}
