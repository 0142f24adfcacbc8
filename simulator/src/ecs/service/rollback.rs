//! Deployments that fail, and the way back to the last revision that worked.

use crate::{
    ecs::{
        service::{Deployment, Service, deployment::Rollout, message, shifting},
        service_deployment::{Counts, ROLLBACK_REQUESTED, Rollback, ServiceDeployment, Status},
    },
    world::Context,
};

/// What fails a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// Too many tasks failed.
    Breaker,
    /// An alarm was raised.
    Alarm,
    /// Anything else, such as a lifecycle hook, with the reason of the rollback.
    Reason(String),
    /// Somebody asked for a rollback.
    Requested,
}

impl Failure {
    /// What the event says after "deployment failed: ".
    fn event(&self) -> Option<&str> {
        match self {
            Self::Breaker => Some("tasks failed to start."),
            Self::Alarm => Some("alarm detected."),
            Self::Reason(reason) => Some(reason),
            Self::Requested => None,
        }
    }

    /// `rolloutStateReason` of the failed deployment.
    fn rollout_reason(&self) -> &str {
        match self {
            Self::Breaker => message::BREAKER_TRIPPED,
            Self::Alarm => message::ALARM_DETECTED,
            Self::Reason(_) | Self::Requested => self.reason(),
        }
    }

    /// `statusReason` of the service deployment.
    fn reason(&self) -> &str {
        match self {
            Self::Breaker => message::BREAKER,
            Self::Alarm => message::ALARM,
            Self::Reason(reason) => reason,
            Self::Requested => ROLLBACK_REQUESTED,
        }
    }

    /// `rolloutStateReason` of the deployment that takes over.
    fn rollback_reason(&self, id: &str) -> String {
        match self {
            Self::Breaker => message::breaker_rollback(id),
            Self::Alarm => message::alarm_rollback(id),
            Self::Reason(_) | Self::Requested => message::in_progress(id),
        }
    }
}

/// Fails the deployment when as many tasks failed as the circuit breaker allows.
pub(super) fn check_breaker(service: &mut Service, context: &mut Context<'_>) {
    let threshold = service
        .records
        .first()
        .map_or(i64::MAX, |record| record.threshold);
    let tripped = service.deployments.first().is_some_and(|primary| {
        primary.rollout == Rollout::InProgress && primary.failed_tasks >= threshold
    });
    if tripped && service.breaker("enable").unwrap_or(false) {
        fail(service, Failure::Breaker, context);
    }
}

/// Fails the PRIMARY deployment and, where that is configured or asked for, goes back.
pub(super) fn fail(service: &mut Service, failure: Failure, context: &mut Context<'_>) {
    let (Some(primary), Some(record)) =
        (service.deployments.first_mut(), service.records.first_mut())
    else {
        return;
    };
    let id = primary.id.clone();
    if primary.rollout == Rollout::InProgress {
        primary.rollout = Rollout::Failed;
        failure.rollout_reason().clone_into(&mut primary.reason);
        primary.updated = context.now;
    }
    let rolling_back = record.status == Status::RollbackInProgress;
    let rolls_back = match failure {
        Failure::Alarm => record.alarms.rolls_back,
        Failure::Reason(_) | Failure::Requested => true,
        Failure::Breaker => service.breaker("rollback").unwrap_or(false),
    };
    if let Some(text) = failure.event() {
        service.say(&message::deployment_failed(&id, text), context);
    }
    if rolls_back && !rolling_back {
        roll_back(service, &failure, context);
    } else if let Some(record) = service.records.first_mut() {
        let status = if rolling_back {
            Status::RollbackFailed
        } else {
            Status::Stopped
        };
        record.end(status, Counts::default(), context.now);
    }
}

/// Ends the deployment where it is.
pub(super) fn abort(service: &mut Service, context: &Context<'_>) {
    if let Some(primary) = service
        .deployments
        .first_mut()
        .filter(|primary| primary.rollout == Rollout::InProgress)
    {
        primary.rollout = Rollout::Failed;
        primary.reason = message::stopped_on_request(&primary.id);
        primary.updated = context.now;
    }
    if let Some(record) = service.records.first_mut() {
        record.end(Status::Stopped, Counts::default(), context.now);
    }
}

/// Goes back to the last revision that was deployed successfully.
fn roll_back(service: &mut Service, failure: &Failure, context: &mut Context<'_>) {
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
    let reason = failure.reason();
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
    let progress = record.progress.as_ref();
    let shifts = progress.is_some();
    let alternate = progress.map(|progress| !progress.alternate);
    let arn = record.arn.clone();
    // Where both revisions run side by side, the old one still has its deployment and its tasks.
    let kept = service
        .deployments
        .iter()
        .position(|deployment| shifts && deployment.revision == revision);
    let mut deployment = if let Some(index) = kept {
        service.deployments.remove(index)
    } else {
        let last = service.deployments.first().map(|last| last.alternate);
        Deployment {
            alternate: alternate.or(last).unwrap_or(false),
            ..Deployment::new(workload.clone(), service.desired, revision, arn, context)
        }
    };
    deployment.rollout = Rollout::InProgress;
    deployment.desired = service.desired;
    deployment.failed_tasks = 0;
    deployment.updated = context.now;
    deployment.reason = failure.rollback_reason(&deployment.id);
    service.say(&message::rolling_back(&deployment.id), context);
    service.workload = workload;
    service.deployments.insert(0, deployment);
    service.throttle.forgive();
    service.unhealthy_stopped = 0;
    shifting::begin_back(service, context);
}
