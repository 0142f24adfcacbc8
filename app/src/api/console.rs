//! `GET /api/console`.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "every server function is asynchronous")
)]

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use super::encoding::JsonBody;
use super::error::ApiError;

/// What kind of console this is; known to everybody, signed in or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Console {
    /// Whether this is the demo on the embedded simulator.
    pub(crate) demo: bool,
    /// Whether the console refuses every change.
    pub(crate) read_only: bool,
    /// The build.
    pub(crate) build: String,
}

/// What kind of console this is. Needs no session.
#[server(name = ReadConsole, prefix = "/api", endpoint = "console", input = GetUrl, output = JsonBody)]
pub(crate) async fn console() -> Result<Console, ApiError> {
    let engine = super::context::engine()?;
    let settings = engine.settings();
    Ok(Console {
        demo: settings.demo,
        read_only: settings.read_only,
        build: engine.build().to_owned(),
    })
}
