//! Lifecycle hooks: functions and pauses.

use aws_sdk_ecs::{
    error::ProvideErrorMetadata,
    types::{
        DeploymentLifecycleHookAction, DeploymentLifecycleHookStage as HookStage,
        DeploymentStrategy,
    },
};
use serde_json::json;

use super::{FUNCTION, configuration, deploy, deployed, lambda, pause, record, watch};
use crate::server::Server;

async fn resume(
    server: &Server,
    arn: &str,
    hook: &str,
    action: DeploymentLifecycleHookAction,
) -> Result<(), String> {
    let call = server.ecs.continue_service_deployment();
    let call = call
        .service_deployment_arn(arn)
        .hook_id(hook)
        .action(action);
    match call.send().await {
        Ok(_) => Ok(()),
        Err(error) => Err(error.message().unwrap_or_default().to_owned()),
    }
}

#[tokio::test]
async fn a_pause_holds_the_deployment_until_it_is_continued() {
    let paused = configuration(DeploymentStrategy::BlueGreen, 0)
        .lifecycle_hooks(pause(HookStage::PostTestTrafficShift))
        .build();
    let server = deployed_with_pause(paused).await;
    let arn = deploy(&server, "nginx:2").await;
    server.step(1_200).await;
    let held = record(&server, &arn).await;
    assert_eq!(
        held.lifecycle_stage().unwrap().as_str(),
        "POST_TEST_TRAFFIC_SHIFT"
    );
    let hook = held.lifecycle_hook_details()[0].clone();
    assert_eq!(hook.status().unwrap().as_str(), "AWAITING_ACTION");
    assert_eq!(hook.target_type().unwrap().as_str(), "PAUSE");
    assert_eq!(hook.timeout_action().unwrap().as_str(), "ROLLBACK");
    let id = hook.hook_id().unwrap();
    assert!(id.starts_with("ecs-pause-"), "{id}");
    let go = DeploymentLifecycleHookAction::Continue;
    let wrong = resume(&server, &arn, "pause-1", go.clone()).await;
    assert_eq!(
        wrong.unwrap_err(),
        "Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}"
    );
    let unknown = resume(&server, &arn, "ecs-pause-other", go.clone()).await;
    let gone = "Provided hookId is either completed, unavailable, or not associated with the given Resource ARN";
    assert_eq!(unknown.unwrap_err(), gone);
    resume(&server, &arn, id, go.clone()).await.unwrap();
    assert_eq!(
        resume(&server, &arn, id, go.clone()).await.unwrap_err(),
        gone
    );
    let seen = watch(&server, &arn, 300).await;
    assert_eq!(seen.last().unwrap(), "SUCCESSFUL CLEAN_UP 100/100");
    assert_eq!(
        resume(&server, &arn, id, go).await.unwrap_err(),
        "Continuing a service deployment is not allowed for service deployment in terminal states."
    );
}

/// The first deployment of a service pauses, too.
async fn deployed_with_pause(configuration: aws_sdk_ecs::types::DeploymentConfiguration) -> Server {
    let without = super::configuration(DeploymentStrategy::BlueGreen, 0).build();
    let server = deployed(without).await;
    let update = server.ecs.update_service().cluster("c").service("web");
    let update = update.deployment_configuration(configuration);
    update.send().await.unwrap();
    server
}

#[tokio::test]
async fn a_pause_can_be_ended_by_going_back_or_times_out() {
    for (action, reason) in [
        (
            true,
            "Service deployment rolled back because a rollback was requested.",
        ),
        (
            false,
            "Service deployment rolled back because POST_SCALE_UP pause hook timed out.",
        ),
    ] {
        let paused = configuration(DeploymentStrategy::BlueGreen, 0)
            .lifecycle_hooks(pause(HookStage::PostScaleUp))
            .build();
        let server = deployed_with_pause(paused).await;
        let arn = deploy(&server, "nginx:2").await;
        server.step(120).await;
        let held = record(&server, &arn).await;
        let id = held.lifecycle_hook_details()[0].hook_id().unwrap();
        if action {
            let back = DeploymentLifecycleHookAction::Rollback;
            resume(&server, &arn, id, back).await.unwrap();
        } else {
            server.step(24 * 3_600).await;
        }
        let seen = watch(&server, &arn, 200).await;
        assert_eq!(seen.last().unwrap(), "ROLLBACK_SUCCESSFUL CLEAN_UP 0/0");
        let ended = record(&server, &arn).await;
        assert_eq!(ended.status_reason(), Some(reason));
        let status = ended.lifecycle_hook_details()[0].status().unwrap().as_str();
        assert_eq!(status, if action { "FAILED" } else { "TIMED_OUT" });
    }
}

