//! `GET /api/cluster`.

#[cfg(feature = "ssr")]
mod first_paint;

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::live::{ClusterView, First};

use super::encoding::JsonBody;
use super::error::ApiError;

/// A cluster with its services and tasks.
#[server(name = ReadCluster, prefix = "/api", endpoint = "cluster", input = GetUrl, output = JsonBody)]
pub(crate) async fn cluster(
    target: String,
    region: String,
    cluster: String,
) -> Result<First<ClusterView>, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let cluster = model::place::Place { target, region }.cluster(cluster);
    let key = format!("cluster {cluster:?}");
    let rendering = super::page_reads::is_rendering();
    let read = async move {
        let first = engine.cluster(&who, &cluster).await?;
        Ok(if rendering {
            first_paint::trimmed(first)
        } else {
            first
        })
    };
    super::page_reads::once(key, read)
        .await
        .map_err(ApiError::answer)
}
