//! `POST /api/run_task`.

use leptos::prelude::*;
use model::run_task::RunOverrides;

use super::encoding::JsonBody;
use super::error::ApiError;

/// Runs one task of a service's definition where and how the service's own run; answers its id.
#[server(name = RunTask, prefix = "/api", endpoint = "run_task", input = JsonBody, output = JsonBody)]
pub(crate) async fn run_task(
    target: String,
    region: String,
    cluster: String,
    service: String,
    #[server(default)] overrides: RunOverrides,
) -> Result<String, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .run_task(&who, &service, &overrides)
        .await
        .map_err(ApiError::answer)
}
