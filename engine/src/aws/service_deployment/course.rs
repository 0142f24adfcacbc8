//! Hooks, traffic, waiting times and alarms of a service deployment.

use aws_sdk_ecs::types;
use model::course::{Course, Share, TrafficSteps};
use model::hook::{Hook, PlannedHook};

use crate::aws::convert::time;

/// What the deployment does besides replacing tasks.
pub(super) fn of(deployment: &types::ServiceDeployment) -> Course {
    let configuration = deployment.deployment_configuration.as_ref();
    let alarms = deployment.alarms.as_ref();
    let revisions = deployment
        .source_service_revisions()
        .iter()
        .chain(&deployment.target_service_revision);
    Course {
        hooks: deployment
            .lifecycle_hook_details()
            .iter()
            .filter_map(hook)
            .collect(),
        planned: configuration
            .map(types::DeploymentConfiguration::lifecycle_hooks)
            .unwrap_or_default()
            .iter()
            .map(planned)
            .collect(),
        traffic: revisions.filter_map(share).collect(),
        bake_min: configuration.and_then(|configuration| configuration.bake_time_in_minutes),
        steps: configuration.and_then(steps),
        alarms: alarms
            .and_then(|alarms| alarms.alarm_names.clone())
            .unwrap_or_default(),
        alarm_status: alarms
            .and_then(|alarms| alarms.status.as_ref())
            .map(|status| status.as_str().into()),
        seen: Vec::new(),
    }
}

fn hook(hook: &types::DeploymentLifecycleHookDetail) -> Option<Hook> {
    let word = |word: &str| word.to_owned();
    Some(Hook {
        id: hook.hook_id.clone()?,
        kind: kind(hook.target_type.as_ref()),
        target: hook.target_arn.clone(),
        status: hook
            .status
            .as_ref()
            .map_or("", |status| status.as_str())
            .into(),
        expires_at: time(hook.expires_at),
        timeout_action: hook
            .timeout_action
            .as_ref()
            .map(|action| word(action.as_str())),
    })
}

fn planned(hook: &types::DeploymentLifecycleHook) -> PlannedHook {
    PlannedHook {
        kind: kind(hook.target_type.as_ref()),
        target: hook.hook_target_arn.clone(),
        stages: hook
            .lifecycle_stages()
            .iter()
            .map(|stage| stage.as_str().into())
            .collect(),
    }
}

/// The kind of a hook; a function where AWS does not say, as before there were pauses.
fn kind(kind: Option<&types::DeploymentLifecycleHookTargetType>) -> model::hook::HookKind {
    kind.map_or("AWS_LAMBDA", |kind| kind.as_str()).into()
}

fn share(revision: &types::ServiceRevisionSummary) -> Option<Share> {
    let test = revision.requested_test_traffic_weight.map(tenths);
    let production = revision.requested_production_traffic_weight.map(tenths);
    if test.is_none() && production.is_none() {
        return None;
    }
    Some(Share {
        revision: revision.arn.clone()?,
        test,
        production,
    })
}

fn steps(configuration: &types::DeploymentConfiguration) -> Option<TrafficSteps> {
    if let Some(linear) = &configuration.linear_configuration {
        return Some(TrafficSteps {
            size: linear.step_percent.map(tenths),
            bake_min: linear.step_bake_time_in_minutes,
        });
    }
    let canary = configuration.canary_configuration.as_ref()?;
    Some(TrafficSteps {
        size: canary.canary_percent.map(tenths),
        bake_min: canary.canary_bake_time_in_minutes,
    })
}

/// A percentage as tenths of a percent, which is as fine as AWS has them.
fn tenths(percent: f64) -> i32 {
    (percent * 10.0).round() as i32
}
