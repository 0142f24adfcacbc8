//! Tasks that failed the health checks of their containers or load balancers.

use serde_json::Value;

use crate::{
    clock::{Millis, SECOND},
    ecs::{
        Cluster,
        service::{Service, message, rollback, rollout},
        task::{Health, StopCause, Task, lifecycle},
    },
    world::Context,
};

/// Why a task must be replaced: the event and the cause.
fn diagnosis(task: &Task) -> Option<(String, StopCause)> {
    if task.health == Health::Unhealthy {
        return Some((message::failed_health(&task.id), StopCause::unhealthy()));
    }
    let target = task.failed_target()?;
    Some((
        message::target_unhealthy(&task.id, target.port, &target.group),
        StopCause::unhealthy_target(&target.group),
    ))
}

/// Stops wanted tasks that failed their health checks, once their grace period is over.
pub(super) fn stop(service: &mut Service, cluster: &mut Cluster, context: &mut Context<'_>) {
    let grace = service.grace_period();
    let (mut stopped, mut later): (Vec<String>, Option<Millis>) = (Vec::new(), None);
    let sick: Vec<_> = service
        .live_tasks(cluster)
        .filter(|task| task.is_wanted())
        .filter_map(|task| {
            let since = task.times.started.unwrap_or(context.now);
            Some((task.id.clone(), since + grace, diagnosis(task)?))
        })
        .collect();
    for (id, until, (sentence, cause)) in sick {
        if until > context.now {
            later = Some(later.map_or(until, |later| later.min(until)));
            continue;
        }
        service.say(&sentence, context);
        let task = cluster.tasks.get(&id);
        if let Some(owner) = task
            .filter(|task| task.healthy_since.is_none())
            .and_then(|task| task.owner.as_ref())
        {
            rollout::task_failed(service, &owner.deployment);
        }
        lifecycle::stop(cluster, &id, cause, context);
        stopped.push(id);
    }
    if let Some(until) = later {
        service.wake(&cluster.name, until - context.now, context);
    }
    if stopped.is_empty() {
        return;
    }
    service.say_deregistered(cluster, &stopped, context);
    rollback::check_breaker(service, context);
    service.unhealthy_stopped += stopped.len();
}

impl Service {
    /// How long failed health checks of a new task are ignored.
    fn grace_period(&self) -> Millis {
        self.settings
            .get("healthCheckGracePeriodSeconds")
            .and_then(Value::as_i64)
            .unwrap_or(0)
            .clamp(0, i64::from(i32::MAX))
            * SECOND
    }

    /// Says that stopped tasks were taken from their target groups.
    pub(super) fn say_deregistered(
        &mut self,
        cluster: &Cluster,
        stopped: &[String],
        context: &mut Context<'_>,
    ) {
        let mut counts: Vec<(String, usize)> = Vec::new();
        for id in stopped {
            let owner = cluster.tasks.get(id).and_then(|task| task.owner.as_ref());
            let groups = owner
                .map(|owner| self.target_groups_of(&owner.deployment))
                .unwrap_or_default();
            for group in groups {
                match counts.iter_mut().find(|(known, _)| *known == group) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((group, 1)),
                }
            }
        }
        for (group, count) in counts {
            self.say(&message::deregistered(count, &group), context);
            self.say(&message::draining(count), context);
        }
    }
}
