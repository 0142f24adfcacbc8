//! The sentences AWS writes into events and reasons.

/// The event when a service has what it wants.
pub(super) const STEADY: &str = "has reached a steady state.";

/// The event when tasks keep failing before they run.
pub(super) const THROTTLED: &str = "is unable to consistently start tasks successfully. \
     For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";

/// The event when the percentages leave a deployment no way to go on.
pub(super) const STUCK: &str = "was unable to stop or start tasks during a deployment because of the service deployment \
     configuration. Update the minimumHealthyPercent or maximumPercent value and try again.";

/// The reason in a service deployment that the circuit breaker rolled back.
pub(crate) const BREAKER: &str =
    "Service deployment rolled back because the circuit breaker threshold was exceeded.";

/// The reason in a service deployment that an alarm rolled back.
pub(crate) const ALARM: &str =
    "Service deployment rolled back because one or more CloudWatch alarms were detected.";

/// A deployment's reason when an alarm was raised.
pub(super) const ALARM_DETECTED: &str = "ECS deployment failed: alarm detected.";

/// The reason of the deployment that takes over after an alarm.
pub(super) fn alarm_rollback(id: &str) -> String {
    format!("ECS deployment failed: alarm detected, rolling back to deploymentId {id}.")
}

/// A deployment's reason when it was stopped where it was.
pub(super) fn stopped_on_request(id: &str) -> String {
    format!("ECS deployment {id} was stopped.")
}

/// The reason in a service deployment that had nothing to go back to.
pub(crate) const NO_CANDIDATE: &str = "No rollback candidate was found to run the rollback.";

/// A deployment's reason while it runs.
pub(super) fn in_progress(id: &str) -> String {
    format!("ECS deployment {id} in progress.")
}

/// A deployment's reason when it is done.
pub(super) fn completed(id: &str) -> String {
    format!("ECS deployment {id} completed.")
}

/// A deployment's reason when the circuit breaker tripped.
pub(super) const BREAKER_TRIPPED: &str = "ECS deployment circuit breaker: tasks failed to start.";

/// The reason of the deployment that takes over after the circuit breaker.
pub(super) fn breaker_rollback(id: &str) -> String {
    format!("ECS deployment circuit breaker: rolling back to deploymentId {id}.")
}

/// The event when tasks were started, `replaced` of them for unhealthy ones.
pub(super) fn started(tasks: &[String], replaced: usize) -> String {
    let text = format!("has started {} tasks: {}.", tasks.len(), list(tasks));
    if replaced == 0 {
        text
    } else {
        format!("{text} Amazon ECS replaced {replaced} tasks due to an unhealthy status.")
    }
}

/// The event when tasks were stopped.
pub(super) fn stopped(tasks: &[String]) -> String {
    format!(
        "has stopped {} running tasks: {}.",
        tasks.len(),
        list(tasks)
    )
}

/// The event when a deployment is done.
pub(super) fn deployment_completed(id: &str) -> String {
    format!("(deployment {id}) deployment completed.")
}

/// The event when a deployment has failed.
pub(super) fn deployment_failed(id: &str, reason: &str) -> String {
    format!("(deployment {id}) deployment failed: {reason}")
}

/// The event when a rollback begins.
pub(super) fn rolling_back(id: &str) -> String {
    format!("rolling back to deployment {id}.")
}

/// The event when a task failed its health checks.
pub(super) fn failed_health(task: &str) -> String {
    format!("(task {task}) failed container health checks.")
}

/// The event when a task failed the health checks of a target group.
pub(super) fn target_unhealthy(task: &str, port: i64, target_group: &str) -> String {
    format!(
        "(task {task}) (port {port}) is unhealthy in (target-group {target_group}) due to (reason Health checks failed \
         with these codes: [503])."
    )
}

/// The event when no container instance has room.
pub(super) fn no_room(reason: &str) -> String {
    format!(
        "was unable to place a task because no container instance met all of its requirements. Reason: {reason} \
         For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
    )
}

/// The event when a task couldn't start.
pub(super) fn unable_to_start(reason: &str) -> String {
    format!("was unable to place a task. Reason: {reason}.")
}

/// The event when targets were added to a load balancer.
pub(super) fn registered(count: usize, target_group: &str) -> String {
    format!("registered {count} targets in (target-group {target_group})")
}

/// The event when targets were taken from a load balancer.
pub(super) fn deregistered(count: usize, target_group: &str) -> String {
    format!("deregistered {count} targets in (target-group {target_group})")
}

/// The event when tasks finish their open connections.
pub(super) fn draining(count: usize) -> String {
    format!("has begun draining connections on {count} tasks.")
}

fn list(tasks: &[String]) -> String {
    tasks
        .iter()
        .map(|task| format!("(task {task})"))
        .collect::<Vec<_>>()
        .join(" ")
}
