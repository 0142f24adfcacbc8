//! `GET /api/rollback_preview` and `POST /api/roll_back`.

#![expect(
    clippy::too_many_arguments,
    reason = "they are the members of the request's body"
)]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::rollback::{Options, Plan, Preview};
use model::scale::Seen;

use super::encoding::JsonBody;
use super::error::ApiError;

/// What returning a service to a service revision (an ARN) would do: with images pinned as
/// is usual, unless `pin_images` says whether.
#[server(name = ReadRollbackPreview, prefix = "/api", endpoint = "rollback_preview", input = GetUrl, output = JsonBody)]
pub(crate) async fn rollback_preview(
    target: String,
    region: String,
    cluster: String,
    service: String,
    revision: String,
    pin_images: Option<bool>,
) -> Result<Preview, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .rollback_preview(&who, &service, &revision, pin_images)
        .await
        .map_err(ApiError::answer)
}

/// Returns a service to a service revision (an ARN), if the service still is what the user saw;
/// answers how it is done. `typed` is the service's name, which protected targets ask for.
#[server(name = RollBack, prefix = "/api", endpoint = "roll_back", input = JsonBody, output = JsonBody)]
pub(crate) async fn roll_back(
    target: String,
    region: String,
    cluster: String,
    service: String,
    seen: Seen,
    revision: String,
    #[server(default)] options: Options,
    typed: Option<String>,
) -> Result<Plan, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .roll_back(&who, &service, &seen, &revision, options, typed.as_deref())
        .await
        .map_err(ApiError::answer)
}
