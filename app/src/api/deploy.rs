//! `GET /api/task_definition_revisions`, `GET /api/deploy_preview` and `POST /api/deploy`.

#![expect(
    clippy::too_many_arguments,
    reason = "they are the members of the request's body"
)]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::deploy::{DeployOptions, DeployPreview, Wanted};
use model::scale::Seen;

use super::encoding::JsonBody;
use super::error::ApiError;

/// The newest active revisions of a family (ARNs), newest first.
#[server(name = ReadTaskDefinitionRevisions, prefix = "/api", endpoint = "task_definition_revisions", input = GetUrl, output = JsonBody)]
pub(crate) async fn task_definition_revisions(
    target: String,
    region: String,
    family: String,
) -> Result<Vec<String>, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let place = model::place::Place { target, region };
    engine
        .task_definition_revisions(&who, &place, &family)
        .await
        .map_err(ApiError::answer)
}

/// What deploying would do: a task definition (`family:revision`, family or ARN), or another tag of
/// a container's image.
#[server(name = ReadDeployPreview, prefix = "/api", endpoint = "deploy_preview", input = GetUrl, output = JsonBody)]
pub(crate) async fn deploy_preview(
    target: String,
    region: String,
    cluster: String,
    service: String,
    task_definition: Option<String>,
    container: Option<String>,
    tag: Option<String>,
) -> Result<DeployPreview, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    let wanted = match (task_definition, container, tag) {
        (Some(name), None, None) => Wanted::Revision(name),
        (None, Some(container), Some(tag)) => Wanted::Image { container, tag },
        _ => {
            let words = "Name a task_definition, or a container and a tag.";
            return Err(ApiError::answer(model::Error::invalid(words)));
        }
    };
    engine
        .deploy_preview(&who, &service, &wanted)
        .await
        .map_err(ApiError::answer)
}

/// Deploys something, if the service still is what the user saw. `typed` is the service's name, which
/// protected targets ask for.
#[server(name = Deploy, prefix = "/api", endpoint = "deploy", input = JsonBody, output = JsonBody)]
pub(crate) async fn deploy(
    target: String,
    region: String,
    cluster: String,
    service: String,
    seen: Seen,
    wanted: Wanted,
    #[server(default)] options: DeployOptions,
    typed: Option<String>,
) -> Result<(), ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .deploy(&who, &service, &seen, &wanted, &options, typed.as_deref())
        .await
        .map_err(ApiError::answer)
}
