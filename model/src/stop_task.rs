//! Stopping a task.

use crate::task::Task;
use crate::{Error, ErrorKind};

/// The longest reason, in characters; ECS cuts what is longer (StopTask).
pub const MAX_REASON: usize = 1_024;

/// Whether a task can be stopped; else the error says why not.
pub fn can_stop(task: &Task) -> Result<(), Error> {
    let refuse = |why: &str| Err(Error::new(ErrorKind::Invalid, why));
    if task.is_stopped() {
        return refuse("The task has stopped already.");
    }
    if task.wants_stop() {
        return refuse("The task is stopping already.");
    }
    Ok(())
}

/// Whether a reason can be given; else the error says why not.
pub fn check_reason(reason: &str) -> Result<(), Error> {
    if reason.chars().count() > MAX_REASON {
        return Err(Error::invalid(format!(
            "A reason has at most {MAX_REASON} characters."
        )));
    }
    Ok(())
}

/// What stopping the task will do, in a sentence or two.
pub fn consequence(task: &Task) -> String {
    let ends = "Its containers get SIGTERM, and SIGKILL when they have not ended after their stop timeout.";
    match task.service() {
        Some(service) => {
            format!("{ends} The service {service} starts another task in its place.")
        }
        None => format!("{ends} No service keeps it, so nothing replaces it."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::tests::task;

    #[test]
    fn only_what_runs_can_be_stopped() {
        for (status, desired, words) in [
            ("RUNNING", "RUNNING", None),
            ("PENDING", "RUNNING", None),
            ("RUNNING", "STOPPED", Some("stopping already")),
            ("STOPPED", "STOPPED", Some("stopped already")),
        ] {
            let task = Task {
                desired_status: Some(desired.to_owned()),
                ..task("t", status)
            };
            let refused = can_stop(&task).err().map(|error| error.message);
            match words {
                None => assert_eq!(refused, None, "{status}"),
                Some(words) => assert!(refused.is_some_and(|why| why.contains(words)), "{words}"),
            }
        }
    }

    #[test]
    fn says_whether_it_is_replaced() {
        let kept = task("t", "RUNNING");
        assert!(consequence(&kept).contains("service web starts another"));
        let alone = Task {
            group: Some("family:export".to_owned()),
            ..kept
        };
        assert!(consequence(&alone).contains("nothing replaces it"));
    }

    #[test]
    fn reasons_have_a_length() {
        assert!(check_reason("").is_ok());
        assert!(check_reason(&"ä".repeat(MAX_REASON)).is_ok());
        assert!(check_reason(&"a".repeat(MAX_REASON + 1)).is_err());
    }
}
