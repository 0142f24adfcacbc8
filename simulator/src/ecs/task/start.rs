//! The first part of a task's life: pulling images and starting containers.

use crate::{
    clock::{Millis, SECOND},
    ecr::Ecr,
    ecs::task::{
        Moment, StopCause, Task,
        container::{Container, State},
    },
    logs::{Logs, Source},
    world::Context,
};

/// A running task without health check counts as healthy after this time.
const HEALTHY_AFTER: Millis = 40 * SECOND;

/// Resolves the images, or finds out why the task can't start.
pub(super) fn pull(task: &mut Task, ecr: &Ecr, context: &Context<'_>) -> Option<StopCause> {
    if let Some(error) = &task.start_error {
        return Some(StopCause::failed_to_start(error.to_string()));
    }
    for container in &mut task.containers {
        match ecr.pull(&container.image, &context.region) {
            Ok(digest) => container.digest = Some(digest),
            Err(reason) => {
                let reason = format!("CannotPullContainerError: {reason}");
                container.state = State::Stopped {
                    exit_code: None,
                    reason: Some(reason.clone()),
                };
                return Some(StopCause::failed_to_start(reason));
            }
        }
    }
    None
}

/// Starts the containers; the moments that follow from it, with their delays.
pub(super) fn containers(
    task: &mut Task,
    logs: &mut Logs,
    context: &mut Context<'_>,
) -> Vec<(Millis, Moment)> {
    task.times.started = Some(context.now);
    let mut healthy_in: Option<Millis> = None;
    let mut moments = Vec::new();
    let revision = task
        .definition_arn
        .rsplit(':')
        .next()
        .unwrap_or_default()
        .to_owned();
    let ip = task
        .interface
        .as_ref()
        .map(|interface| interface.ip.clone())
        .unwrap_or_default();
    for (index, container) in task.containers.iter_mut().enumerate() {
        container.state = State::Running;
        if let Some(stream) = &container.log {
            logs.open(
                stream,
                source(container, &task.family, &revision, &ip),
                context.now,
            );
        }
        if let Some(exit) = &container.behaviour.exit {
            moments.push((
                context.random.between(exit.after.0, exit.after.1),
                Moment::Exit(index),
            ));
        }
        let Some(check) = container.health_check else {
            continue;
        };
        let first = check.interval + context.random.between(0, SECOND);
        let sick = container.behaviour.unhealthy_after;
        if sick.is_none_or(|sick| sick > first) {
            healthy_in = Some(healthy_in.unwrap_or(0).max(first));
        }
        if let Some(sick) = sick {
            moments.push((
                sick.max(check.start_period) + check.retries * check.interval,
                Moment::Unhealthy,
            ));
        }
    }
    let checked = task
        .containers
        .iter()
        .any(|container| container.health_check.is_some());
    let healthy_in = if checked {
        healthy_in
    } else {
        Some(HEALTHY_AFTER)
    };
    moments.extend(healthy_in.map(|delay| (delay, Moment::Healthy)));
    moments
}

fn source(container: &Container, family: &str, revision: &str, ip: &str) -> Source {
    Source {
        style: container.behaviour.log_style.clone(),
        image: container.image.clone(),
        container: container.name.clone(),
        family: family.to_owned(),
        revision: revision.to_owned(),
        ip: ip.to_owned(),
        rate: container.behaviour.log_rate,
    }
}
