//! The service scheduler: keeps the desired count and moves deployments along.
//!
//! It is woken by the API and by news of tasks, looks at the service as a whole and does what is
//! missing; it keeps no plan between two looks.

use crate::{
    clock::{HOUR, Millis, SECOND},
    ecs::{
        Cluster, Ecs, TaskDefinitions,
        alarm::Alarms,
        service::{
            Deployment, Service, Status, daemon,
            deployment::Rollout,
            message, placing,
            rollback::{self, Failure},
            rolling::{self, Part},
            rollout, shifting, sick,
            tally::Tally,
        },
        service_deployment::Status as RecordStatus,
        task::{News, StopCause, Task, lifecycle},
    },
    world::{Context, Region},
};

/// How often a steady service says so again.
const STEADY_AGAIN: Millis = 6 * HOUR;

/// Looks at a service and does what is missing.
pub(crate) fn look(region: &mut Region, cluster: &str, name: &str, context: &mut Context<'_>) {
    let Region { ecs, elb, .. } = region;
    let Ecs {
        clusters,
        task_definitions,
        alarms,
        lambdas,
        ..
    } = ecs;
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
            Status::Active => {
                if service.watches_alarm(alarms) {
                    rollback::fail(&mut service, Failure::Alarm, context);
                }
                let before = service.records.first().map(|record| record.status);
                let supersedes = match service.records.as_slice() {
                    [next, last, ..] => last.gave_way_to(next),
                    _ => false,
                };
                reconcile(&mut service, cluster, task_definitions, context);
                if before == Some(RecordStatus::Pending) {
                    if supersedes {
                        // The traffic that the one before it had shifted goes back first.
                        service.share_traffic(elb);
                    }
                    shifting::check_networking(&mut service, &cluster.name, elb, context);
                }
                shifting::advance(&mut service, cluster, lambdas, context);
                if before.is_some_and(RecordStatus::is_ongoing) {
                    service.share_traffic(elb);
                }
                say_steady(&mut service, cluster, context);
            }
            Status::Draining => drain(&mut service, cluster, context),
            Status::Inactive => {}
        }
    }
    cluster.services.insert(name.to_owned(), service);
}

/// Lets the scheduler look at every service that is being deployed, because what its deployment
/// depends on has changed.
pub(crate) fn wake_deploying(ecs: &mut Ecs, context: &mut Context<'_>) {
    for cluster in ecs.clusters.values_mut() {
        for service in cluster.services.values_mut() {
            let ongoing = service.records.first().map(|record| record.status);
            if ongoing.is_some_and(RecordStatus::is_ongoing) {
                service.wake_soon(&cluster.name, context);
            }
        }
    }
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
            for target_group in service.target_groups_of(deployment) {
                service.say(&message::registered(1, &target_group), context);
            }
        }
        News::Healthy => rollout::task_succeeded(service, deployment),
        News::Unhealthy | News::Moved => {}
        News::Failed { ran, was_healthy } => {
            if !ran {
                if let Some(reason) = task.start_failure() {
                    service.say(
                        &message::unable_to_start(reason.trim_end_matches('.')),
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
    rollback::check_breaker(service, context);
    sick::stop(service, cluster, context);
    if let Some(definition) = definitions.find(&service.workload.definition) {
        daemon::set_desired(service, cluster, definition);
    }
    set_desired(service, cluster);
    start_missing(service, cluster, definitions, context);
    stop_surplus(service, cluster, context);
    rollout::retire(service, cluster);
    if service.progress().is_none() {
        rollout::finish(service, cluster, context);
    }
}

/// Gives the deployments their desired counts.
fn set_desired(service: &mut Service, cluster: &Cluster) {
    let counts = shifting::desired_counts(service).unwrap_or_else(|| {
        let older = rolling::older_desired(service.desired, &service.parts(cluster));
        [service.desired].into_iter().chain(older).collect()
    });
    for (deployment, desired) in service.deployments.iter_mut().zip(counts) {
        deployment.desired = desired;
    }
}

fn start_missing(
    service: &mut Service,
    cluster: &mut Cluster,
    definitions: &TaskDefinitions,
    context: &mut Context<'_>,
) {
    let parts = service.parts(cluster);
    let counts = if service.progress().is_some() {
        shifting::starts(&parts)
    } else {
        let starts = rolling::starts(service.desired, service.bounds(), &parts);
        if starts.stuck {
            placing::complain(service, message::STUCK.to_owned(), context);
        }
        starts.counts
    };
    if counts.iter().all(|count| *count == 0) {
        return;
    }
    if let Some(until) = service.throttle.holds_until(context.now) {
        service.wake(&cluster.name, until - context.now, context);
        return;
    }
    for (index, count) in counts
        .into_iter()
        .enumerate()
        .filter(|(_, count)| *count > 0)
    {
        placing::start(service, cluster, definitions, index, count, context);
    }
    service.wake(&cluster.name, SECOND, context);
}

fn stop_surplus(service: &mut Service, cluster: &mut Cluster, context: &mut Context<'_>) {
    let Some(primary) = service.deployments.first().map(|first| first.id.clone()) else {
        return;
    };
    let candidates: Vec<Vec<String>> = service
        .deployments
        .iter()
        .map(|deployment| service.expendable(cluster, &deployment.id, context.now))
        .collect();
    let parts = service.parts(cluster);
    let chosen: Vec<Vec<usize>> = if service.progress().is_some() {
        let counts = shifting::stops(&parts);
        counts
            .into_iter()
            .map(|count| (0..count).collect())
            .collect()
    } else {
        let is_healthy = |id: &String| cluster.tasks.get(id).is_some_and(Task::is_healthy);
        let healthy: Vec<Vec<bool>> = candidates
            .iter()
            .map(|ids| ids.iter().map(is_healthy).collect())
            .collect();
        rolling::stops(service.desired, service.bounds(), &parts, &healthy)
    };
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
        wait_for_protected(service, cluster, context);
        return;
    }
    for id in &stopping {
        lifecycle::stop(cluster, id, StopCause::scaling(&primary), context);
    }
    service.say_deregistered(cluster, &stopping, context);
    service.steady_since = None;
    service.say(&message::stopped(&stopping), context);
    service.wake(&cluster.name, SECOND, context);
}

/// Protected tasks are looked at again when their protection ends; a deployment that has nothing
/// else to do says that it can't go on.
fn wait_for_protected(service: &mut Service, cluster: &Cluster, context: &mut Context<'_>) {
    let Some(until) = service.protected_until(cluster, context.now) else {
        return;
    };
    service.wake(&cluster.name, until - context.now, context);
    let at_rest = tallies(service, cluster)
        .iter()
        .all(|tally| tally.present == tally.healthy);
    if service.deployments.len() > 1 && at_rest {
        placing::complain(service, message::STUCK.to_owned(), context);
    }
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

    /// Looks at the alarms of a deployment in progress; true when one is raised.
    fn watches_alarm(&mut self, alarms: &Alarms) -> bool {
        let record = self
            .records
            .first_mut()
            .filter(|record| record.status == RecordStatus::InProgress);
        record.is_some_and(|record| record.alarms.look(alarms))
    }
}
