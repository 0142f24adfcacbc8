//! `POST /api/restart`.

use leptos::prelude::*;
use model::scale::Seen;

use super::encoding::JsonBody;
use super::error::ApiError;

/// Starts a service's tasks anew, if the service still is what the user saw.
#[server(name = Restart, prefix = "/api", endpoint = "restart", input = JsonBody, output = JsonBody)]
pub(crate) async fn restart(
    target: String,
    region: String,
    cluster: String,
    service: String,
    seen: Seen,
) -> Result<(), ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .restart(&who, &service, &seen)
        .await
        .map_err(ApiError::answer)
}
