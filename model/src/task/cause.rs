//! Why a task stopped, and which of its containers it died of.
//!
//! ECS tells neither which container ended first nor which were ended by the stop of the task, so both
//! are concluded from reasons and exit codes.

use super::{Container, Health, Task};

/// Exit codes of containers that are ended from outside: by SIGKILL and by SIGTERM.
const SIGKILL: i32 = 137;
const SIGTERM: i32 = 143;

/// How the reason of a container that used more memory than it may begins.
const OUT_OF_MEMORY: &str = "OutOfMemoryError";

/// Whether a container that exited with a code was ended from outside.
pub(super) fn is_by_signal(code: i32) -> bool {
    [SIGKILL, SIGTERM].contains(&code)
}

/// What a task died of.
struct Death<'a> {
    words: String,
    container: Option<&'a Container>,
}

impl<'a> Death<'a> {
    fn of(words: impl Into<String>, container: Option<&'a Container>) -> Self {
        Self {
            words: words.into(),
            container,
        }
    }
}

impl Task {
    /// The container that the task died of, as far as it is told: the one that ended first, that others
    /// waited for in vain, that never started, or whose health check failed.
    pub fn dead_container(&self) -> Option<&Container> {
        self.death().and_then(|death| death.container)
    }

    /// Why it stopped in a few words, `None` while nothing is known: `out of memory (exit 137)`,
    /// `health check failed`, `image pull failed`.
    pub fn cause(&self) -> Option<String> {
        self.death().map(|death| death.words)
    }

    /// The cause, with the container where the task has several: `container migrate exited with 3`.
    pub fn cause_words(&self) -> Option<String> {
        let death = self.death()?;
        Some(match death.container {
            Some(container) if self.containers.len() > 1 => {
                of_container(&container.name, &death.words)
            }
            _ => death.words,
        })
    }

    fn death(&self) -> Option<Death<'_>> {
        let reason = self.stopped_reason.as_deref().unwrap_or_default();
        if let Some(container) = self.told(OUT_OF_MEMORY) {
            let words = match container.exit_code {
                Some(code) => format!("out of memory (exit {code})"),
                None => "out of memory".to_owned(),
            };
            return Some(Death::of(words, Some(container)));
        }
        if let Some(death) = self.vain_dependency() {
            return Some(death);
        }
        for (word, words) in [
            (OUT_OF_MEMORY, "out of memory"),
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
        ] {
            let container = self.told(word);
            if container.is_some() || reason.contains(word) {
                return Some(Death::of(
                    words,
                    container.or_else(|| self.only_container()),
                ));
            }
        }
        if reason.contains("failed container health checks") {
            let unhealthy = |container: &&Container| container.health == Some(Health::Unhealthy);
            let container = self.containers.iter().find(unhealthy);
            let container = container.or_else(|| self.only_container());
            return Some(Death::of("health check failed", container));
        }
        match self.stop_code.as_deref() {
            Some("SpotInterruption") => Some(Death::of("Spot capacity taken back", None)),
            Some("UserInitiated") => Some(Death::of("stopped by a user", None)),
            Some("TaskFailedToStart") => {
                let with_reason = |container: &&Container| {
                    let reason = container.reason.as_deref();
                    reason.is_some_and(|reason| !reason.is_empty())
                };
                let container = self.containers.iter().find(with_reason);
                let container = container.or_else(|| self.only_container());
                Some(Death::of("failed to start", container))
            }
            // The exit codes of a task that ECS ended for a reason of its own come from that end.
            None | Some("EssentialContainerExited") => self.exit(),
            Some(_) => None,
        }
        .or_else(|| match reason {
            "" => None,
            scaled if scaled.starts_with("Scaling activity initiated") => {
                Some(Death::of("scaled in or replaced", None))
            }
            other => Some(Death::of(other, self.only_container())),
        })
    }

    /// Whether one of its containers used more memory than it may.
    pub(super) fn ran_out_of_memory(&self) -> bool {
        self.told(OUT_OF_MEMORY).is_some()
    }

    /// The first container whose reason has a word.
    fn told(&self, word: &str) -> Option<&Container> {
        let mut containers = self.containers.iter();
        containers.find(|container| {
            let reason = container.reason.as_deref();
            reason.is_some_and(|reason| reason.contains(word))
        })
    }

    fn only_container(&self) -> Option<&Container> {
        match self.containers.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// A container that another one depends on and that did not become what this one waits for, as the
    /// agent words it: `… container ordering dependency [migrate(image) (STOPPED->RUNNING) - Exit: 3] for
    /// target [app(image) …] as dependency did not exit successfully.`
    fn vain_dependency(&self) -> Option<Death<'_>> {
        let text = self.told("container ordering dependency [")?;
        let text = text.reason.as_deref()?;
        let (_, rest) = text.split_once("container ordering dependency [")?;
        let (dependency, rest) = rest.split_once(']')?;
        let (_, rest) = rest.split_once("for target [")?;
        let (target, what) = rest.split_once(']')?;
        let name = |described: &'_ str| -> String {
            let end = described.find(['(', ' ']).unwrap_or(described.len());
            described[..end].to_owned()
        };
        let (dependency, target) = (name(dependency), name(target));
        let mut containers = self.containers.iter();
        let container = containers.find(|container| container.name == dependency)?;
        let words = match container.exit_code {
            _ if what.contains("timed out") => {
                format!("did not get ready in time for {target}")
            }
            Some(code) if code != 0 => format!("exited with {code} before {target} could start"),
            _ => format!("did not become what {target} waits for"),
        };
        Some(Death::of(words, Some(container)))
    }

    /// The exit that ended the task: one with an error of its own, else the only one there can be. A
    /// clean exit beside one by a signal may be that of an init container that did its work, or the one
    /// that ended the task, after which ECS ended the other: then all are named.
    fn exit(&self) -> Option<Death<'_>> {
        let coded: Vec<(&Container, i32)> = self
            .containers
            .iter()
            .filter_map(|container| Some((container, container.exit_code?)))
            .collect();
        let error = |code: i32| code != 0 && !is_by_signal(code);
        let first = match coded.iter().find(|(_, code)| error(*code)) {
            Some(first) => first,
            None => match coded.as_slice() {
                [] => return None,
                [first] => first,
                all => {
                    let all = all
                        .iter()
                        .map(|(c, code)| format!("{} with {code}", c.name));
                    let all = all.collect::<Vec<_>>().join(", ");
                    let words = format!("an essential container exited ({all})");
                    return Some(Death::of(words, None));
                }
            },
        };
        let (container, code) = *first;
        let words = match code {
            SIGKILL => format!("killed (exit {SIGKILL})"),
            SIGTERM => format!("terminated (exit {SIGTERM})"),
            code => format!("exited with {code}"),
        };
        Some(Death::of(words, Some(container)))
    }
}

/// A cause with the container it struck, as `container admin exited with 1` or
/// `image pull failed (container admin)`.
pub(crate) fn of_container(name: &str, cause: &str) -> String {
    let verbs = [
        ("exited", ""),
        ("did not", ""),
        ("killed", "was "),
        ("terminated", "was "),
        ("out of", "ran "),
    ];
    match verbs.iter().find(|(start, _)| cause.starts_with(start)) {
        Some((_, verb)) => format!("container {name} {verb}{cause}"),
        None => format!("{cause} (container {name})"),
    }
}
