//! A task's way from PROVISIONING to STOPPED.

use serde::{Deserialize, Serialize};

use crate::{
    clock::Millis,
    ecr::Ecr,
    ecs::{
        Cluster, Event, service,
        task::{
            Health, Phase, REMEMBERED, StopCause, Task,
            exit::{self, Consequence},
            health,
            start::{self, Progress},
            target, trouble,
        },
    },
    logs::Logs,
    world::{Context, Region},
};

/// A moment in a task's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Moment {
    /// The next phase begins.
    Next,
    /// It ran long enough to count as healthy.
    Settled,
    /// Something happens to a container, if it is still in the same run.
    Container {
        index: usize,
        run: u32,
        what: Happening,
    },
    /// A load balancer comes to another verdict about one of its targets.
    Target {
        index: usize,
        health: target::Health,
    },
    /// Its Spot capacity is taken back.
    Interrupted,
    /// AWS forgets the stopped task.
    Forget,
}

/// What happens to a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Happening {
    /// Its health check passed for the first time.
    Healthy,
    /// Its health check failed as often as its retries allow.
    Unhealthy,
    /// It exits by itself.
    Exit { code: i32, reason: Option<String> },
    /// Others have waited for it as long as its start timeout allows.
    Overdue,
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
    let Region {
        ecs,
        ecr,
        logs,
        elb,
        ..
    } = region;
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
        Moment::Settled => Some(health::settled(task, context)),
        Moment::Container { index, run, what } => {
            let current = task.containers.get(index).map(|container| container.run);
            if current != Some(run) {
                return;
            }
            container(cluster_name, task, index, what, logs, context)
        }
        Moment::Target { index, health } => target::checked(task, index, health, context),
        Moment::Interrupted => {
            stop(cluster, id, StopCause::spot_interruption(), context);
            return;
        }
        Moment::Forget => {
            cluster.tasks.remove(id);
            return;
        }
    };
    if news == Some(News::Running) {
        target::register(cluster, id, elb, context);
    }
    tell(cluster, id, news, context);
}

/// Stops a task for a cause; a task that is already stopping is left alone.
pub(crate) fn stop(cluster: &mut Cluster, id: &str, cause: StopCause, context: &mut Context<'_>) {
    let Some(task) = cluster.tasks.get_mut(id).filter(|task| task.is_wanted()) else {
        return;
    };
    let phase = if task.phase == Phase::Running {
        Phase::Deactivating
    } else if exit::running(task).next().is_some() {
        Phase::Stopping
    } else {
        Phase::Deprovisioning
    };
    wind_down(&cluster.name, task, cause, phase, context);
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
    exit::never_ran(task);
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
        Phase::Deactivating => context
            .random
            .between(1_000, 2_000)
            .max(task.draining_time()),
        Phase::Stopping => exit::time_to_stop(task, context),
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

/// Lets a moment of a task happen later.
pub(super) fn later(
    cluster: &str,
    task: &Task,
    delay: Millis,
    moment: Moment,
    context: &mut Context<'_>,
) {
    let event = Event::Task {
        cluster: cluster.to_owned(),
        task: task.id.clone(),
        moment,
        serial: task.serial,
    };
    context.after(delay, event);
}

fn all_later(cluster: &str, task: &Task, moments: start::Moments, context: &mut Context<'_>) {
    for (delay, moment) in moments {
        later(cluster, task, delay, moment, context);
    }
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
                return Some(fail(cluster, task, cause, logs, context));
            }
            task.times.pull_stopped = Some(context.now);
            Some(proceed(cluster, task, logs, context))
        }
        Phase::Activating => {
            run(cluster, task, logs, context);
            Some(News::Running)
        }
        Phase::Running | Phase::Stopped => None,
        Phase::Deactivating => {
            enter(cluster, task, Phase::Stopping, context);
            exit::signal(task, logs, context);
            Some(News::Moved)
        }
        Phase::Stopping => {
            exit::stopped(task, logs, context);
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

/// The images are there: starts what others wait for, and goes on when nothing has to wait.
fn proceed(cluster: &str, task: &mut Task, logs: &mut Logs, context: &mut Context<'_>) -> News {
    match start::proceed(task, logs, context) {
        Progress::Ready => {
            enter(cluster, task, Phase::Activating, context);
            News::Moved
        }
        Progress::Waiting(moments) => {
            all_later(cluster, task, moments, context);
            News::Moved
        }
        Progress::Failed => fail(cluster, task, StopCause::essential_exit(), logs, context),
    }
}

/// The task is RUNNING: what is left to start starts.
fn run(cluster: &str, task: &mut Task, logs: &mut Logs, context: &mut Context<'_>) {
    enter(cluster, task, Phase::Running, context);
    task.times.started = Some(context.now);
    let moments = start::rest(task, logs, context);
    all_later(cluster, task, moments, context);
    if !task.is_checked() {
        later(
            cluster,
            task,
            start::HEALTHY_AFTER,
            Moment::Settled,
            context,
        );
    } else if task.health == Health::Healthy {
        later(cluster, task, 1, Moment::Settled, context);
    }
    trouble::planned(cluster, task, logs, context);
}

/// Lets something happen to a container.
fn container(
    cluster: &str,
    task: &mut Task,
    index: usize,
    what: Happening,
    logs: &mut Logs,
    context: &mut Context<'_>,
) -> Option<News> {
    let waiting = task.phase == Phase::Pending;
    let news = match what {
        Happening::Healthy => health::checked(task, index, Health::Healthy, context),
        Happening::Unhealthy => health::checked(task, index, Health::Unhealthy, context),
        Happening::Exit { code, reason } => {
            match exit::exit(task, index, code, reason, logs, context) {
                Consequence::Restarted(moments) => {
                    all_later(cluster, task, moments, context);
                    Some(News::Moved)
                }
                Consequence::GoesOn => Some(News::Moved),
                Consequence::Ends(cause) => return Some(fail(cluster, task, cause, logs, context)),
            }
        }
        Happening::Overdue => {
            if overdue(task, index) {
                return Some(fail(
                    cluster,
                    task,
                    StopCause::essential_exit(),
                    logs,
                    context,
                ));
            }
            Some(News::Moved)
        }
    };
    if waiting {
        Some(proceed(cluster, task, logs, context))
    } else {
        news
    }
}

/// Containers that waited for another one too long never start; true when that ends the task.
fn overdue(task: &mut Task, index: usize) -> bool {
    let Some(name) = task
        .containers
        .get(index)
        .map(|container| container.name.clone())
    else {
        return false;
    };
    let waiting = super::dependency::waiting_for(&task.containers, &name);
    let mut ends = false;
    for other in waiting {
        ends |= start::give_up(task, other, &name, start::Vain::TimedOut);
    }
    ends
}

/// The task goes down by itself.
fn fail(
    cluster: &str,
    task: &mut Task,
    cause: StopCause,
    logs: &mut Logs,
    context: &mut Context<'_>,
) -> News {
    let news = News::Failed {
        ran: task.times.started.is_some(),
        was_healthy: task.healthy_since.is_some(),
    };
    let containers_ran = task
        .containers
        .iter()
        .any(|container| container.started.is_some());
    let phase = if containers_ran {
        Phase::Stopping
    } else {
        Phase::Deprovisioning
    };
    wind_down(cluster, task, cause, phase, context);
    exit::signal(task, logs, context);
    news
}
