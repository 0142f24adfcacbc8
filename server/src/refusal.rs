//! Answers to requests that never reach a page or a server function.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::{Error, ErrorKind};

/// An answer with this status and sentence: JSON as server functions answer it under `/api`, plain
/// text elsewhere.
pub(crate) fn answer(path: &str, status: StatusCode, message: &str) -> Response {
    if !path.starts_with("/api/") {
        return (status, message.to_owned()).into_response();
    }
    let kind = match status {
        StatusCode::UNAUTHORIZED => ErrorKind::Unauthenticated,
        StatusCode::NOT_FOUND => ErrorKind::NotFound,
        StatusCode::FORBIDDEN | StatusCode::MISDIRECTED_REQUEST => ErrorKind::Forbidden,
        status if status.is_client_error() => ErrorKind::Invalid,
        _ => ErrorKind::Internal,
    };
    (status, Json(Error::new(kind, message))).into_response()
}
