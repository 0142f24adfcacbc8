//! `GET /api/service`.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::live::{First, ServiceView};

use super::encoding::JsonBody;
use super::error::ApiError;

/// A service with its tasks, deployments and events.
#[server(name = ReadService, prefix = "/api", endpoint = "service", input = GetUrl, output = JsonBody)]
pub(crate) async fn service(
    target: String,
    region: String,
    cluster: String,
    service: String,
) -> Result<First<ServiceView>, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    let key = format!("service {service:?}");
    super::page_reads::once(key, engine.service(&who, &service))
        .await
        .map_err(ApiError::answer)
}
