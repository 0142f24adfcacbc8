//! Deployments that run both revisions side by side and shift traffic between them: blue/green,
//! linear and canary.

use serde_json::Value;

use crate::{
    clock::{MINUTE, Millis},
    ecs::{
        Cluster,
        lambda::Lambdas,
        service::{
            Deployment, Service,
            deployment::Rollout,
            load_balancer,
            rollback::{self, Failure},
            rolling::Part,
            rollout,
            tally::Tally,
        },
        service_deployment::{
            ServiceDeployment, Status,
            hook::{self, Hook, Verdict},
            progress::Progress,
            stage::Stage,
        },
    },
    elb::Elb,
    world::Context,
};

/// The most tasks started in one look.
const BATCH: i64 = 10;

/// The first stage begins.
pub(super) fn begin(service: &mut Service, context: &mut Context<'_>) {
    if let Some(record) = service.records.first_mut()
        && let Some(stage) = record.progress.as_ref().map(|progress| progress.stage)
    {
        enter(record, stage, context);
    }
}

/// Fails a deployment that has just begun and can't use its load balancers.
pub(super) fn check_networking(
    service: &mut Service,
    cluster: &str,
    elb: &Elb,
    context: &mut Context<'_>,
) {
    if service.progress().is_none() {
        return;
    }
    let balancers = service.workload.list("loadBalancers");
    if let Some(problem) = load_balancer::networking_problem(balancers, elb) {
        rollback::fail(service, Failure::Reason(problem), context);
        service.wake_soon(cluster, context);
    }
}

/// The way back begins.
pub(super) fn begin_back(service: &mut Service, context: &mut Context<'_>) {
    if let Some(progress) = service.progress_mut() {
        progress.enter_back(false, context.now, context.random);
    }
}

/// Moves the deployment along: asks its hooks and enters the next stage when the current one is over.
pub(super) fn advance(
    service: &mut Service,
    cluster: &Cluster,
    lambdas: &Lambdas,
    context: &mut Context<'_>,
) {
    let Some(record) = service.records.first_mut() else {
        return;
    };
    let Some(progress) = record.progress.as_mut() else {
        return;
    };
    let (stage, until) = (progress.stage, progress.until);
    match record.status {
        Status::InProgress => match hook::ask(&mut progress.hooks, stage, lambdas, context.now) {
            Verdict::Passed => {}
            Verdict::Waiting(at) => {
                service.wake(&cluster.name, at - context.now, context);
                return;
            }
            Verdict::Failed(reason) => {
                rollback::fail(service, failure(reason), context);
                service.wake_soon(&cluster.name, context);
                return;
            }
        },
        Status::RollbackInProgress => {}
        _ => return,
    }
    if context.now < until {
        service.wake(&cluster.name, until - context.now, context);
        return;
    }
    if is_over(service, cluster, stage) {
        pass(service, cluster, stage, context);
    }
}

fn failure(reason: String) -> Failure {
    if reason == crate::ecs::service_deployment::ROLLBACK_REQUESTED {
        Failure::Requested
    } else {
        Failure::Reason(reason)
    }
}

/// Whether a stage has done its work, apart from hooks and time.
fn is_over(service: &Service, cluster: &Cluster, stage: Stage) -> bool {
    let complete = || {
        let Some(primary) = service.deployments.first() else {
            return false;
        };
        let tally = Tally::of(service, cluster, &primary.id);
        tally.healthy == service.desired && tally.wanted == service.desired
    };
    match stage {
        Stage::ReconcileService => {
            let source = service
                .progress()
                .and_then(|progress| progress.source.as_ref());
            service.deployments.len() <= 1 + usize::from(source.is_some())
        }
        Stage::ScaleUp => complete(),
        Stage::CleanUp => service.deployments.len() == 1 && complete(),
        _ => true,
    }
}

/// Leaves a stage that is over.
fn pass(service: &mut Service, cluster: &Cluster, stage: Stage, context: &mut Context<'_>) {
    let Some(record) = service.records.first_mut() else {
        return;
    };
    let Some(progress) = record.progress.as_mut() else {
        return;
    };
    let next = if record.status == Status::RollbackInProgress {
        if stage == Stage::CleanUp {
            None
        } else {
            progress.enter_back(true, context.now, context.random);
            record.updated = context.now;
            Some(progress.stage)
        }
    } else {
        let before_shift = Stage::PreProductionTrafficShift;
        let hooked = hooks_at(&record.configuration, before_shift);
        let next = progress.following(record.strategy, hooked);
        if let Some(next) = next {
            enter(record, next, context);
        }
        next
    };
    if next.is_some() {
        service.wake_soon(&cluster.name, context);
    } else {
        rollout::complete(service, cluster, context);
    }
}

fn enter(record: &mut ServiceDeployment, stage: Stage, context: &mut Context<'_>) {
    let bake: Millis = record
        .configuration
        .get("bakeTimeInMinutes")
        .and_then(Value::as_i64)
        .unwrap_or(0)
        .clamp(0, 1_440)
        * MINUTE;
    let strategy = record.strategy;
    let hooks = Hook::reached(&record.configuration, stage, context.now, context.random);
    if let Some(progress) = record.progress.as_mut() {
        progress.enter(stage, strategy, bake, context.now, context.random);
        progress.hooks.extend(hooks);
    }
    record.updated = context.now;
}

