//! What is written into the audit log.

use model::audit::Outcome;
use model::place::{ServiceRef, TaskRef};
use model::{Error, ErrorKind};

/// An entry to be written: who does what to which resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The user's name.
    pub user: String,
    /// The action's word, as `scale`.
    pub action: String,
    /// The target's name; empty for actions on the console itself.
    pub target: String,
    /// The region; empty for actions on the console itself.
    pub region: String,
    /// What is acted on, as `todo/admin`.
    pub resource: String,
    /// The parameters in words, with names and hashes of values, never the values.
    pub parameters: String,
}

impl NewEntry {
    /// An action on a service.
    pub fn on_service(
        user: &str,
        action: &str,
        service: &ServiceRef,
        parameters: impl Into<String>,
    ) -> Self {
        let place = &service.cluster.place;
        Self {
            user: user.to_owned(),
            action: action.to_owned(),
            target: place.target.clone(),
            region: place.region.clone(),
            resource: service.path(),
            parameters: parameters.into(),
        }
    }

    /// An action on a task.
    pub fn on_task(
        user: &str,
        action: &str,
        task: &TaskRef,
        parameters: impl Into<String>,
    ) -> Self {
        let place = &task.cluster.place;
        Self {
            user: user.to_owned(),
            action: action.to_owned(),
            target: place.target.clone(),
            region: place.region.clone(),
            resource: format!("{}/{}", task.cluster.cluster, task.task),
            parameters: parameters.into(),
        }
    }

    /// An action on the console itself, as `sign_in`.
    pub fn on_console(user: &str, action: &str, parameters: impl Into<String>) -> Self {
        Self {
            user: user.to_owned(),
            action: action.to_owned(),
            target: String::new(),
            region: String::new(),
            resource: String::new(),
            parameters: parameters.into(),
        }
    }
}

/// How an action that ended with this error is recorded: refused when the console's own rules
/// stopped it, failed when AWS did or could not be asked.
pub fn outcome_of(error: &Error) -> Outcome {
    match error.kind {
        ErrorKind::Unauthenticated
        | ErrorKind::Forbidden
        | ErrorKind::NotFound
        | ErrorKind::Invalid
        | ErrorKind::Conflict
            if error.code.is_none() =>
        {
            Outcome::Refused
        }
        _ => Outcome::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_by_the_console_or_failed_at_aws() {
        let mut error = Error::new(ErrorKind::Conflict, "changed");
        assert_eq!(outcome_of(&error), Outcome::Refused);
        error.code = Some("ServiceNotActiveException".to_owned());
        assert_eq!(outcome_of(&error), Outcome::Failed);
        let unreachable = Error::new(ErrorKind::Unreachable, "no answer");
        assert_eq!(outcome_of(&unreachable), Outcome::Failed);
    }
}
