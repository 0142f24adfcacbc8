//! Deployments from their start to their end: done, failed, rolled back or superseded.

use crate::{
    ecr::Ecr,
    ecs::{
        Cluster, TaskDefinitions,
        service::{Deployment, Service, Workload, deployment::Rollout, message, tally::Tally},
        service_deployment::{Counts, Rollback, ServiceDeployment, Status},
        service_revision::ServiceRevision,
    },
    world::Context,
};

/// Starts a deployment of a workload: a new revision, its record, and the new PRIMARY.
pub(super) fn begin(
    service: &mut Service,
    cluster: &Cluster,
    workload: Workload,
    definitions: &TaskDefinitions,
    ecr: &Ecr,
    context: &mut Context<'_>,
) {
    let scope = format!("{}/{}", cluster.name, service.name);
    let images = definitions
        .find(&workload.definition)
        .map(|definition| ecr.resolve(definition, &context.region));
    let revision = ServiceRevision::new(
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
    let record = ServiceDeployment::new(
        &scope,
        revision.arn.clone(),
        sources,
        service.desired,
        service.deployment_configuration(),
        context,
    );
    let deployment = Deployment::new(
        workload.clone(),
        service.desired,
        revision.arn.clone(),
        record.arn.clone(),
        context,
    );
    service.workload = workload;
    service.revisions.insert(0, revision);
    service.records.insert(0, record);
    service.deployments.insert(0, deployment);
    service.throttle.forgive();
    service.unhealthy_stopped = 0;
    service.steady_since = None;
    service.wake_soon(&cluster.name, context);
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

/// A service deployment that was PENDING is carried out from now on; a rollback that was asked for begins.
pub(super) fn begin_pending(service: &mut Service, context: &mut Context<'_>) {
    let Some(record) = service.records.first_mut() else {
        return;
    };
    match record.status {
        Status::Pending => record.begin(context.now),
        Status::RollbackRequested => {
            roll_back(service, None, context);
        }
        _ => {}
    }
}

/// Fails the deployment when as many tasks failed as the circuit breaker allows.
pub(super) fn check_breaker(service: &mut Service, context: &mut Context<'_>) {
    if !service.breaker("enable").unwrap_or(false) {
        return;
    }
    let threshold = service
        .records
        .first()
        .map_or(i64::MAX, |record| record.threshold);
    let Some(primary) = service.deployments.first_mut() else {
        return;
    };
    let in_progress = primary.rollout == Rollout::InProgress;
    if !in_progress || primary.failed_tasks < threshold {
        return;
    }
    fail(primary, message::BREAKER_TRIPPED, context);
    let failed = message::deployment_failed(&primary.id);
    let record = primary.record.clone();
    service.say(&failed, context);
    let rolling_back = service
        .records
        .first()
        .is_some_and(|record| record.status == Status::RollbackInProgress);
    if service.breaker("rollback").unwrap_or(false) && !rolling_back {
        roll_back(service, Some(message::BREAKER), context);
    } else if let Some(record) = service.record_mut(&record) {
        let status = if rolling_back {
            Status::RollbackFailed
        } else {
            Status::Stopped
        };
        record.end(status, Counts::default(), context.now);
    }
}

fn fail(deployment: &mut Deployment, reason: &str, context: &Context<'_>) {
    deployment.rollout = Rollout::Failed;
    reason.clone_into(&mut deployment.reason);
    deployment.updated = context.now;
}

/// Goes back to the last revision that was deployed successfully.
fn roll_back(service: &mut Service, breaker: Option<&str>, context: &mut Context<'_>) {
    let candidate = service
        .records
        .iter()
        .skip(1)
        .find_map(ServiceDeployment::good_revision)
        .and_then(|arn| {
            service
                .revisions
                .iter()
                .find(|revision| revision.arn == arn)
        })
        .map(|revision| (revision.arn.clone(), revision.workload.clone()));
    let Some(record) = service.records.first_mut() else {
        return;
    };
    let reason =
        breaker.unwrap_or("Service deployment rolled back because a rollback was requested.");
    let Some((revision, workload)) = candidate else {
        record.reason = Some(message::NO_CANDIDATE.to_owned());
        record.end(Status::RollbackFailed, Counts::default(), context.now);
        return;
    };
    record.status = Status::RollbackInProgress;
    record.reason = Some(reason.to_owned());
    record.updated = context.now;
    record.rollback = Some(Rollback {
        reason: reason.to_owned(),
        started: context.now,
        revision: revision.clone(),
    });
    let arn = record.arn.clone();
    if let Some(primary) = service
        .deployments
        .first_mut()
        .filter(|primary| primary.rollout == Rollout::InProgress)
    {
        fail(primary, reason, context);
    }
    let mut deployment = Deployment::new(workload.clone(), service.desired, revision, arn, context);
    if breaker.is_some() {
        deployment.reason = message::breaker_rollback(&deployment.id);
    }
    service.say(&message::rolling_back(&deployment.id), context);
    service.workload = workload;
    service.deployments.insert(0, deployment);
    service.throttle.forgive();
    service.unhealthy_stopped = 0;
}

/// Ends the deployment when its tasks are healthy and those of older ones are gone.
pub(super) fn finish(service: &mut Service, cluster: &Cluster, context: &mut Context<'_>) {
    let gone = |service: &Service, id: &str| {
        let tally = Tally::of(service, cluster, id);
        tally.wanted == 0 && tally.leaving == 0
    };
    let ids: Vec<String> = service
        .deployments
        .iter()
        .skip(1)
        .map(|deployment| deployment.id.clone())
        .collect();
    let drained: Vec<String> = ids.into_iter().filter(|id| gone(service, id)).collect();
    service
        .deployments
        .retain(|deployment| !drained.contains(&deployment.id));
    let alone = service.deployments.len() == 1;
    let Some(primary) = service.deployments.first() else {
        return;
    };
    let tally = Tally::of(service, cluster, &primary.id);
    if primary.rollout != Rollout::InProgress
        || !alone
        || tally.healthy != service.desired
        || tally.wanted != service.desired
    {
        return;
    }
    let (id, record) = (primary.id.clone(), primary.record.clone());
    if let Some(primary) = service.deployments.first_mut() {
        primary.rollout = Rollout::Completed;
        primary.reason = message::completed(&id);
        primary.updated = context.now;
    }
    if let Some(record) = service.record_mut(&record) {
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
    fn breaker(&self, member: &str) -> Option<bool> {
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

    fn record_mut(&mut self, arn: &str) -> Option<&mut ServiceDeployment> {
        self.records.iter_mut().find(|record| record.arn == arn)
    }
}
