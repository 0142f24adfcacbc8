//! `POST /api/run_task`.

use leptos::prelude::*;
use model::run_task::RunOverrides;

use super::encoding::JsonBody;
use super::error::ApiError;

/// Runs one task where and how a service's own run, of the service's definition or of another
/// `task_definition` (a family, a family and revision, or an ARN); answers its id.
#[server(name = RunTask, prefix = "/api", endpoint = "run_task", input = JsonBody, output = JsonBody)]
pub(crate) async fn run_task(
    target: String,
    region: String,
    cluster: String,
    service: String,
    #[server(default)] task_definition: Option<String>,
    #[server(default)] overrides: RunOverrides,
) -> Result<String, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .run_task(&who, &service, task_definition.as_deref(), &overrides)
        .await
        .map_err(ApiError::answer)
}
