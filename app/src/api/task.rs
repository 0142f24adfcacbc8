//! `GET /api/task`.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::live::{First, TaskView};

use super::encoding::JsonBody;
use super::error::ApiError;

/// A task by id.
#[server(name = ReadTask, prefix = "/api", endpoint = "task", input = GetUrl, output = JsonBody)]
pub(crate) async fn task(
    target: String,
    region: String,
    cluster: String,
    task: String,
) -> Result<First<TaskView>, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let task = model::place::Place { target, region }
        .cluster(cluster)
        .task(task);
    let key = format!("task {task:?}");
    super::page_reads::once(key, engine.task(&who, &task))
        .await
        .map_err(ApiError::answer)
}
