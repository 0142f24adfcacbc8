//! What may end a deployment: the circuit breaker and alarms, and how far they are from it.

use crate::service::{CircuitBreaker, Service};
use crate::service_deployment::{CircuitBreakerCount, MonitorStatus, ServiceDeployment};
use crate::words::list;

/// The circuit breaker or the alarms of a deployment in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitor {
    /// `Circuit breaker` or `Alarms`.
    pub name: &'static str,
    /// What it sees, and what it will do.
    pub words: String,
    /// Whether it ended the deployment.
    pub triggered: bool,
    /// Failed tasks so far, and those at which it ends the deployment; the circuit breaker's.
    pub count: Option<(i32, i32)>,
}

/// What watches a deployment: the circuit breaker, also when it is off while the deployment goes on,
/// and alarms where there are any.
pub fn monitors(service: &Service, deployment: &ServiceDeployment) -> Vec<Monitor> {
    breaker(service, deployment)
        .into_iter()
        .chain(alarms(deployment))
        .collect()
}

fn breaker(service: &Service, deployment: &ServiceDeployment) -> Option<Monitor> {
    let count = deployment.circuit_breaker.as_ref()?;
    let ongoing = deployment.status.is_ongoing();
    let (failures, threshold) = (count.failures, count.threshold);
    let triggered = count.status == Some(MonitorStatus::Triggered);
    let words = match count.status {
        Some(MonitorStatus::Triggered) if failures > threshold => {
            format!(
                "{failures} failed tasks, over its limit of {threshold}: it ended the deployment"
            )
        }
        Some(MonitorStatus::Triggered) => {
            format!("{failures} of {threshold} failed tasks: it ended the deployment")
        }
        Some(MonitorStatus::Disabled) if ongoing => {
            "off: failing tasks do not end the deployment".to_owned()
        }
        Some(MonitorStatus::Disabled) => return None,
        _ if ongoing => format!(
            "{failures} of {threshold} failed tasks; {}",
            ending(count, service.circuit_breaker.as_ref())
        ),
        _ => format!("{failures} of {threshold} failed tasks, so it did nothing"),
    };
    let counts = count.status != Some(MonitorStatus::Disabled) && threshold > 0;
    Some(Monitor {
        name: "Circuit breaker",
        words,
        triggered,
        count: counts.then_some((failures, threshold)),
    })
}

/// How many more failed tasks end the deployment, as `2 more end it and roll back`.
pub fn ending(count: &CircuitBreakerCount, breaker: Option<&CircuitBreaker>) -> String {
    let more = (count.threshold - count.failures).max(0);
    let back = breaker.is_some_and(|breaker| breaker.rollback);
    let verbs = match (more == 1, back) {
        (true, true) => "ends it and rolls back",
        (true, false) => "ends it",
        (false, true) => "end it and roll back",
        (false, false) => "end it",
    };
    match (more, count.failures) {
        (0, _) => "it is about to end".to_owned(),
        (more, 0) => format!("{more} {verbs}"),
        (more, _) => format!("{more} more {verbs}"),
    }
}

fn alarms(deployment: &ServiceDeployment) -> Option<Monitor> {
    let course = &deployment.course;
    let triggered = &deployment.triggered_alarms;
    let fired = !triggered.is_empty() || course.alarm_status == Some(MonitorStatus::Triggered);
    let off = course.alarm_status == Some(MonitorStatus::Disabled);
    if !fired && (off || course.alarms.is_empty()) {
        return None;
    }
    let words = if fired {
        let names = if triggered.is_empty() {
            &course.alarms
        } else {
            triggered
        };
        format!("{} went off and ended the deployment", list(names))
    } else if deployment.status.is_ongoing() {
        format!("watching {}, quiet so far", list(&course.alarms))
    } else {
        format!("{} stayed quiet", list(&course.alarms))
    };
    Some(Monitor {
        name: if course.alarms.len() == 1 {
            "Alarm"
        } else {
            "Alarms"
        },
        words,
        triggered: fired,
        count: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::tests::service;
    use crate::service_deployment::tests::deployment;

    #[test]
    fn says_how_far_the_circuit_breaker_is() {
        for (status, monitor, failures, rollback, words) in [
            (
                "IN_PROGRESS",
                "MONITORING",
                0,
                true,
                Some("0 of 3 failed tasks; 3 end it and roll back"),
            ),
            (
                "IN_PROGRESS",
                "MONITORING",
                1,
                false,
                Some("1 of 3 failed tasks; 2 more end it"),
            ),
            (
                "IN_PROGRESS",
                "MONITORING",
                2,
                true,
                Some("2 of 3 failed tasks; 1 more ends it and rolls back"),
            ),
            (
                "ROLLBACK_SUCCESSFUL",
                "TRIGGERED",
                3,
                true,
                Some("3 of 3 failed tasks: it ended the deployment"),
            ),
            (
                "SUCCESSFUL",
                "MONITORING_COMPLETE",
                0,
                true,
                Some("0 of 3 failed tasks, so it did nothing"),
            ),
            (
                "IN_PROGRESS",
                "DISABLED",
                0,
                false,
                Some("off: failing tasks do not end the deployment"),
            ),
            ("SUCCESSFUL", "DISABLED", 0, false, None),
        ] {
            let mut deployment = deployment(status);
            deployment.circuit_breaker = Some(CircuitBreakerCount {
                status: Some(monitor.into()),
                failures,
                threshold: 3,
            });
            let mut service = service(3, 3, 0);
            service.circuit_breaker = Some(CircuitBreaker {
                enable: true,
                rollback,
            });
            let found = monitors(&service, &deployment);
            let found = found.first().map(|monitor| monitor.words.as_str());
            assert_eq!(found, words, "{status} {monitor} {failures}");
        }
    }

    #[test]
    fn alarms_are_named_with_what_they_did() {
        let service = service(3, 3, 0);
        for (status, monitor, triggered, words) in [
            (
                "IN_PROGRESS",
                "MONITORING",
                false,
                Some("watching 5xx and latency, quiet so far"),
            ),
            (
                "ROLLBACK_SUCCESSFUL",
                "TRIGGERED",
                true,
                Some("5xx went off and ended the deployment"),
            ),
            (
                "SUCCESSFUL",
                "MONITORING_COMPLETE",
                false,
                Some("5xx and latency stayed quiet"),
            ),
            ("IN_PROGRESS", "DISABLED", false, None),
        ] {
            let mut deployment = deployment(status);
            deployment.course.alarms = vec!["5xx".to_owned(), "latency".to_owned()];
            deployment.course.alarm_status = Some(monitor.into());
            if triggered {
                deployment.triggered_alarms = vec!["5xx".to_owned()];
            }
            let found = monitors(&service, &deployment);
            let found = found.first().map(|monitor| monitor.words.as_str());
            assert_eq!(found, words, "{status} {monitor}");
        }
    }
}
