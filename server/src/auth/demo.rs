//! `POST /auth/demo`: one click per role, in the demo only.

use axum::extract::{Extension, Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::access::Role;
use serde::Deserialize;
use tower_sessions::Session;

use super::sign_in::begin;
use crate::middleware::ClientAddress;
use crate::state::AppState;

/// The form behind a role's button.
#[derive(Deserialize)]
pub(super) struct Choice {
    role: Role,
    #[serde(default)]
    next: String,
}

pub(super) async fn sign_in(
    State(state): State<AppState>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    session: Session,
    Form(choice): Form<Choice>,
) -> Response {
    if !state.engine.settings().demo {
        return (StatusCode::NOT_FOUND, "This console is not the demo.").into_response();
    }
    begin(
        &state,
        &session,
        choice.role.as_str(),
        address,
        &choice.next,
    )
    .await
}
