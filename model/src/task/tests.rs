use super::*;

pub(crate) fn task(id: &str, status: &str) -> Task {
    Task {
        arn: format!("arn:aws:ecs:us-east-1:123456789012:task/c/{id}"),
        id: id.to_owned(),
        group: Some("service:web".to_owned()),
        started_by: Some("ecs-svc/1".to_owned()),
        task_definition: "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1".to_owned(),
        status: status.into(),
        desired_status: Some("RUNNING".to_owned()),
        health: None,
        version: 1,
        cpu: None,
        memory: None,
        launch_type: None,
        capacity_provider: None,
        zone: None,
        platform_version: None,
        container_instance: None,
        containers: Vec::new(),
        private_ip: None,
        network_interface: None,
        subnet: None,
        created_at: None,
        pull_started_at: None,
        pull_stopped_at: None,
        started_at: None,
        stopping_at: None,
        execution_stopped_at: None,
        stopped_at: None,
        stop_code: None,
        stopped_reason: None,
        exec_enabled: false,
        tags: Vec::new(),
    }
}

pub(crate) fn container(exit_code: Option<i32>, reason: Option<&str>) -> Container {
    Container {
        name: "app".to_owned(),
        arn: None,
        image: None,
        digest: None,
        runtime_id: None,
        status: Some("STOPPED".to_owned()),
        exit_code,
        reason: reason.map(str::to_owned),
        health: None,
        cpu: None,
        memory: None,
        bindings: Vec::new(),
        private_ips: Vec::new(),
    }
}

#[test]
fn causes_and_phases_of_stopped_tasks() {
    let oom = "OutOfMemoryError: Container killed due to memory usage";
    let essential = "Essential container in task exited";
    for (code, reason, exit, told, cause, failed) in [
        (
            "EssentialContainerExited",
            essential,
            Some(137),
            Some(oom),
            "out of memory (exit 137)",
            true,
        ),
        (
            "EssentialContainerExited",
            essential,
            Some(137),
            None,
            "killed (exit 137)",
            true,
        ),
        (
            "EssentialContainerExited",
            essential,
            Some(1),
            None,
            "exited with 1",
            true,
        ),
        (
            "EssentialContainerExited",
            essential,
            Some(0),
            None,
            "exited with 0",
            true,
        ),
        (
            "TaskFailedToStart",
            "CannotPullContainerError: not found",
            None,
            None,
            "image pull failed",
            true,
        ),
        (
            "ServiceSchedulerInitiated",
            "Task failed container health checks",
            Some(143),
            None,
            "health check failed",
            true,
        ),
        (
            "ServiceSchedulerInitiated",
            "Scaling activity initiated by (deployment ecs-svc/1)",
            Some(143),
            None,
            "scaled in or replaced",
            false,
        ),
        (
            "UserInitiated",
            "maintenance",
            Some(143),
            None,
            "stopped by a user",
            false,
        ),
    ] {
        let mut stopped = task("1", "STOPPED");
        stopped.stop_code = Some(code.to_owned());
        stopped.stopped_reason = Some(reason.to_owned());
        stopped.containers = vec![container(exit, told)];
        assert_eq!(stopped.cause().as_deref(), Some(cause));
        assert_eq!(stopped.has_failed(), failed, "{cause}");
        let phase = if failed {
            TaskPhase::Failed
        } else {
            TaskPhase::Stopped
        };
        assert_eq!(stopped.phase(), phase);
    }
}

#[test]
fn a_one_off_task_that_exits_with_zero_has_not_failed() {
    let mut done = task("1", "STOPPED");
    done.group = Some("family:migrate".to_owned());
    done.stop_code = Some("EssentialContainerExited".to_owned());
    done.containers = vec![container(Some(0), None)];
    assert_eq!(done.phase(), TaskPhase::Stopped);
}

#[test]
fn a_running_task_that_was_told_to_stop_is_stopping() {
    let mut told = task("1", "RUNNING");
    assert_eq!(told.phase(), TaskPhase::Running);
    told.health = Some(Health::Unhealthy);
    assert_eq!(told.phase(), TaskPhase::Unhealthy);
    told.desired_status = Some("STOPPED".to_owned());
    assert_eq!(told.phase(), TaskPhase::Stopping);
    assert_eq!(task("1", "SOMETHING_NEW").phase(), TaskPhase::Starting);
}

/// A task of several containers, by name, exit code and reason.
fn several(containers: &[(&str, Option<i32>, &str)]) -> Task {
    let mut stopped = task("1", "STOPPED");
    stopped.containers = containers
        .iter()
        .map(|(name, exit, reason)| Container {
            name: (*name).to_owned(),
            ..container(*exit, Some(*reason).filter(|reason| !reason.is_empty()))
        })
        .collect();
    stopped
}

