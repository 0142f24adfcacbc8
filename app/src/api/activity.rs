//! `GET /api/activity`.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::audit::AuditEntry;

use super::encoding::JsonBody;
use super::error::ApiError;

/// The newest 200 entries of the audit log, of targets where the user may read it.
#[server(name = ReadActivity, prefix = "/api", endpoint = "activity", input = GetUrl, output = JsonBody)]
pub(crate) async fn activity() -> Result<Vec<AuditEntry>, ApiError> {
    let (engine, who) = super::context::signed_in()?;
    engine.activity(&who).await.map_err(ApiError::answer)
}
