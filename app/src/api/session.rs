//! `GET /api/session`.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "every server function is asynchronous")
)]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::session::SessionInfo;

use super::encoding::JsonBody;
use super::error::ApiError;

/// Who is signed in, and what they may see and do.
#[server(name = ReadSession, prefix = "/api", endpoint = "session", input = GetUrl, output = JsonBody)]
pub(crate) async fn session() -> Result<SessionInfo, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    Ok(engine.session_info(&who))
}