#[test]
fn the_container_that_others_waited_for_in_vain_is_the_cause() {
    let start = "CannotStartContainerError:  dependency graph: ";
    for (text, exit, cause) in [
        (
            format!("{start}failed to resolve container ordering dependency [migrate(1.dkr.ecr/migrate:1) (STOPPED->RUNNING) -  Exit: 3] for target [app(1.dkr.ecr/app:1) (NONE->RUNNING)] as dependency did not exit successfully."),
            Some(3),
            "container migrate exited with 3 before app could start",
        ),
        (
            "dependency graph: container ordering dependency [migrate] for target [app] has timed out.".to_owned(),
            Some(143),
            "container migrate did not get ready in time for app",
        ),
        (
            format!("{start}failed to resolve container ordering dependency [migrate(m) (NONE->RUNNING)] for target [app(a) (NONE->RUNNING)] because dependency will never start"),
            None,
            "container migrate did not become what app waits for",
        ),
        // Odd text, or of a container that is not there: as told.
        (
            format!("{start}failed to resolve container ordering dependency [other] for target [app] as"),
            Some(3),
            "container could not start (container app)",
        ),
        (format!("{start}container ordering dependency [mig"), Some(3), "container could not start (container app)"),
    ] {
        let mut stopped = several(&[("app", Some(143), &text), ("migrate", exit, "")]);
        stopped.stop_code = Some("EssentialContainerExited".to_owned());
        stopped.stopped_reason = Some("Essential container in task exited".to_owned());
        assert_eq!(stopped.cause_words().as_deref(), Some(cause), "{text}");
    }
}

#[test]
fn exits_that_the_stop_of_the_task_made_are_not_the_cause() {
    let essential = (
        "EssentialContainerExited",
        "Essential container in task exited",
    );
    let health = (
        "ServiceSchedulerInitiated",
        "Task failed container health checks",
    );
    let oom = "OutOfMemoryError: Container killed due to memory usage";
    for ((code, reason), containers, cause, container) in [
        (
            essential,
            vec![("app", Some(143), ""), ("proxy", Some(2), "")],
            "exited with 2",
            Some("proxy"),
        ),
        (
            essential,
            vec![("app", Some(1), ""), ("proxy", Some(137), oom)],
            "out of memory (exit 137)",
            Some("proxy"),
        ),
        (
            essential,
            vec![("app", Some(137), ""), ("proxy", Some(0), "")],
            "an essential container exited (app with 137, proxy with 0)",
            None,
        ),
        (
            essential,
            vec![("app", Some(0), ""), ("proxy", Some(0), "")],
            "an essential container exited (app with 0, proxy with 0)",
            None,
        ),
        (
            essential,
            vec![("app", Some(137), ""), ("late", None, "")],
            "killed (exit 137)",
            Some("app"),
        ),
        (
            essential,
            vec![("app", None, ""), ("late", None, "")],
            "Essential container in task exited",
            None,
        ),
        (
            health,
            vec![("app", Some(137), ""), ("proxy", Some(1), "")],
            "health check failed",
            None,
        ),
        (
            ("SpotInterruption", "Your Spot Task was interrupted."),
            vec![("app", Some(137), "")],
            "Spot capacity taken back",
            None,
        ),
        (
            ("TerminationNotice", "Going."),
            vec![("app", Some(137), "")],
            "Going.",
            Some("app"),
        ),
    ] {
        let mut stopped = several(&containers);
        stopped.stop_code = Some(code.to_owned());
        stopped.stopped_reason = Some(reason.to_owned());
        assert_eq!(stopped.cause().as_deref(), Some(cause));
        let dead = stopped.dead_container().map(|dead| dead.name.as_str());
        assert_eq!(dead, container, "{cause}");
    }
}

#[test]
fn a_one_off_task_fails_by_an_exit_of_its_own_only() {
    let oom = "OutOfMemoryError: Container killed due to memory usage";
    for (containers, failed) in [
        (vec![("job", Some(0), ""), ("logs", Some(143), "")], false),
        (vec![("job", Some(0), ""), ("logs", Some(137), "")], false),
        (vec![("job", Some(2), ""), ("logs", Some(0), "")], true),
        (vec![("job", Some(137), oom), ("logs", Some(0), "")], true),
        (vec![("job", Some(137), "")], true),
        (vec![("job", None, "")], true),
        (vec![("job", Some(0), ""), ("late", None, "")], true),
    ] {
        let mut ended = several(&containers);
        ended.group = Some("family:job".to_owned());
        ended.stop_code = Some("EssentialContainerExited".to_owned());
        assert_eq!(ended.has_failed(), failed, "{containers:?}");
    }
}
