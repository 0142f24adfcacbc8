//! A task's way from PROVISIONING to STOPPED.

use crate::{
    clock::{Millis, SECOND},
    ecr::Ecr,
    ecs::{
        Cluster, Event, service,
        task::{Phase, REMEMBERED, StopCause, Task, container::State, health, start},
    },
    logs::{Ending, Logs},
    world::{Context, Region},
};

/// A moment in a task's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Moment {
    /// The next phase begins.
    Next,
    /// The health checks of its containers passed, or it ran long enough without one.
    Healthy,
    /// A container's health check failed as often as its retries allow.
    Unhealthy,
    /// A container exits by itself; its index.
    Exit(usize),
    /// AWS forgets the stopped task.
    Forget,
}

/// What a service hears about its task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    /// It reached RUNNING.
    Running,
    /// It counts as healthy from now on.
    Healthy,
    /// It failed its health checks.
    Unhealthy,
    /// It is going down by itself; whether it had reached RUNNING and counted as healthy.
    Failed {
        /// It had reached RUNNING.
        ran: bool,
        /// It had counted as healthy.
        was_healthy: bool,
    },
    /// It moved on in a way the scheduler may want to react to.
    Moved,
    /// It is STOPPED.
    Stopped,
}

/// Begins the life of a new task.
pub(super) fn begin(cluster: &str, task: &mut Task, context: &mut Context<'_>) {
    enter(cluster, task, task.phase, context);
}

/// Lets a moment happen to a task and tells its service.
pub(crate) fn happen(
    region: &mut Region,
    cluster_name: &str,
    id: &str,
    moment: Moment,
    serial: u32,
    context: &mut Context<'_>,
) {
    let Region { ecs, ecr, logs } = region;
    let Some(cluster) = ecs.clusters.get_mut(cluster_name) else {
        return;
    };
    let Some(task) = cluster.tasks.get_mut(id) else {
        return;
    };
    if task.serial != serial {
        return;
    }
    let news = match moment {
        Moment::Next => next(cluster_name, task, ecr, logs, context),
        Moment::Healthy => Some(health::healthy(task, context)),
        Moment::Unhealthy => Some(health::unhealthy(task)),
        Moment::Exit(index) => exit(cluster_name, task, index, logs, context),
        Moment::Forget => {
            cluster.tasks.remove(id);
            return;
        }
    };
    tell(cluster, id, news, context);
}

/// Stops a task for a cause; a task that is already stopping is left alone.
pub(crate) fn stop(cluster: &mut Cluster, id: &str, cause: StopCause, context: &mut Context<'_>) {
    let Some(task) = cluster.tasks.get_mut(id).filter(|task| task.is_wanted()) else {
        return;
    };
    let phase = if task.phase == Phase::Running {
        Phase::Deactivating
    } else {
        Phase::Deprovisioning
    };
    wind_down(&cluster.name, task, cause, phase, context);
    if phase == Phase::Deprovisioning {
        never_ran(task);
    }
    tell(cluster, id, Some(News::Moved), context);
}

fn tell(cluster: &mut Cluster, id: &str, news: Option<News>, context: &mut Context<'_>) {
    let Some(news) = news else { return };
    let Some(task) = cluster.tasks.get(id) else {
        return;
    };
    if let Some(service) = task
        .owner
        .as_ref()
        .and_then(|owner| cluster.services.get_mut(&owner.service))
    {
        service::scheduler::hear(&cluster.name, service, task, news, context);
    }
}

/// Takes the way to STOPPED, entering it at a phase.
fn wind_down(
    cluster: &str,
    task: &mut Task,
    cause: StopCause,
    phase: Phase,
    context: &mut Context<'_>,
) {
    task.stop = Some(cause);
    task.serial += 1;
    task.times.stopping = Some(context.now);
    enter(cluster, task, phase, context);
}

/// Enters a phase and schedules the next one.
fn enter(cluster: &str, task: &mut Task, phase: Phase, context: &mut Context<'_>) {
    if task.phase != phase {
        task.version += 1;
    }
    task.phase = phase;
    let stay = match phase {
        Phase::Provisioning => context.random.between(2_500, 4_500),
        Phase::Pending => context.random.between(3_500, 6_500),
        Phase::Activating | Phase::Deprovisioning => context.random.between(2_000, 4_000),
        Phase::Running => return,
        Phase::Deactivating => context.random.between(1_000, 2_000),
        Phase::Stopping => time_to_stop(task, context),
        Phase::Stopped => {
            later(cluster, task, REMEMBERED, Moment::Forget, context);
            return;
        }
    };
    if phase == Phase::Pending {
        task.times.connectivity = Some(context.now);
        task.times.pull_started = Some(context.now);
    }
    later(cluster, task, stay, Moment::Next, context);
}

