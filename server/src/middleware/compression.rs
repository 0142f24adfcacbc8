//! What is never compressed.

use axum::extract::Request;
use axum::http::header::ACCEPT_ENCODING;
use axum::middleware::Next;
use axum::response::Response;

/// Keeps answers to addresses with a query as they are. A page repeats what its query says beside
/// what only its reader may see, and from the length of a compressed answer an attacker who chooses
/// the query could guess the rest (the attack is known as BREACH).
pub(crate) async fn spare_queries(mut request: Request, next: Next) -> Response {
    if request.uri().query().is_some() {
        request.headers_mut().remove(ACCEPT_ENCODING);
    }
    next.run(request).await
}
