//! `GET /api/deployment_starters`, `GET /api/deployment_trail` and `GET /api/revision_changes`.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::history::{RevisionChanges, Starter, TrailAnswer};

use super::encoding::JsonBody;
use super::error::ApiError;

/// Who started which of a service's deployments, as far as the console's audit log tells.
#[server(name = ReadDeploymentStarters, prefix = "/api", endpoint = "deployment_starters", input = GetUrl, output = JsonBody)]
pub(crate) async fn deployment_starters(
    target: String,
    region: String,
    cluster: String,
    service: String,
) -> Result<Vec<Starter>, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .deployment_starters(&who, &service)
        .await
        .map_err(ApiError::answer)
}

/// What CloudTrail tells of a service's deployments that the audit log does not explain, or of one of
/// them (by ARN).
#[server(name = ReadDeploymentTrail, prefix = "/api", endpoint = "deployment_trail", input = GetUrl, output = JsonBody)]
pub(crate) async fn deployment_trail(
    target: String,
    region: String,
    cluster: String,
    service: String,
    deployment: Option<String>,
) -> Result<TrailAnswer, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .deployment_trail(&who, &service, deployment.as_deref())
        .await
        .map_err(ApiError::answer)
}

/// What differs between two revisions of a service (ARNs).
#[server(name = ReadRevisionChanges, prefix = "/api", endpoint = "revision_changes", input = GetUrl, output = JsonBody)]
pub(crate) async fn revision_changes(
    target: String,
    region: String,
    cluster: String,
    service: String,
    before: String,
    after: String,
) -> Result<RevisionChanges, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .revision_changes(&who, &service, &before, &after)
        .await
        .map_err(ApiError::answer)
}
