//! Failed tasks by their cause.

use crate::task::{Task, of_container};

/// Tasks that failed for the same reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Why, see [`Task::cause`].
    pub cause: String,
    /// The container that the newest of them died of, where that is known.
    pub container: Option<String>,
    /// How many there are.
    pub count: usize,
    /// The newest one.
    pub newest: Task,
}

impl Failure {
    /// The cause with the container it struck, as `container admin exited with 1` or
    /// `image pull failed (container admin)`.
    pub fn words(&self) -> String {
        let Some(name) = &self.container else {
            return self.cause.clone();
        };
        of_container(name, &self.cause)
    }

    /// AWS's own words about it, where they say more than the cause: of the container, else of another
    /// one, else of the task.
    pub fn reason(&self) -> Option<&str> {
        let dead = self.newest.dead_container().into_iter();
        let mut told = dead
            .chain(&self.newest.containers)
            .filter_map(|container| container.reason.as_deref())
            .filter(|reason| !reason.is_empty());
        let reason = told.next().or(self.newest.stopped_reason.as_deref())?;
        (!reason.is_empty() && reason != self.cause).then_some(reason)
    }
}

/// Failed tasks by cause and container, most frequent first; tasks that have not failed are skipped.
pub fn failures<'a>(tasks: impl Iterator<Item = &'a Task>) -> Vec<Failure> {
    let mut causes: Vec<Failure> = Vec::new();
    for task in tasks.filter(|task| task.has_failed()) {
        let cause = task
            .cause()
            .unwrap_or_else(|| "stopped unexpectedly".to_owned());
        let container = task.dead_container().map(|dead| dead.name.clone());
        let known = causes
            .iter_mut()
            .find(|known| known.cause == cause && known.container == container);
        match known {
            Some(known) => {
                known.count += 1;
                if task.stopped_at > known.newest.stopped_at {
                    known.newest = task.clone();
                }
            }
            None => causes.push(Failure {
                cause,
                container,
                count: 1,
                newest: task.clone(),
            }),
        }
    }
    crate::order::sort_by(&mut causes, |a, b| {
        b.count.cmp(&a.count).then_with(|| a.cause.cmp(&b.cause))
    });
    causes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use crate::task::tests::{container, task};

    fn failed(id: &str, exit: i32, reason: Option<&str>, at: i64) -> Task {
        Task {
            containers: vec![container(Some(0), None), container(Some(exit), reason)],
            stop_code: Some("EssentialContainerExited".to_owned()),
            stopped_reason: Some("Essential container in task exited".to_owned()),
            stopped_at: Some(Timestamp(at)),
            ..task(id, "STOPPED")
        }
    }

    #[test]
    fn groups_by_cause_with_the_newest_task() {
        let oom = Some("OutOfMemoryError: Container killed due to memory usage");
        let tasks = [
            failed("a", 1, None, 10),
            failed("b", 137, oom, 40),
            failed("c", 1, None, 30),
            failed("d", 1, None, 20),
            task("e", "RUNNING"),
        ];
        let found = failures(tasks.iter());
        let words: Vec<_> = found
            .iter()
            .map(|one| (one.words(), one.count, one.newest.id.as_str(), one.reason()))
            .collect();
        assert_eq!(
            words,
            [
                (
                    "container app exited with 1".to_owned(),
                    3,
                    "c",
                    Some("Essential container in task exited")
                ),
                (
                    "container app ran out of memory (exit 137)".to_owned(),
                    1,
                    "b",
                    oom
                ),
            ]
        );
    }
}
