//! Signing in and out: plain form posts, so they work without script.

mod attempts;
mod audit;
mod demo;
mod next;
mod sign_in;
mod sign_out;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use crate::state::AppState;

pub(crate) use attempts::Attempts;
pub(crate) use next::sign_in_path;

/// The routes under `/auth`.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/auth/sign-in", post(sign_in::sign_in))
        .route("/auth/demo", post(demo::sign_in))
        .route("/auth/sign-out", post(sign_out::sign_out))
}

/// Why a sign-in failed, as the sign-in page reads it from its address. It never says whether the
/// user exists.
#[derive(Debug, Clone, Copy)]
enum Failure {
    Credentials,
    Limited,
    Internal,
}

impl Failure {
    fn word(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Limited => "limited",
            Self::Internal => "internal",
        }
    }

    /// Back to the form.
    fn answer(self, next: &str) -> Response {
        see_other(&next::sign_in_path_with(next, Some(self.word())))
    }
}

/// An answer that sends the browser to a path of this console with GET.
fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path.to_owned())]).into_response()
}
