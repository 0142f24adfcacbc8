//! `GET /api/clusters`.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::live::{ClustersView, First};

use super::encoding::JsonBody;
use super::error::ApiError;

/// The clusters of a target's region.
#[server(name = ReadClusters, prefix = "/api", endpoint = "clusters", input = GetUrl, output = JsonBody)]
pub(crate) async fn clusters(
    target: String,
    region: String,
) -> Result<First<ClustersView>, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let place = model::place::Place { target, region };
    let key = format!("clusters {place:?}");
    super::page_reads::soon(key, engine.clusters(&who, &place))
        .await
        .map_err(ApiError::answer)
}
