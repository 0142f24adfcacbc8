//! Changing a service's desired count.

use serde::{Deserialize, Serialize};

use crate::service::{DeploymentController, Service, ServiceStatus};
use crate::{Error, ErrorKind};

/// The most tasks a service can have (the ECS quota, which can't be raised beyond it).
pub const MAX_DESIRED: i32 = 5_000;

/// What the user saw of a service when they decided; the server refuses when it is no longer so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The id of the primary deployment.
    pub deployment: Option<String>,
    /// The ARN of the task definition.
    pub task_definition: String,
    /// The desired count.
    pub desired: i32,
}

impl Seen {
    /// What somebody who looks at this service sees.
    pub fn of(service: &Service) -> Self {
        Self {
            deployment: service.primary().map(|primary| primary.id.clone()),
            task_definition: service.task_definition.clone(),
            desired: service.desired,
        }
    }

    /// A conflict that says what has changed since, if anything has.
    pub fn check(&self, now: &Service) -> Result<(), Error> {
        let current = Self::of(now);
        let mut changes = Vec::new();
        if current.task_definition != self.task_definition {
            changes.push(format!(
                "the task definition is now {}",
                crate::task_definition::family_revision(&current.task_definition)
            ));
        } else if current.deployment != self.deployment {
            changes.push("another deployment has started".to_owned());
        }
        if current.desired != self.desired {
            changes.push(format!("the desired count is now {}", current.desired));
        }
        if changes.is_empty() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Conflict,
            format!(
                "{} has changed since you looked: {}. Nothing was done; look again and decide again.",
                now.name,
                changes.join(", and ")
            ),
        ))
    }
}

/// Whether a service's desired count can be set at all; else the error says why not.
pub fn can_scale(service: &Service) -> Result<(), Error> {
    let refuse = |why: &str| Err(Error::new(ErrorKind::Invalid, why));
    if service.scheduling == "DAEMON" {
        return refuse("A daemon service runs one task on each instance; it has no desired count.");
    }
    if service.controller == DeploymentController::External {
        return refuse(
            "Its task sets are managed by an external deployment controller, which also decides their scale.",
        );
    }
    match service.status {
        ServiceStatus::Active | ServiceStatus::Unknown(_) => Ok(()),
        ServiceStatus::Draining => refuse("The service is being deleted."),
        ServiceStatus::Inactive => refuse("The service is deleted."),
    }
}

/// Whether the service can be scaled to this count; else the error says why not.
pub fn check_desired(service: &Service, desired: i32) -> Result<(), Error> {
    can_scale(service)?;
    if !(0..=MAX_DESIRED).contains(&desired) {
        return Err(Error::invalid(format!(
            "The desired count must be between 0 and {MAX_DESIRED}."
        )));
    }
    if desired == service.desired {
        return Err(Error::invalid(format!(
            "The desired count is {desired} already."
        )));
    }
    Ok(())
}

/// What scaling from one count to another will do, in a sentence.
pub fn consequence(service: &Service, desired: i32) -> String {
    let change = i64::from(desired) - i64::from(service.desired);
    let tasks = crate::words::count(change.abs(), "task");
    if desired == 0 {
        format!(
            "Stops all tasks of {}. It answers nobody until it is scaled up again; connections and memory of its tasks are lost.",
            service.name
        )
    } else if change < 0 {
        format!("Stops {tasks} of {}. ECS chooses which.", service.name)
    } else {
        format!("Starts {tasks} of {}.", service.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::tests::service;

    #[test]
    fn counts_are_checked() {
        let web = service(2, 2, 0);
        assert_eq!(check_desired(&web, 3), Ok(()));
        assert_eq!(check_desired(&web, 0), Ok(()));
        assert!(check_desired(&web, 2).is_err_and(|e| e.message.contains("already")));
        for count in [-1, 5_001, i32::MIN, i32::MAX] {
            assert!(check_desired(&web, count).is_err_and(|e| e.message.contains("between")));
        }
        let mut daemon = service(2, 2, 0);
        daemon.scheduling = "DAEMON".to_owned();
        assert!(check_desired(&daemon, 3).is_err_and(|e| e.message.contains("daemon")));
        let mut deleted = service(2, 2, 0);
        deleted.status = ServiceStatus::Draining;
        assert!(can_scale(&deleted).is_err());
    }

    #[test]
    fn a_conflict_says_what_changed() {
        let before = service(2, 2, 0);
        let seen = Seen::of(&before);
        assert_eq!(seen.check(&before), Ok(()));
        let mut scaled = service(4, 2, 2);
        assert!(
            seen.check(&scaled)
                .is_err_and(|e| e.message.contains("now 4"))
        );
        scaled.task_definition = "td/web:20".to_owned();
        let error = seen.check(&scaled).map_err(|e| (e.kind, e.message));
        assert!(error.is_err_and(|(kind, words)| {
            kind == ErrorKind::Conflict && words.contains("web:20") && words.contains("now 4")
        }));
        let mut again = service(2, 2, 0);
        again.deployments[0].id = "ecs-svc/9".to_owned();
        assert!(
            seen.check(&again)
                .is_err_and(|e| e.message.contains("another deployment"))
        );
    }

    #[test]
    fn consequences_name_the_service_and_the_loss() {
        let web = service(2, 2, 0);
        assert_eq!(consequence(&web, 3), "Starts 1 task of web.");
        assert!(consequence(&web, 1).starts_with("Stops 1 task of web."));
        assert!(consequence(&web, 0).contains("answers nobody"));
        assert!(consequence(&web, i32::MIN).contains("2147483650 tasks"));
    }
}
