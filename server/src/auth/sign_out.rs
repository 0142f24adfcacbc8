//! `POST /auth/sign-out`.

use axum::extract::{Extension, State};
use axum::response::Response;
use model::audit::Outcome;
use tower_sessions::Session;

use super::{Failure, audit, see_other};
use crate::middleware::ClientAddress;
use crate::state::AppState;

pub(super) async fn sign_out(
    State(state): State<AppState>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    session: Session,
) -> Response {
    match state.sessions.end(&session).await {
        Ok(user) => {
            if let Some(user) = user {
                let store = state.engine.store();
                audit::note(store, &user, "sign_out", address, Outcome::Succeeded, None).await;
            }
            see_other("/sign-in")
        }
        Err(error) => {
            tracing::error!("a session can't be ended: {error}");
            Failure::Internal.answer("/")
        }
    }
}
