//! `GET /api/service_pause`, `POST /api/pause` and `POST /api/resume`.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::pause::Pause;
use model::scale::Seen;

use super::encoding::JsonBody;
use super::error::ApiError;

/// The pause of a service, when somebody made one through this console.
#[server(name = ReadPause, prefix = "/api", endpoint = "service_pause", input = GetUrl, output = JsonBody)]
pub(crate) async fn service_pause(
    target: String,
    region: String,
    cluster: String,
    service: String,
) -> Result<Option<Pause>, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    let service = model::place::Place { target, region }
        .cluster(cluster)
        .service(service);
    engine
        .pause_of(&who, &service)
        .await
        .map_err(ApiError::answer)
}

/// Scales a service to zero and remembers what it had, if it still is what the user saw.
#[server(name = PauseService, prefix = "/api", endpoint = "pause", input = JsonBody, output = JsonBody)]
pub(crate) async fn pause(
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
        .pause(&who, &service, &seen)
        .await
        .map_err(ApiError::answer)
}

/// Scales a paused service back to what it had, if it still is what the user saw.
#[server(name = ResumeService, prefix = "/api", endpoint = "resume", input = JsonBody, output = JsonBody)]
pub(crate) async fn resume(
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
        .resume(&who, &service, &seen)
        .await
        .map_err(ApiError::answer)
}
