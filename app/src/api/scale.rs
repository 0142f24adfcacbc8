//! `POST /api/scale`.

use leptos::prelude::*;
use model::scale::Seen;

use super::encoding::JsonBody;
use super::error::ApiError;

/// Changes a service's desired count, if the service still is what the user saw.
#[server(name = Scale, prefix = "/api", endpoint = "scale", input = JsonBody, output = JsonBody)]
pub(crate) async fn scale(
    target: String,
    region: String,
    cluster: String,
    service: String,
    seen: Seen,
    desired: i32,
) -> Result<(), ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .scale(&who, &service, &seen, desired)
        .await
        .map_err(ApiError::answer)
}