fn later(cluster: &str, task: &Task, delay: Millis, moment: Moment, context: &mut Context<'_>) {
    let event = Event::Task {
        cluster: cluster.to_owned(),
        task: task.id.clone(),
        moment,
        serial: task.serial,
    };
    context.after(delay, event);
}

/// Seconds until the last container has stopped after SIGTERM.
fn time_to_stop(task: &Task, context: &mut Context<'_>) -> Millis {
    let killed = task
        .containers
        .iter()
        .filter(|container| container.behaviour.ignores_sigterm);
    let longest = killed
        .map(|container| container.stop_timeout * SECOND)
        .max();
    longest.unwrap_or_else(|| context.random.between(2_000, 4_000))
}

fn next(
    cluster: &str,
    task: &mut Task,
    ecr: &Ecr,
    logs: &mut Logs,
    context: &mut Context<'_>,
) -> Option<News> {
    match task.phase {
        Phase::Provisioning => {
            enter(cluster, task, Phase::Pending, context);
            Some(News::Moved)
        }
        Phase::Pending => {
            if let Some(cause) = start::pull(task, ecr, context) {
                wind_down(cluster, task, cause, Phase::Deprovisioning, context);
                never_ran(task);
                return Some(News::Failed {
                    ran: false,
                    was_healthy: false,
                });
            }
            task.times.pull_stopped = Some(context.now);
            enter(cluster, task, Phase::Activating, context);
            Some(News::Moved)
        }
        Phase::Activating => {
            enter(cluster, task, Phase::Running, context);
            for (delay, moment) in start::containers(task, logs, context) {
                later(cluster, task, delay, moment, context);
            }
            Some(News::Running)
        }
        Phase::Running | Phase::Stopped => None,
        Phase::Deactivating => {
            enter(cluster, task, Phase::Stopping, context);
            for container in &task.containers {
                if let Some(stream) = container
                    .log
                    .as_ref()
                    .filter(|_| container.state == State::Running)
                {
                    logs.signal(stream, context.now);
                }
            }
            Some(News::Moved)
        }
        Phase::Stopping => {
            containers_stopped(task, logs, context);
            enter(cluster, task, Phase::Deprovisioning, context);
            Some(News::Moved)
        }
        Phase::Deprovisioning => {
            task.times.stopped = Some(context.now);
            enter(cluster, task, Phase::Stopped, context);
            Some(News::Stopped)
        }
    }
}

fn never_ran(task: &mut Task) {
    for container in &mut task.containers {
        if container.state == State::Pending {
            container.state = State::Stopped {
                exit_code: None,
                reason: None,
            };
        }
    }
}

/// A container exits by itself; an essential one takes the task with it.
fn exit(
    cluster: &str,
    task: &mut Task,
    index: usize,
    logs: &mut Logs,
    context: &mut Context<'_>,
) -> Option<News> {
    let container = task.containers.get_mut(index)?;
    let behaviour = container.behaviour.exit.clone()?;
    let ending = Ending::Exit {
        code: behaviour.code,
        out_of_memory: behaviour.reason.as_deref().is_some_and(is_out_of_memory),
    };
    container.state = State::Stopped {
        exit_code: Some(behaviour.code),
        reason: behaviour.reason,
    };
    if let Some(stream) = &container.log {
        logs.close(stream, context.now, ending);
    }
    if !container.essential {
        task.version += 1;
        return Some(News::Moved);
    }
    let was_healthy = task.healthy_since.is_some();
    wind_down(
        cluster,
        task,
        StopCause::essential_exit(),
        Phase::Stopping,
        context,
    );
    for container in task
        .containers
        .iter()
        .filter(|container| container.state == State::Running)
    {
        if let Some(stream) = &container.log {
            logs.signal(stream, context.now);
        }
    }
    Some(News::Failed {
        ran: true,
        was_healthy,
    })
}

fn is_out_of_memory(reason: &str) -> bool {
    reason.starts_with("OutOfMemoryError")
}

/// The containers that still ran have stopped after SIGTERM, or were killed.
fn containers_stopped(task: &mut Task, logs: &mut Logs, context: &Context<'_>) {
    task.times.execution_stopped = Some(context.now);
    for container in task
        .containers
        .iter_mut()
        .filter(|container| container.state == State::Running)
    {
        let killed = container.behaviour.ignores_sigterm;
        container.state = State::Stopped {
            exit_code: Some(if killed { 137 } else { 0 }),
            reason: None,
        };
        if let Some(stream) = &container.log {
            logs.close(
                stream,
                context.now,
                if killed {
                    Ending::Killed
                } else {
                    Ending::Terminated
                },
            );
        }
    }
}
