//! Trouble made for containers from outside: what the control API asks for.

use serde::{Deserialize, Serialize};

use crate::{
    clock::Millis,
    ecs::{
        Cluster,
        task::{Container, Happening, Moment, Phase, Task, container::State, lifecycle::later},
    },
    logs::Logs,
    world::Context,
};

/// The reason of a container that used more memory than it may.
const OUT_OF_MEMORY: &str = "OutOfMemoryError: Container killed due to memory usage";

/// What shall happen to which container of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// The container's name; the first essential one when there is none.
    pub(crate) container: Option<String>,
    pub(crate) trouble: Trouble,
}

/// What shall happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Trouble {
    /// It exits.
    Exit { code: i32, reason: Option<String> },
    /// Its health checks fail from now on, or pass again.
    Health { fails: bool },
    /// Its memory grows until it is killed, after this time.
    Leak { after: Millis },
    /// It writes this many log lines in a second.
    LogRate(f64),
    /// The task's Spot capacity is taken back.
    Interrupt,
    /// The task can't start; only for tasks to come.
    StartError(String),
}

impl Cluster {
    /// Ids of the tasks of a service that run and are wanted.
    pub(crate) fn running_tasks_of(&self, service: &str) -> Vec<String> {
        let of_service = |task: &&Task| {
            let owner = task.owner.as_ref();
            owner.is_some_and(|owner| owner.service == service)
                && task.is_wanted()
                && task.phase == Phase::Running
        };
        let tasks = self.tasks.values().filter(of_service);
        tasks.map(|task| task.id.clone()).collect()
    }
}

/// Makes trouble for a running task; the error says why that can't be.
pub(crate) fn make(
    cluster: &mut Cluster,
    id: &str,
    plan: &Plan,
    logs: &mut Logs,
    context: &mut Context<'_>,
) -> Result<(), String> {
    let name = cluster.name.clone();
    let task = cluster
        .tasks
        .get_mut(id)
        .ok_or_else(|| format!("there is no task {id}"))?;
    apply(&name, task, plan, logs, context)
}

/// Makes the trouble that was planned for a task before it started.
pub(super) fn planned(cluster: &str, task: &mut Task, logs: &mut Logs, context: &mut Context<'_>) {
    for plan in std::mem::take(&mut task.plans) {
        // A plan that doesn't fit this task, such as health without a check, has no effect.
        let _ = apply(cluster, task, &plan, logs, context);
    }
    let interrupted = task
        .containers
        .iter()
        .find_map(|container| container.behaviour.interrupted_after)
        .filter(|_| task.is_on_spot());
    if let Some((earliest, latest)) = interrupted {
        let delay = context.random.between(earliest, latest);
        later(cluster, task, delay, Moment::Interrupted, context);
    }
}

fn apply(
    cluster: &str,
    task: &mut Task,
    plan: &Plan,
    logs: &mut Logs,
    context: &mut Context<'_>,
) -> Result<(), String> {
    if !task.is_wanted() {
        return Err(format!("task {} is stopping or stopped", task.id));
    }
    if plan.trouble == Trouble::Interrupt {
        if !task.is_on_spot() {
            return Err(format!("task {} is not on Spot capacity", task.id));
        }
        later(cluster, task, 0, Moment::Interrupted, context);
        return Ok(());
    }
    let (index, container) = find(task, plan.container.as_deref())?;
    if container.state != State::Running {
        return Err(format!("container {} is not running", container.name));
    }
    let run = container.run;
    let (delay, what) = match &plan.trouble {
        Trouble::Exit { code, reason } => (
            0,
            Happening::Exit {
                code: *code,
                reason: reason.clone(),
            },
        ),
        Trouble::Leak { after } => (
            *after,
            Happening::Exit {
                code: 137,
                reason: Some(OUT_OF_MEMORY.to_owned()),
            },
        ),
        Trouble::Health { fails } => {
            let Some(check) = container.health_check else {
                return Err(format!("container {} has no health check", container.name));
            };
            container.sick_since = fails.then_some(context.now);
            if *fails {
                (check.retries * check.interval, Happening::Unhealthy)
            } else {
                (check.interval, Happening::Healthy)
            }
        }
        Trouble::LogRate(rate) => {
            if let Some(stream) = &container.log {
                logs.set_rate(stream, *rate, context.now);
            }
            return Ok(());
        }
        Trouble::StartError(_) => return Err("the task has already started".to_owned()),
        Trouble::Interrupt => return Ok(()),
    };
    later(
        cluster,
        task,
        delay,
        Moment::Container { index, run, what },
        context,
    );
    Ok(())
}

/// The container with a name, or the first essential one.
fn find<'a>(task: &'a mut Task, name: Option<&str>) -> Result<(usize, &'a mut Container), String> {
    let wanted =
        |container: &Container| name.map_or(container.essential, |name| container.name == name);
    task.containers
        .iter_mut()
        .enumerate()
        .find(|(_, container)| wanted(container))
        .ok_or_else(|| format!("the task has no container {}", name.unwrap_or_default()))
}
