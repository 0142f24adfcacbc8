//! `ExecuteCommand`: a session as AWS answers it, with nothing that could be connected to.

use serde_json::json;

use crate::{
    arn,
    ecs::{
        Ecs,
        task::{Phase, container::State},
    },
    error::{Answer, AwsError},
    input::Input,
    world::Context,
};

const NOT_ENABLED: &str = "The execute command failed because execute command was not enabled when the task was run or the execute command agent isn’t running. Wait and try again or run a new task with execute command enabled and try again.";

/// `ExecuteCommand`.
pub(crate) fn execute(ecs: &Ecs, input: &Input, context: &mut Context<'_>) -> Answer {
    input.required_text("command")?;
    if !input.flag("interactive")?.unwrap_or(false) {
        return Err(AwsError::invalid_parameter(
            "Interactive is the only mode supported currently.",
        ));
    }
    let cluster = ecs.cluster(input)?;
    let id = arn::short_name(input.required_text("task")?);
    let task = cluster
        .tasks
        .get(id)
        .ok_or_else(|| AwsError::invalid_parameter("The specified task was not found."))?;
    if !task.exec_enabled || task.phase != Phase::Running || !task.is_wanted() {
        return Err(AwsError::invalid_parameter(NOT_ENABLED));
    }
    let container = match (input.text("container")?, task.containers.as_slice()) {
        (None, [only]) => Some(only),
        (None, _) => {
            return Err(AwsError::invalid_parameter(
                "A container name is required for tasks with more than one container.",
            ));
        }
        (Some(name), containers) => containers.iter().find(|container| container.name == name),
    };
    let container = container.ok_or_else(|| {
        AwsError::invalid_parameter("The specified container was not found in the task.")
    })?;
    if container.state != State::Running {
        return Err(AwsError::new(
            "TargetNotConnectedException",
            "The execute command failed because the target container isn't connected.",
        ));
    }
    let session = format!("ecs-execute-command-{}", context.random.hex(26));
    Ok(json!({
        "clusterArn": cluster.arn,
        "containerArn": container.arn,
        "containerName": container.name,
        "interactive": true,
        "session": {
            "sessionId": session,
            // The name can't be resolved, so no client takes the session to AWS by mistake.
            "streamUrl": format!(
                "wss://ssmmessages.{}.simulator.invalid/v1/data-channel/{session}?role=publish_subscribe",
                context.region
            ),
            "tokenValue": context.random.alphanumeric(64),
        },
        "taskArn": task.arn,
    }))
}
