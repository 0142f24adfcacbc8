//! Who makes a request: from the session to a principal, for every request that needs one.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use tower_sessions::Session;
use tower_sessions::session::Id;

use crate::refusal;
use crate::state::AppState;

/// The session of a request whose user is signed in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SignedIn(pub(crate) Id);

/// Puts the principal and [`SignedIn`] into the request's extensions when somebody is signed in.
/// Opening a live socket does not keep the session alive, nor does reading metrics: pages and
/// collectors do that by themselves for ever.
pub(crate) async fn attach(
    State(state): State<AppState>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let counts = path != crate::live::PATH && path != crate::metrics::PATH;
    match state.sessions.principal(&session, counts).await {
        Ok(None) => {}
        Ok(Some(principal)) => {
            if let Some(id) = session.id() {
                request.extensions_mut().insert(SignedIn(id));
                request.extensions_mut().insert(principal);
            }
        }
        Err(error) => {
            tracing::error!("the session of a request can't be read: {error}");
            return refusal::answer(
                request.uri().path(),
                StatusCode::SERVICE_UNAVAILABLE,
                "The console's store does not answer. Try again in a moment.",
            );
        }
    }
    next.run(request).await
}
