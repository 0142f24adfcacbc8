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
            essential,
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
            None,
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
