//! The service scheduler: keeps the desired count and moves deployments along.
//!
//! It is woken by the API and by news of tasks, looks at the service as a whole and does what is
//! missing; it keeps no plan between two looks.

use crate::{
    clock::{HOUR, Millis, SECOND},
    ecs::{
        Cluster, Ecs, TaskDefinitions,
        service::{
            Deployment, Service, Status,
            bounds::Bounds,
            deployment::Rollout,
            message, placing,
            rolling::{self, Part},
            rollout,
            tally::Tally,
        },
        task::{News, StopCause, Task, lifecycle},
    },
    world::{Context, Region},
};

/// How often a steady service says so again.
const STEADY_AGAIN: Millis = 6 * HOUR;

/// Looks at a service and does what is missing.
pub(crate) fn look(region: &mut Region, cluster: &str, name: &str, context: &mut Context<'_>) {
    let Ecs {
        clusters,
        task_definitions,
        ..
    } = &mut region.ecs;
    let Some(cluster) = clusters.get_mut(cluster) else {
        return;
    };
    // The service is taken out of its cluster so that both can be worked on; nothing looks for it
    // there meanwhile but news of tasks that are stopped here, which it doesn't need to hear.
    let Some(mut service) = cluster.services.remove(name) else {
        return;
    };
    if service.next_look.is_none_or(|next| next <= context.now) {
        service.next_look = None;
        match service.status {
            Status::Active => reconcile(&mut service, cluster, task_definitions, context),
            Status::Draining => drain(&mut service, cluster, context),
            Status::Inactive => {}
        }
    }
    cluster.services.insert(name.to_owned(), service);
}

/// Hears news of a task of a service.
pub(crate) fn hear(
    cluster: &str,
    service: &mut Service,
    task: &Task,
    news: News,
    context: &mut Context<'_>,
) {
    let deployment = task
        .owner
        .as_ref()
        .map(|owner| owner.deployment.as_str())
        .unwrap_or_default();
    match news {
        News::Running => {
            service.throttle.forgive();
            for target_group in service.target_groups() {
                service.say(&message::registered(1, &target_group), context);
            }
        }
        News::Healthy => rollout::task_succeeded(service, deployment),
        News::Unhealthy | News::Moved => {}
        News::Failed { ran, was_healthy } => {
            if !ran {
                if let Some(cause) = &task.stop {
                    service.say(
                        &message::unable_to_start(cause.reason.trim_end_matches('.')),
                        context,
                    );
                }
                if service.throttle.failed(context.now) {
                    service.say(message::THROTTLED, context);
                }
            }
            if !was_healthy {
                rollout::task_failed(service, deployment);
            }
        }
        News::Stopped => service.tasks.retain(|id| *id != task.id),
    }
    service.wake_soon(cluster, context);
}

fn reconcile(
    service: &mut Service,
    cluster: &mut Cluster,
    definitions: &TaskDefinitions,
    context: &mut Context<'_>,
) {
    rollout::begin_pending(service, context);
    rollout::check_breaker(service, context);
    stop_unhealthy(service, cluster, context);
    let bounds = Bounds::of(
        service.desired,
        service.settings.get("deploymentConfiguration"),
    );
    set_older_desired(service, cluster);
    start_missing(service, cluster, definitions, bounds, context);
    stop_surplus(service, cluster, bounds, context);
    rollout::finish(service, cluster, context);
    say_steady(service, cluster, context);
}

/// Stops tasks that failed their health checks.
fn stop_unhealthy(service: &mut Service, cluster: &mut Cluster, context: &mut Context<'_>) {
    let unhealthy = service.unhealthy(cluster);
    for id in &unhealthy {
        service.say(&message::failed_health(id), context);
        if let Some(task) = cluster
            .tasks
            .get(id)
            .filter(|task| task.healthy_since.is_none())
            && let Some(owner) = &task.owner
        {
            rollout::task_failed(service, &owner.deployment);
        }
        lifecycle::stop(cluster, id, StopCause::unhealthy(), context);
    }
    if !unhealthy.is_empty() {
        rollout::check_breaker(service, context);
    }
    service.unhealthy_stopped += unhealthy.len();
}

/// Gives older deployments their desired counts.
fn set_older_desired(service: &mut Service, cluster: &Cluster) {
    let desired = rolling::older_desired(service.desired, &service.parts(cluster));
    for (deployment, desired) in service.deployments.iter_mut().skip(1).zip(desired) {
        deployment.desired = desired;
    }
}

