//! Daemons of managed instances: there are none, which is what their reading operations answer.

use serde_json::json;

use crate::{
    arn,
    ecs::{Ecs, missing},
    error::{Answer, AwsError},
    input::Input,
    page::{PageSize, page},
    world::Context,
};

const SIZE: PageSize = PageSize {
    default: 100,
    most: 100,
};

/// A list without items; sizes and tokens are checked as elsewhere.
fn empty(input: &Input, member: &str, operation: &str) -> Answer {
    page::<String, ()>([], input, SIZE, operation)?;
    Ok(json!({ member: [] }))
}

/// `ListDaemons`.
pub(crate) fn list(ecs: &Ecs, input: &Input) -> Answer {
    if let Some(cluster) = input.text("clusterArn")? {
        ecs.cluster(&Input::from_value(json!({ "cluster": cluster })))?;
    }
    empty(input, "daemonSummariesList", "ListDaemons")
}

/// The cluster of the daemon that a request names must exist, although no cluster has daemons.
fn check_cluster(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Result<(), AwsError> {
    let daemon = input.required_text("daemonArn")?;
    match arn::ecs_resource(daemon, &context.region).as_deref() {
        Some(["daemon", cluster, _]) => ecs.active_cluster(cluster).map(|_| ()),
        _ => Err(AwsError::invalid_parameter(format!(
            "Invalid identifier: {daemon}"
        ))),
    }
}

/// `ListDaemonDeployments`.
pub(crate) fn list_deployments(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    check_cluster(ecs, input, context)?;
    empty(input, "daemonDeployments", "ListDaemonDeployments")
}

/// `ListDaemonTaskDefinitions`.
pub(crate) fn list_task_definitions(input: &Input) -> Answer {
    empty(input, "daemonTaskDefinitions", "ListDaemonTaskDefinitions")
}

/// `DescribeDaemon`.
pub(crate) fn describe(ecs: &Ecs, input: &Input, context: &Context<'_>) -> Answer {
    check_cluster(ecs, input, context)?;
    Err(AwsError::new(
        "DaemonNotFoundException",
        "The specified daemon wasn't found.",
    ))
}

/// `DescribeDaemonTaskDefinition`.
pub(crate) fn describe_task_definition() -> Answer {
    Err(AwsError::client(
        "Unable to describe daemon task definition.",
    ))
}

/// `DescribeDaemonDeployments` and `DescribeDaemonRevisions`: everything asked for is missing.
pub(crate) fn describe_absent(input: &Input, arns: &str, member: &str) -> Answer {
    let failures: Vec<_> = input
        .limited_texts(arns, 20)?
        .into_iter()
        .map(missing)
        .collect();
    Ok(json!({ member: [], "failures": failures }))
}
