//! `POST /auth/sign-in`.

use axum::extract::{Extension, Form, State};
use axum::response::Response;
use model::audit::Outcome;
use serde::Deserialize;
use tower_sessions::Session;

use super::{Failure, audit, next, see_other};
use crate::middleware::ClientAddress;
use crate::state::AppState;

/// The form of the sign-in page.
#[derive(Deserialize)]
pub(super) struct Credentials {
    user: String,
    password: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn sign_in(
    State(state): State<AppState>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    session: Session,
    Form(form): Form<Credentials>,
) -> Response {
    let store = state.engine.store();
    let user = form.user.trim();
    if !state.attempts.allow(user, address) {
        tracing::warn!(%address, "too many attempts to sign in");
        audit::note(
            store,
            user,
            "sign_in",
            address,
            Outcome::Refused,
            Some("too many attempts"),
        )
        .await;
        return Failure::Limited.answer(&form.next);
    }
    match store.verify(user, &form.password).await {
        Ok(true) => {}
        Ok(false) => {
            let message = Some("wrong user or password");
            audit::note(store, user, "sign_in", address, Outcome::Refused, message).await;
            return Failure::Credentials.answer(&form.next);
        }
        Err(error) => {
            tracing::error!("a password can't be checked: {error}");
            return Failure::Internal.answer(&form.next);
        }
    }
    begin(&state, &session, user, address, &form.next).await
}

/// Starts a session of a user who has shown to be one.
pub(super) async fn begin(
    state: &AppState,
    session: &Session,
    user: &str,
    address: std::net::IpAddr,
    next: &str,
) -> Response {
    if let Err(error) = state.sessions.start(session, user).await {
        tracing::error!("a session can't be started: {error}");
        return Failure::Internal.answer(next);
    }
    audit::note(
        state.engine.store(),
        user,
        "sign_in",
        address,
        Outcome::Succeeded,
        None,
    )
    .await;
    see_other(next::local_path(next))
}
