//! Starting a service's tasks anew: a deployment of what it runs already.

use crate::service::{DeploymentController, Service, ServiceStatus};
use crate::words::count;
use crate::{Error, ErrorKind};

/// Whether a service can be restarted at all; else the error says why not.
pub fn can_restart(service: &Service) -> Result<(), Error> {
    let refuse = |why: &str| Err(Error::new(ErrorKind::Invalid, why));
    match (&service.controller, &service.status) {
        (DeploymentController::CodeDeploy, _) => {
            refuse("Its deployments are made by CodeDeploy: start one there.")
        }
        (DeploymentController::External, _) => {
            refuse("Its deployments are made by an external controller: start one there.")
        }
        (_, ServiceStatus::Draining) => refuse("The service is being deleted."),
        (_, ServiceStatus::Inactive) => refuse("The service is deleted."),
        _ if service.is_deploying() => {
            refuse("A deployment is in progress, which starts every task anew already.")
        }
        _ => Ok(()),
    }
}

/// What a restart will do, in a sentence or two.
pub fn consequence(service: &Service) -> String {
    let tasks = count(i64::from(service.desired), "task");
    let keeps = match (service.minimum_healthy_percent, service.maximum_percent) {
        (Some(minimum), Some(maximum)) => {
            format!(" Between {minimum} and {maximum} percent of them run meanwhile.")
        }
        _ => String::new(),
    };
    format!(
        "Starts a deployment of the same task definition that replaces {tasks} of {}. Image tags are resolved again.{keeps}",
        service.name
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::tests::service;

    #[test]
    fn refuses_what_others_deploy_or_what_goes() {
        for (controller, status, desired, words) in [
            ("ECS", "ACTIVE", 2, None),
            ("ECS", "ACTIVE", 0, None),
            ("CODE_DEPLOY", "ACTIVE", 2, Some("CodeDeploy")),
            ("EXTERNAL", "ACTIVE", 2, Some("external controller")),
            ("ECS", "DRAINING", 2, Some("being deleted")),
            ("ECS", "INACTIVE", 2, Some("is deleted")),
        ] {
            let service = Service {
                controller: controller.into(),
                status: status.into(),
                ..service(desired, desired, 0)
            };
            let refused = can_restart(&service).err().map(|error| error.message);
            match words {
                None => assert_eq!(refused, None, "{controller} {status}"),
                Some(words) => assert!(refused.is_some_and(|why| why.contains(words)), "{words}"),
            }
        }
    }

    #[test]
    fn says_how_many_are_replaced_and_what_runs_meanwhile() {
        let one = Service {
            minimum_healthy_percent: Some(100),
            maximum_percent: Some(200),
            ..service(1, 1, 0)
        };
        let words = consequence(&one);
        assert!(words.contains("replaces 1 task of"), "{words}");
        assert!(words.contains("Between 100 and 200 percent"), "{words}");
        let unbounded = Service {
            minimum_healthy_percent: None,
            ..service(3, 3, 0)
        };
        assert!(!consequence(&unbounded).contains("percent"));
    }
}
