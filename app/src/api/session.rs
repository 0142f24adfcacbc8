//! `GET /api/session`.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
use model::session::SessionInfo;

use super::error::ApiError;

/// Who is signed in, and what they may see and do.
#[server(name = ReadSession, prefix = "/api", endpoint = "session", input = GetUrl, output = Json)]
#[cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "every server function is asynchronous")
)]
pub(crate) async fn session() -> Result<SessionInfo, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    Ok(engine.session_info(&who))
}
