//! Why a task stopped.

use super::{Container, Health, Task};

impl Task {
    /// The container that ran out of memory, else the first that exited with an error.
    fn killed_container(&self) -> Option<&Container> {
        let told = |container: &&Container| {
            let reason = container.reason.as_deref();
            reason.is_some_and(|reason| reason.starts_with("OutOfMemoryError"))
        };
        let exited = |container: &&Container| container.exit_code.is_some_and(|code| code != 0);
        let mut containers = self.containers.iter();
        containers
            .find(told)
            .or_else(|| self.containers.iter().find(exited))
    }

    /// The container that the task died of, as far as it is told: one that was killed or exited with
    /// an error, that never started, or whose health check failed.
    pub fn dead_container(&self) -> Option<&Container> {
        let told = |container: &&Container| {
            container
                .reason
                .as_deref()
                .is_some_and(|reason| !reason.is_empty())
        };
        let unhealthy = |container: &&Container| container.health == Some(Health::Unhealthy);
        self.killed_container()
            .or_else(|| self.containers.iter().find(told))
            .or_else(|| self.containers.iter().find(unhealthy))
            .or(match self.containers.as_slice() {
                [only] => Some(only),
                _ => None,
            })
    }

    /// Why it stopped in a few words, `None` while nothing is known: `out of memory (exit 137)`,
    /// `health check failed`, `image pull failed`.
    pub fn cause(&self) -> Option<String> {
        let reason = self.stopped_reason.as_deref().unwrap_or_default();
        let dead = self.killed_container();
        let exit = dead.and_then(|c| c.exit_code);
        let told = dead.and_then(|c| c.reason.as_deref()).unwrap_or_default();
        let with_exit = |words: &str| match exit {
            Some(code) => format!("{words} (exit {code})"),
            None => words.to_owned(),
        };
        let anywhere = |word: &str| {
            reason.contains(word)
                || self
                    .containers
                    .iter()
                    .any(|c| c.reason.as_deref().is_some_and(|r| r.contains(word)))
        };
        if told.starts_with("OutOfMemoryError") || reason.contains("OutOfMemoryError") {
            return Some(with_exit("out of memory"));
        }
        for (word, cause) in [
            ("CannotPullContainer", "image pull failed"),
            (
                "ResourceInitializationError",
                "resource initialisation failed",
            ),
            ("CannotStartContainer", "container could not start"),
            ("CannotCreateContainer", "container could not be created"),
            (
                "failed ELB health checks",
                "load balancer health check failed",
            ),
            ("failed container health checks", "health check failed"),
        ] {
            if anywhere(word) {
                return Some(cause.to_owned());
            }
        }
        match self.stop_code.as_deref() {
            Some("SpotInterruption") => return Some("Spot capacity taken back".to_owned()),
            Some("TaskFailedToStart") => return Some("failed to start".to_owned()),
            Some("UserInitiated") => return Some("stopped by a user".to_owned()),
            _ => {}
        }
        match exit {
            Some(137) => Some("killed (exit 137)".to_owned()),
            Some(143) => Some("terminated (exit 143)".to_owned()),
            Some(code) => Some(format!("exited with {code}")),
            None if reason.is_empty() => None,
            None if reason.starts_with("Scaling activity initiated") => {
                Some("scaled in or replaced".to_owned())
            }
            None => Some(reason.to_owned()),
        }
    }
}
