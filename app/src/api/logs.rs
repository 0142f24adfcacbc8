//! `GET /api/logs`.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::live::{First, LogsView};

use super::encoding::JsonBody;
use super::error::ApiError;

/// The newest lines of a service's or of a task's containers; exactly one of the two is named. `last`
/// is how many, of one `container` or of all; else as many as a page holds.
#[server(name = ReadLogs, prefix = "/api", endpoint = "logs", input = GetUrl, output = JsonBody)]
pub(crate) async fn logs(
    target: String,
    region: String,
    cluster: String,
    service: Option<String>,
    task: Option<String>,
    container: Option<String>,
    last: Option<usize>,
) -> Result<First<LogsView>, ApiError> {
    use model::live::LogScope;

    let (engine, who) = super::context::signed_in()?;
    let cluster = model::place::Place { target, region }.cluster(cluster);
    let scope = match (service, task) {
        (Some(service), None) => LogScope::Service(service),
        (None, Some(task)) => LogScope::Task(task),
        _ => {
            return Err(ApiError::answer(model::Error::invalid(
                "Name either a service or a task.",
            )));
        }
    };
    let key = format!("logs {cluster:?} {scope:?}");
    let mut first = super::page_reads::once(key, engine.logs(&who, &cluster, &scope))
        .await
        .map_err(ApiError::answer)?;
    let last = last.unwrap_or(LogsView::MAX_LINES);
    first.view.keep_last(last, container.as_deref());
    Ok(first)
}
