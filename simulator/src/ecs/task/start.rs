//! The first part of a task's life: pulling images and starting containers.

use crate::{
    clock::{Millis, SECOND},
    ecr::Ecr,
    ecs::task::{
        Happening, Moment, StopCause, Task,
        container::{Container, State},
        dependency,
    },
    logs::{Logs, Source},
    world::Context,
};

/// A running task without health check counts as healthy after this time.
pub(super) const HEALTHY_AFTER: Millis = 40 * SECOND;

/// The exit code of a container that was never started because its dependencies failed.
const NOT_STARTED: i32 = 143;

/// Moments to come, each with its delay.
pub(super) type Moments = Vec<(Millis, Moment)>;

/// How a task goes on once its images are there.
pub(super) enum Progress {
    /// All that is left to start can start.
    Ready,
    /// Some containers wait for others.
    Waiting(Moments),
    /// An essential container can't start.
    Failed,
}

/// Resolves the images, or finds out why the task can't start.
pub(super) fn pull(task: &mut Task, ecr: &Ecr, context: &Context<'_>) -> Option<StopCause> {
    let fargate = task.launch_type == "FARGATE";
    if let Some(error) = task.start_error.clone() {
        return Some(failed_to_start(task, 0, error.to_string(), fargate));
    }
    for index in 0..task.containers.len() {
        let container = &mut task.containers[index];
        let pulled = match &container.pinned {
            Some(digest) => ecr.pull_digest(&container.image, digest, &context.region),
            None => ecr.pull(&container.image, &context.region),
        };
        match pulled {
            Ok(digest) => container.digest = Some(digest),
            Err(reason) => {
                let reason = format!("CannotPullContainerError: {reason}");
                return Some(failed_to_start(task, index, reason, fargate));
            }
        }
    }
    None
}

/// Fargate tells the whole story in the task's reason, the agent of an instance in the container's.
fn failed_to_start(task: &mut Task, index: usize, reason: String, fargate: bool) -> StopCause {
    let of_container = reason.starts_with("CannotPull") || reason.starts_with("CannotStart");
    if let Some(container) = task.containers.get_mut(index).filter(|_| of_container) {
        container.state = State::Stopped {
            exit_code: None,
            reason: Some(reason.clone()),
        };
    }
    if fargate || !of_container {
        StopCause::failed_to_start(reason)
    } else {
        StopCause::failed_to_start("Task failed to start")
    }
}

/// Starts what has to run before others may start, and says whether the rest can.
pub(super) fn proceed(task: &mut Task, logs: &mut Logs, context: &mut Context<'_>) -> Progress {
    while let Some((index, on)) = dependency::hopeless(&task.containers) {
        if give_up(task, index, &on, Vain::Failed) {
            return Progress::Failed;
        }
    }
    let startable = dependency::startable(&task.containers);
    let pending = task
        .containers
        .iter()
        .filter(|container| container.state == State::Pending)
        .count();
    if startable.len() == pending {
        return Progress::Ready;
    }
    Progress::Waiting(start(task, &startable, logs, context))
}

/// Why a container that others depend on will never be what they wait for.
pub(super) enum Vain {
    /// It exited with an error, or can't become healthy any more.
    Failed,
    /// It took longer than its `startTimeout`.
    TimedOut,
}

/// A container will never start; true when that is the end of its task. The reason is worded as the
/// ECS agent does.
pub(super) fn give_up(task: &mut Task, index: usize, on: &str, why: Vain) -> bool {
    let mut containers = task.containers.iter();
    let dependency = containers.find(|container| container.name == on);
    let dependency = dependency.map_or_else(|| on.to_owned(), described);
    let Some(container) = task.containers.get_mut(index) else {
        return false;
    };
    let (begin, end) = match why {
        Vain::Failed => (
            "failed to resolve container ordering dependency",
            "as dependency did not exit successfully.",
        ),
        Vain::TimedOut => ("container ordering dependency", "has timed out."),
    };
    let target = described(container);
    container.state = State::Stopped {
        exit_code: Some(NOT_STARTED),
        reason: Some(format!(
            "CannotStartContainerError: dependency graph: {begin} [{dependency}] for target [{target}] {end}"
        )),
    };
    task.version += 1;
    container.essential
}

/// A container as the agent writes of it.
fn described(container: &Container) -> String {
    let (state, exit) = match &container.state {
        State::Pending => ("NONE", None),
        State::Running => ("RUNNING", None),
        State::Stopped { exit_code, .. } => ("STOPPED", *exit_code),
    };
    let exit = exit.map_or_else(String::new, |code| format!(" - Exit: {code}"));
    let (name, image) = (&container.name, &container.image);
    format!("{name}({image}) ({state}->RUNNING){exit}")
}

/// Starts all containers that are still pending; the moments that follow from it.
pub(super) fn rest(task: &mut Task, logs: &mut Logs, context: &mut Context<'_>) -> Moments {
    let pending: Vec<usize> = (0..task.containers.len())
        .filter(|index| task.containers[*index].state == State::Pending)
        .collect();
    start(task, &pending, logs, context)
}

fn start(
    task: &mut Task,
    indexes: &[usize],
    logs: &mut Logs,
    context: &mut Context<'_>,
) -> Moments {
    let mut moments = Vec::new();
    for index in indexes {
        let Some(container) = task.containers.get(*index) else {
            continue;
        };
        if let Some(stream) = &container.log {
            logs.open(stream, source(container, task), context.now);
        }
        moments.extend(run(task, *index, context));
    }
    moments
}

/// A container begins to run, for the first time or again; what will happen to it.
pub(super) fn run(task: &mut Task, index: usize, context: &mut Context<'_>) -> Moments {
    let waits = task.containers.get(index).is_some_and(|container| {
        !dependency::waiting_for(&task.containers, &container.name).is_empty()
    });
    let Some(container) = task.containers.get_mut(index) else {
        return Vec::new();
    };
    container.state = State::Running;
    container.started = Some(context.now);
    container.run += 1;
    let run = container.run;
    let mut moments = Vec::new();
    let mut add = |delay: Millis, what: Happening| {
        moments.push((delay, Moment::Container { index, run, what }));
    };
    if let Some(exit) = &container.behaviour.exit {
        let delay = context.random.between(exit.after.0, exit.after.1);
        add(
            delay,
            Happening::Exit {
                code: exit.code,
                reason: exit.reason.clone(),
            },
        );
    }
    if let Some(check) = container.health_check {
        container.health = Some(super::Health::Unknown);
        let sick = container.behaviour.unhealthy_after;
        container.sick_since = sick.map(|sick| context.now + sick);
        add(
            check.interval + context.random.between(0, SECOND),
            Happening::Healthy,
        );
        if let Some(sick) = sick {
            add(
                sick.max(check.start_period) + check.retries * check.interval,
                Happening::Unhealthy,
            );
        }
    }
    if waits {
        add(container.start_timeout, Happening::Overdue);
    }
    moments
}

fn source(container: &Container, task: &Task) -> Source {
    let revision = task.definition_arn.rsplit(':').next().unwrap_or_default();
    let ip = task
        .interface
        .as_ref()
        .map(|interface| interface.ip.clone());
    Source {
        style: container.behaviour.log_style.clone(),
        image: container.image.clone(),
        container: container.name.clone(),
        family: task.family.clone(),
        revision: revision.to_owned(),
        ip: ip.unwrap_or_default(),
        rate: container.behaviour.log_rate,
    }
}