fn start_missing(
    service: &mut Service,
    cluster: &mut Cluster,
    definitions: &TaskDefinitions,
    bounds: Bounds,
    context: &mut Context<'_>,
) {
    let starts = rolling::starts(service.desired, bounds, &service.parts(cluster));
    if starts.stuck {
        placing::complain(service, message::STUCK.to_owned(), context);
    }
    if starts.counts.iter().all(|count| *count == 0) {
        return;
    }
    if let Some(until) = service.throttle.holds_until(context.now) {
        service.wake(&cluster.name, until - context.now, context);
        return;
    }
    for (index, count) in starts
        .counts
        .into_iter()
        .enumerate()
        .filter(|(_, count)| *count > 0)
    {
        placing::start(service, cluster, definitions, index, count, context);
    }
    service.wake(&cluster.name, SECOND, context);
}

fn stop_surplus(
    service: &mut Service,
    cluster: &mut Cluster,
    bounds: Bounds,
    context: &mut Context<'_>,
) {
    let Some(primary) = service.deployments.first().map(|first| first.id.clone()) else {
        return;
    };
    let candidates: Vec<Vec<String>> = service
        .deployments
        .iter()
        .map(|deployment| service.expendable(cluster, &deployment.id))
        .collect();
    let is_healthy = |id: &String| cluster.tasks.get(id).is_some_and(Task::is_healthy);
    let healthy: Vec<Vec<bool>> = candidates
        .iter()
        .map(|ids| ids.iter().map(is_healthy).collect())
        .collect();
    let chosen = rolling::stops(service.desired, bounds, &service.parts(cluster), &healthy);
    let stopping: Vec<String> = chosen
        .into_iter()
        .zip(candidates)
        .flat_map(|(chosen, ids)| {
            chosen
                .into_iter()
                .filter_map(move |index| ids.get(index).cloned())
        })
        .collect();
    if stopping.is_empty() {
        return;
    }
    for id in &stopping {
        lifecycle::stop(cluster, id, StopCause::scaling(&primary), context);
    }
    for target_group in service.target_groups() {
        service.say(
            &message::deregistered(stopping.len(), &target_group),
            context,
        );
        service.say(&message::draining(stopping.len()), context);
    }
    service.steady_since = None;
    service.say(&message::stopped(&stopping), context);
    service.wake(&cluster.name, SECOND, context);
}

/// Says that the service is steady when it has become so, and every six hours after.
fn say_steady(service: &mut Service, cluster: &Cluster, context: &mut Context<'_>) {
    let tallies = tallies(service, cluster);
    let steady = service.deployments.len() == 1
        && service.deployments[0].rollout == Rollout::Completed
        && tallies
            .iter()
            .all(|tally| tally.healthy == service.desired && tally.wanted == service.desired);
    if !steady {
        service.steady_since = None;
        return;
    }
    let due = service
        .steady_since
        .is_none_or(|since| context.now - since >= STEADY_AGAIN);
    if due {
        service.say(message::STEADY, context);
        service.steady_since = Some(context.now);
        service.complaint = None;
    }
    let since = service.steady_since.unwrap_or(context.now);
    service.wake(&cluster.name, since + STEADY_AGAIN - context.now, context);
}

/// Takes a deleted service down.
fn drain(service: &mut Service, cluster: &mut Cluster, context: &mut Context<'_>) {
    let cause = service
        .deployments
        .first()
        .map(|primary| StopCause::scaling(&primary.id));
    let wanted: Vec<String> = service
        .live_tasks(cluster)
        .filter(|task| task.is_wanted())
        .map(|task| task.id.clone())
        .collect();
    if let Some(cause) = cause.filter(|_| !wanted.is_empty()) {
        for id in &wanted {
            lifecycle::stop(cluster, id, cause.clone(), context);
        }
        service.say(&message::stopped(&wanted), context);
    }
    if service.tasks.is_empty() {
        service.status = Status::Inactive;
        service.deployments.clear();
    }
}

fn tallies(service: &Service, cluster: &Cluster) -> Vec<Tally> {
    service
        .deployments
        .iter()
        .map(|deployment| Tally::of(service, cluster, &deployment.id))
        .collect()
}

impl Service {
    /// Its deployments as the decisions see them.
    fn parts(&self, cluster: &Cluster) -> Vec<Part> {
        let part = |deployment: &Deployment| Part {
            desired: deployment.desired,
            rollout: deployment.rollout,
            tally: Tally::of(self, cluster, &deployment.id),
        };
        self.deployments.iter().map(part).collect()
    }

    fn target_groups(&self) -> Vec<String> {
        let groups = self.workload.list("loadBalancers").iter();
        groups
            .filter_map(|balancer| balancer.get("targetGroupArn")?.as_str().map(str::to_owned))
            .collect()
    }
}
