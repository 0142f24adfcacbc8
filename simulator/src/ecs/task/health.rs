//! The health of a task's containers.

use crate::{
    ecs::task::{Health, News, Task},
    world::Context,
};

/// The checks passed, or the task ran long enough without one.
pub(super) fn healthy(task: &mut Task, context: &Context<'_>) -> News {
    set_health(task, Health::Healthy);
    task.healthy_since.get_or_insert(context.now);
    News::Healthy
}

/// A check failed as often as its retries allow.
pub(super) fn unhealthy(task: &mut Task) -> News {
    set_health(task, Health::Unhealthy);
    News::Unhealthy
}

fn set_health(task: &mut Task, health: Health) {
    let mut checked = false;
    for container in task
        .containers
        .iter_mut()
        .filter(|container| container.health_check.is_some())
    {
        let fails = container.behaviour.unhealthy_after.is_some();
        if health == Health::Healthy || fails {
            container.health = Some(health);
        }
        checked = true;
    }
    if checked {
        task.health = health;
        task.version += 1;
    }
}