/// Whether a deployment configuration has hooks at a stage.
fn hooks_at(configuration: &Value, stage: Stage) -> bool {
    let hooks = configuration
        .get("lifecycleHooks")
        .and_then(Value::as_array);
    hooks.into_iter().flatten().any(|hook| {
        let stages = hook.get("lifecycleStages").and_then(Value::as_array);
        stages.is_some_and(|stages| stages.iter().any(|name| name == stage.as_str()))
    })
}

/// How many tasks each deployment shall have.
pub(super) fn desired_counts(service: &Service) -> Option<Vec<i64>> {
    let record = service.records.first()?;
    let progress = record.progress.as_ref()?;
    let counts = service
        .deployments
        .iter()
        .enumerate()
        .map(|(index, deployment)| {
            let role = if index == 0 {
                Role::Primary
            } else if progress.source.as_ref() == Some(&deployment.revision) {
                Role::Source
            } else if record.is_of(&deployment.revision) {
                Role::Failed
            } else {
                Role::Superseded
            };
            desired(role, record.status, progress.stage, service.desired)
        });
    Some(counts.collect())
}

/// What a deployment is in the one that is in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Primary,
    /// It had the traffic before.
    Source,
    /// It is being rolled back.
    Failed,
    Superseded,
}

fn desired(role: Role, status: Status, stage: Stage, desired: i64) -> i64 {
    let forward = matches!(status, Status::Pending | Status::InProgress);
    let kept = match role {
        Role::Primary => !forward || (status == Status::InProgress && stage >= Stage::ScaleUp),
        Role::Source => {
            !matches!(status, Status::Successful)
                && (stage != Stage::CleanUp || status == Status::Stopped)
        }
        Role::Failed => status == Status::RollbackInProgress && stage != Stage::CleanUp,
        Role::Superseded => false,
    };
    if kept { desired } else { 0 }
}

/// How many tasks of each deployment to start.
pub(super) fn starts(parts: &[Part]) -> Vec<i64> {
    let missing = |part: &Part| {
        if part.rollout == Rollout::Failed {
            0
        } else {
            (part.desired - part.tally.wanted).clamp(0, BATCH)
        }
    };
    parts.iter().map(missing).collect()
}

/// How many tasks of each deployment to stop.
pub(super) fn stops(parts: &[Part]) -> Vec<usize> {
    let surplus = |part: &Part| (part.tally.wanted - part.desired).max(0) as usize;
    parts.iter().map(surplus).collect()
}

impl Service {
    /// Stage and traffic of the newest deployment, where its strategy has them.
    pub(super) fn progress(&self) -> Option<&Progress> {
        self.records.first()?.progress.as_ref()
    }

    fn progress_mut(&mut self) -> Option<&mut Progress> {
        self.records.first_mut()?.progress.as_mut()
    }

    /// The deployment that has the traffic now.
    pub(super) fn traffic_source(&self) -> Option<&Deployment> {
        let earlier = self
            .progress()
            .and_then(|progress| progress.source.as_ref());
        self.deployments.iter().find(|deployment| {
            deployment.rollout == Rollout::Completed || earlier == Some(&deployment.revision)
        })
    }

    /// Whether a deployment of a revision is kept without tasks, because traffic may go back to it.
    pub(super) fn is_held(&self, revision: &str) -> bool {
        self.records.first().is_some_and(|record| {
            let source = record
                .progress
                .as_ref()
                .filter(|progress| progress.stage != Stage::CleanUp)
                .and_then(|progress| progress.source.as_deref());
            source == Some(revision) && record.status.is_ongoing()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, desired};
    use crate::ecs::service_deployment::{Status, stage::Stage};

    #[test]
    fn both_revisions_have_all_tasks_between_scale_up_and_clean_up() {
        let (forward, back) = (Status::InProgress, Status::RollbackInProgress);
        for (status, stage, green, blue) in [
            (Status::Pending, Stage::PreScaleUp, 0, 3),
            (forward, Stage::PreScaleUp, 0, 3),
            (forward, Stage::ScaleUp, 3, 3),
            (forward, Stage::BakeTime, 3, 3),
            (forward, Stage::CleanUp, 3, 0),
            (Status::Successful, Stage::CleanUp, 3, 0),
            (Status::Stopped, Stage::BakeTime, 3, 3),
        ] {
            assert_eq!(
                desired(Role::Primary, status, stage, 3),
                green,
                "{status:?} {stage:?}"
            );
            assert_eq!(
                desired(Role::Source, status, stage, 3),
                blue,
                "{status:?} {stage:?}"
            );
        }
        assert_eq!(
            desired(Role::Failed, back, Stage::ProductionTrafficShift, 3),
            3
        );
        assert_eq!(desired(Role::Failed, back, Stage::CleanUp, 3), 0);
        assert_eq!(
            desired(Role::Superseded, forward, Stage::ReconcileService, 3),
            0
        );
    }
}
