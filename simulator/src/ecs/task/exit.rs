//! The end of containers: exits, restarts, and what SIGTERM does.

use crate::{
    clock::{Millis, SECOND},
    ecs::task::{
        Container, StopCause, Task,
        container::State,
        start::{self, Moments},
    },
    logs::{Ending, Logs},
    world::Context,
};

/// What the exit of a container means for its task.
pub(super) enum Consequence {
    /// It is restarted by its policy.
    Restarted(Moments),
    /// The task goes on without it.
    GoesOn,
    /// It was essential.
    Ends(StopCause),
}

/// A container exits by itself.
pub(super) fn exit(
    task: &mut Task,
    index: usize,
    code: i32,
    reason: Option<String>,
    logs: &mut Logs,
    context: &mut Context<'_>,
) -> Consequence {
    let Some(container) = task.containers.get_mut(index) else {
        return Consequence::GoesOn;
    };
    task.version += 1;
    if restarts(container, code, context.now) {
        return Consequence::Restarted(start::run(task, index, context));
    }
    let out_of_memory = reason
        .as_deref()
        .is_some_and(|reason| reason.starts_with("OutOfMemoryError"));
    if let Some(stream) = &container.log {
        logs.close(
            stream,
            context.now,
            Ending::Exit {
                code,
                out_of_memory,
            },
        );
    }
    container.state = State::Stopped {
        exit_code: Some(code),
        reason,
    };
    container.run += 1;
    if container.essential {
        Consequence::Ends(StopCause::essential_exit())
    } else {
        Consequence::GoesOn
    }
}

/// A restart needs a policy that doesn't ignore the code, and a run that was long enough.
fn restarts(container: &Container, code: i32, now: Millis) -> bool {
    let ran = container.started.map_or(0, |started| now - started);
    container
        .restart_policy
        .as_ref()
        .is_some_and(|policy| !policy.ignored.contains(&code) && ran >= policy.period)
}

/// SIGTERM reaches the containers that run.
pub(super) fn signal(task: &Task, logs: &mut Logs, context: &Context<'_>) {
    for container in running(task) {
        if let Some(stream) = &container.log {
            logs.signal(stream, context.now);
        }
    }
}

/// How long until the last container has stopped after SIGTERM.
pub(super) fn time_to_stop(task: &Task, context: &mut Context<'_>) -> Millis {
    let killed = running(task).filter(|container| container.behaviour.ignores_sigterm);
    let longest = killed
        .map(|container| container.stop_timeout * SECOND)
        .max();
    longest.unwrap_or_else(|| context.random.between(2_000, 4_000))
}

/// The containers that still ran have stopped after SIGTERM, or were killed.
pub(super) fn stopped(task: &mut Task, logs: &mut Logs, context: &Context<'_>) {
    task.times.execution_stopped = Some(context.now);
    for container in &mut task.containers {
        if container.state != State::Running {
            continue;
        }
        let killed = container.behaviour.ignores_sigterm;
        let code = if killed {
            137
        } else {
            container.behaviour.sigterm_code.unwrap_or(0)
        };
        container.state = State::Stopped {
            exit_code: Some(code),
            reason: None,
        };
        let ending = if killed {
            Ending::Killed
        } else {
            Ending::Terminated
        };
        if let Some(stream) = &container.log {
            logs.close(stream, context.now, ending);
        }
    }
}

/// Containers that were not started yet never will be.
pub(super) fn never_ran(task: &mut Task) {
    for container in &mut task.containers {
        if container.state == State::Pending {
            container.state = State::Stopped {
                exit_code: None,
                reason: None,
            };
        }
    }
}

/// The containers that run.
pub(super) fn running(task: &Task) -> impl Iterator<Item = &Container> {
    task.containers
        .iter()
        .filter(|container| container.state == State::Running)
}