#[tokio::test]
async fn a_function_that_fails_rolls_the_deployment_back_at_its_stage() {
    for (stage, text) in [
        (HookStage::PreScaleUp, "PRE_SCALE_UP"),
        (HookStage::TestTrafficShift, "TEST_TRAFFIC_SHIFT"),
        (
            HookStage::PostProductionTrafficShift,
            "POST_PRODUCTION_TRAFFIC_SHIFT",
        ),
    ] {
        let hooked = configuration(DeploymentStrategy::BlueGreen, 5)
            .lifecycle_hooks(lambda(stage))
            .build();
        // The first deployment asks the function, too, which succeeds unless it is told otherwise.
        let server = deployed(hooked).await;
        let blue = server.service("web").await.deployments()[0]
            .id()
            .unwrap()
            .to_owned();
        let fails = json!({ "target": "*:function:check", "status": "FAILED", "after_ms": 2_000 });
        server.control("hooks", fails).await;
        let arn = deploy(&server, "nginx:2").await;
        let green = server.service("web").await.deployments()[0]
            .id()
            .unwrap()
            .to_owned();
        let seen = watch(&server, &arn, 600).await;
        assert!(
            seen.iter()
                .any(|state| state.starts_with(&format!("IN_PROGRESS {text}")))
        );
        assert_eq!(seen.last().unwrap(), "ROLLBACK_SUCCESSFUL CLEAN_UP 0/0");
        let ended = record(&server, &arn).await;
        let reason = format!(
            "Service deployment rolled back because {text} lifecycle hook(s) failed. Lifecycle hook target {FUNCTION} returned FAILED status."
        );
        assert_eq!(ended.status_reason(), Some(reason.as_str()));
        assert_eq!(ended.rollback().unwrap().reason(), Some(reason.as_str()));
        let service = server.service("web").await;
        assert_eq!(service.deployments()[0].id(), Some(blue.as_str()));
        assert_eq!(
            (service.running_count(), service.deployments().len()),
            (3, 1)
        );
        let messages = server.messages("web").await;
        let at = |text: &str| messages.iter().rposition(|message| message.contains(text));
        let failed = at(&format!("(deployment {green}) deployment failed: {reason}"));
        let back = at(&format!("rolling back to deployment {blue}."));
        assert!(
            failed.is_some() && back.is_some() && failed > back,
            "{messages:#?}"
        );
    }
}

#[tokio::test]
async fn a_function_in_progress_holds_its_stage_until_it_succeeds() {
    let hooked = configuration(DeploymentStrategy::Canary, 0)
        .lifecycle_hooks(lambda(HookStage::PreProductionTrafficShift))
        .build();
    let server = deployed(hooked).await;
    server
        .control(
            "hooks",
            json!({ "status": "IN_PROGRESS", "stage": "PRE_PRODUCTION_TRAFFIC_SHIFT" }),
        )
        .await;
    let arn = deploy(&server, "nginx:2").await;
    server.step(3_600).await;
    let held = record(&server, &arn).await;
    assert_eq!(
        held.lifecycle_stage().unwrap().as_str(),
        "PRE_PRODUCTION_TRAFFIC_SHIFT"
    );
    let hook = &held.lifecycle_hook_details()[0];
    assert_eq!(hook.status().unwrap().as_str(), "IN_PROGRESS");
    assert_eq!(hook.target_arn(), Some(FUNCTION));
    server.control("hooks", json!({ "clear": true })).await;
    server.step(1_800).await;
    let ended = record(&server, &arn).await;
    assert_eq!(ended.status().unwrap().as_str(), "SUCCESSFUL");
    // Asked before each of the two shifts.
    assert_eq!(ended.lifecycle_hook_details().len(), 2);
}
