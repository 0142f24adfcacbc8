//! Deployments from their start to their end: done, failed, rolled back or superseded.

use serde_json::Value;

use crate::{
    clock::{MINUTE, Millis},
    ecr::Ecr,
    ecs::{
        Cluster, TaskDefinitions,
        alarm::Alarms,
        service::{
            Deployment, Service, Workload, deployment::Rollout, message, rollback, shifting,
            success, tally::Tally,
        },
        service_deployment::{
            Counts, ServiceDeployment, Status, progress::Progress, strategy::Strategy,
        },
        service_revision::ServiceRevision,
    },
    world::Context,
};

/// The bake time of a rolling deployment whose alarms are watched. AWS computes it from the alarms'
/// settings, of which the simulator knows nothing.
const ALARM_BAKE: Millis = 5 * MINUTE;

/// Starts a deployment of a workload: a new revision, its record, and the new PRIMARY.
pub(super) fn begin(
    service: &mut Service,
    cluster: &Cluster,
    workload: Workload,
    definitions: &TaskDefinitions,
    ecr: &Ecr,
    alarms: &Alarms,
    context: &mut Context<'_>,
) {
    let scope = format!("{}/{}", cluster.name, service.name);
    let images = definitions
        .find(&workload.definition)
        .map(|definition| ecr.resolve(definition, &context.region));
    let mut revision = ServiceRevision::new(
        &scope,
        workload.clone(),
        images.unwrap_or_default(),
        context,
    );
    supersede(service, cluster, context);
    let sources = service
        .deployments
        .iter()
        .map(|deployment| {
            (
                deployment.revision.clone(),
                Counts::from(Tally::of(service, cluster, &deployment.id)),
            )
        })
        .collect();
    let configuration = service.deployment_configuration();
    let source = service.traffic_source();
    let shifts = Strategy::of(&configuration).shifts_traffic();
    // The new tasks go where the traffic isn't, unless they replace the old ones task by task.
    let alternate = source.is_some_and(|source| source.alternate != shifts);
    let progress = shifts.then(|| {
        let others = service.deployments.len() > usize::from(source.is_some());
        let source = source.map(|source| source.revision.clone());
        Progress::new(source, others, alternate)
    });
    let mut record = ServiceDeployment::new(
        &scope,
        revision.arn.clone(),
        sources,
        service.desired,
        configuration,
        alarms,
        context,
    );
    record.progress = progress;
    let deployment = Deployment {
        alternate,
        ..Deployment::new(
            workload.clone(),
            service.desired,
            revision.arn.clone(),
            record.arn.clone(),
            context,
        )
    };
    revision.resolved = deployment.resolved();
    service.workload = workload;
    service.revisions.insert(0, revision);
    service.records.insert(0, record);
    service.deployments.insert(0, deployment);
    forget(service, context.now);
    service.throttle.forgive();
    service.unhealthy_stopped = 0;
    service.steady_since = None;
    service.wake_soon(&cluster.name, context);
}

/// Forgets service deployments as AWS does, and revisions that nothing names any more. The last good one
/// stays, because a rollback goes back to it.
fn forget(service: &mut Service, now: Millis) {
    let good = service
        .records
        .iter()
        .find_map(|record| record.good_revision().map(str::to_owned));
    service.records.retain(|record| {
        let kept = record.good_revision().is_some() && record.good_revision() == good.as_deref();
        kept || !record.is_forgotten(now)
    });
    let Service {
        revisions,
        records,
        deployments,
        ..
    } = service;
    revisions.retain(|revision| {
        good.as_deref() == Some(revision.arn.as_str())
            || records.iter().any(|record| record.names(&revision.arn))
            || deployments
                .iter()
                .any(|deployment| deployment.revision == revision.arn)
    });
}

/// Ends the deployment in progress because another one takes its place.
fn supersede(service: &mut Service, cluster: &Cluster, context: &Context<'_>) {
    let Some(primary) = service.deployments.first_mut() else {
        return;
    };
    primary.updated = context.now;
    if primary.rollout != Rollout::InProgress {
        return;
    }
    let (id, record) = (primary.id.clone(), primary.record.clone());
    let counts = Counts::from(Tally::of(service, cluster, &id));
    if let Some(record) = service
        .record_mut(&record)
        .filter(|record| record.status.is_ongoing())
    {
        record.end(Status::Stopped, counts, context.now);
    }
}

/// A task of a deployment failed before it counted as healthy.
pub(super) fn task_failed(service: &mut Service, deployment: &str) {
    let Some(deployment) = service
        .deployments
        .iter_mut()
        .find(|known| known.id == deployment)
    else {
        return;
    };
    if deployment.rollout != Rollout::InProgress {
        return;
    }
    deployment.failed_tasks += 1;
    let (failed, record) = (deployment.failed_tasks, deployment.record.clone());
    service.count_failures(&record, failed);
}

