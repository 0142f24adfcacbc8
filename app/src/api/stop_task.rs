//! `POST /api/stop_task`.

use leptos::prelude::*;

use super::encoding::JsonBody;
use super::error::ApiError;

/// Stops a task, for a reason that may be empty.
#[server(name = StopTask, prefix = "/api", endpoint = "stop_task", input = JsonBody, output = JsonBody)]
pub(crate) async fn stop_task(
    target: String,
    region: String,
    cluster: String,
    task: String,
    reason: String,
) -> Result<(), ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let task = model::place::Place { target, region }
        .cluster(cluster)
        .task(task);
    engine
        .stop_task(&who, &task, &reason)
        .await
        .map_err(ApiError::answer)
}
