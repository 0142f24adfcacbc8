//! `GET /api/service_scaling`.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::scaling::Scaling;

use super::encoding::JsonBody;
use super::error::ApiError;

/// The bounds that Application Auto Scaling keeps a service's desired count in.
#[server(name = ReadScaling, prefix = "/api", endpoint = "service_scaling", input = GetUrl, output = JsonBody)]
pub(crate) async fn service_scaling(
    target: String,
    region: String,
    cluster: String,
    service: String,
) -> Result<Scaling, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .service_scaling(&who, &service)
        .await
        .map_err(ApiError::answer)
}