/// A task of a deployment counts as healthy: the failures before it weren't in a row.
pub(super) fn task_succeeded(service: &mut Service, deployment: &str) {
    let resets = service.breaker("resetOnHealthyTask").unwrap_or(true);
    let Some(deployment) = service
        .deployments
        .iter_mut()
        .find(|known| known.id == deployment)
    else {
        return;
    };
    if deployment.rollout != Rollout::InProgress || !resets {
        return;
    }
    deployment.failed_tasks = 0;
    let record = deployment.record.clone();
    service.count_failures(&record, 0);
}

/// A service deployment that was PENDING is carried out from now on; one that was asked to stop stops.
pub(super) fn begin_pending(service: &mut Service, context: &mut Context<'_>) {
    let Some(record) = service.records.first_mut() else {
        return;
    };
    match record.status {
        Status::Pending => {
            record.begin(context.now);
            shifting::begin(service, context);
        }
        Status::RollbackRequested => {
            rollback::fail(service, rollback::Failure::Requested, context);
        }
        Status::StopRequested => rollback::abort(service, context),
        _ => {}
    }
}

/// Forgets older deployments that have no tasks left, except those that may be gone back to.
pub(super) fn retire(service: &mut Service, cluster: &Cluster) {
    let kept: Vec<bool> = service
        .deployments
        .iter()
        .enumerate()
        .map(|(index, deployment)| {
            let tally = Tally::of(service, cluster, &deployment.id);
            index == 0
                || tally.wanted > 0
                || tally.leaving > 0
                || service.is_held(&deployment.revision)
        })
        .collect();
    let mut kept = kept.into_iter();
    service.deployments.retain(|_| kept.next().unwrap_or(true));
}

/// Ends a rolling deployment when its tasks are healthy, those of older ones are gone, and its bake
/// time is over.
pub(super) fn finish(service: &mut Service, cluster: &Cluster, context: &mut Context<'_>) {
    let alone = service.deployments.len() == 1;
    let Some(primary) = service.deployments.first() else {
        return;
    };
    let tally = Tally::of(service, cluster, &primary.id);
    let done = success::is_reached(
        success::Criteria::of(service.settings.get("deploymentConfiguration")),
        service.desired,
        tally,
        alone,
    );
    if primary.rollout != Rollout::InProgress || !done {
        return;
    }
    if let Some(until) = service.bakes_until(context.now) {
        service.wake(&cluster.name, until - context.now, context);
        return;
    }
    complete(service, cluster, context);
}

/// The PRIMARY deployment is done, and so is its service deployment.
pub(super) fn complete(service: &mut Service, cluster: &Cluster, context: &mut Context<'_>) {
    let Some(primary) = service.deployments.first() else {
        return;
    };
    let tally = Tally::of(service, cluster, &primary.id);
    let (id, record) = (primary.id.clone(), primary.record.clone());
    if let Some(primary) = service.deployments.first_mut() {
        primary.rollout = Rollout::Completed;
        primary.reason = message::completed(&id);
        primary.updated = context.now;
    }
    // A deployment that was gone back to belongs to an older record than the one that ends.
    let ongoing = service
        .records
        .first_mut()
        .filter(|record| record.status.is_ongoing())
        .map(|record| record.arn.clone());
    if let Some(record) = service.record_mut(&ongoing.unwrap_or(record)) {
        let rolled_back = record.status == Status::RollbackInProgress;
        record.end(
            if rolled_back {
                Status::RollbackSuccessful
            } else {
                Status::Successful
            },
            Counts::from(tally),
            context.now,
        );
    }
    service.say(&message::deployment_completed(&id), context);
}

impl From<Tally> for Counts {
    fn from(tally: Tally) -> Self {
        Self {
            requested: tally.wanted,
            running: tally.running,
            pending: tally.pending,
        }
    }
}

impl Service {
    /// A member of the circuit breaker's configuration.
    pub(super) fn breaker(&self, member: &str) -> Option<bool> {
        self.settings
            .get("deploymentConfiguration")?
            .get("deploymentCircuitBreaker")?
            .get(member)?
            .as_bool()
    }

    /// Notes failures in a row; a rollback keeps the count that led to it.
    fn count_failures(&mut self, record: &str, failures: i64) {
        if let Some(record) = self
            .record_mut(record)
            .filter(|record| record.rollback.is_none())
        {
            record.failures = failures;
        }
    }

    /// When the bake time of a rolling deployment is over, if that is later than now. It begins when
    /// this is first asked.
    fn bakes_until(&mut self, now: Millis) -> Option<Millis> {
        let record = self.records.first_mut()?;
        if record.status != Status::InProgress {
            return None;
        }
        let minutes = record
            .configuration
            .get("bakeTimeInMinutes")
            .and_then(Value::as_i64)
            .unwrap_or(0);
        let bake = if minutes == 0 && record.alarms.is_watching() {
            ALARM_BAKE
        } else {
            minutes.clamp(0, 1_440) * MINUTE
        };
        let until = *record.baked.get_or_insert(now + bake);
        (until > now).then_some(until)
    }

    pub(super) fn record_mut(&mut self, arn: &str) -> Option<&mut ServiceDeployment> {
        self.records.iter_mut().find(|record| record.arn == arn)
    }
}
