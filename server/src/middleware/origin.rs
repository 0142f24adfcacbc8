//! Where a request comes from: changes and live sockets only from the console's own pages.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::config::SiteAddress;
use crate::refusal;
use crate::state::AppState;

/// Refuses what does not come from the console's own pages.
pub(crate) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    match allowed(&state.address, request.method(), path, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(message) => refusal::answer(path, StatusCode::FORBIDDEN, message),
    }
}

/// Whether a request may come from where it says it does; else why not. Reads have no effect and
/// answer nothing that another site's script may read, so pages may be linked to from anywhere.
fn allowed(
    address: &SiteAddress,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Result<(), &'static str> {
    let origin = headers.get(header::ORIGIN);
    let reads = matches!(*method, Method::GET | Method::HEAD) && path != crate::live::PATH;
    match origin.map(|origin| origin.to_str()) {
        Some(Ok(origin)) if address.allows_origin(origin) => {}
        Some(_) => return Err("Requests from other sites are refused."),
        None if reads => {}
        None => return Err("Requests without an Origin header are refused here."),
    }
    let cross_site = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site");
    if cross_site && path.starts_with("/api/") {
        return Err("Requests from other sites are refused.");
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    #[test]
    fn changes_come_from_own_pages_only() {
        const OWN: Option<&str> = Some("https://a.example");
        const FOREIGN: Option<&str> = Some("https://evil.example");
        const NULL: Option<&str> = Some("null");
        let site = SiteAddress::from_public_url("https://a.example").unwrap();
        for (method, path, origin, fetch_site, expected) in [
            (Method::GET, "/", None, None, true),
            (Method::GET, "/", None, Some("cross-site"), true),
            (Method::GET, "/", FOREIGN, None, false),
            (Method::GET, "/api/clusters", None, None, true),
            (
                Method::GET,
                "/api/clusters",
                None,
                Some("same-origin"),
                true,
            ),
            (
                Method::GET,
                "/api/clusters",
                None,
                Some("cross-site"),
                false,
            ),
            (Method::GET, "/live", OWN, None, true),
            (Method::GET, "/live", None, None, false),
            (Method::GET, "/live", FOREIGN, None, false),
            (Method::GET, "/live", NULL, None, false),
            (Method::POST, "/api/scale", OWN, None, true),
            (Method::POST, "/api/scale", None, None, false),
            (Method::POST, "/api/scale", NULL, None, false),
            (Method::POST, "/api/scale", FOREIGN, None, false),
            (Method::POST, "/auth/sign-in", OWN, None, true),
            (Method::POST, "/auth/sign-in", None, None, false),
            (Method::DELETE, "/anything", None, None, false),
            (Method::OPTIONS, "/api/scale", None, None, false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [("origin", origin), ("sec-fetch-site", fetch_site)] {
                if let Some(value) = value {
                    headers.insert(name, value.parse().unwrap());
                }
            }
            assert_eq!(
                allowed(&site, &method, path, &headers).is_ok(),
                expected,
                "{method} {path} {origin:?} {fetch_site:?}"
            );
        }
    }
}
