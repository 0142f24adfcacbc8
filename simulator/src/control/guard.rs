//! Who may use the control API: programs on this machine, never a page in a browser.

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::simulator::Simulator;

/// Lets a request pass or refuses it.
pub(crate) async fn check(
    State(simulator): State<Simulator>,
    request: Request,
    next: Next,
) -> Response {
    let token = simulator.options().control_token.as_deref();
    match refusal(request.method(), request.headers(), token) {
        None => next.run(request).await,
        Some((status, reason)) => (status, Json(json!({ "error": reason }))).into_response(),
    }
}

fn refusal(
    method: &Method,
    headers: &HeaderMap,
    token: Option<&str>,
) -> Option<(StatusCode, &'static str)> {
    let text = |name: header::HeaderName| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    if headers.contains_key(header::ORIGIN) {
        return Some((StatusCode::FORBIDDEN, "the control API is not for browsers"));
    }
    let presented = text(header::AUTHORIZATION).strip_prefix("Bearer ");
    if token.is_some_and(|token| presented != Some(token)) {
        return Some((
            StatusCode::UNAUTHORIZED,
            "the control API asks for its token",
        ));
    }
    // A token proves more than an address does.
    if token.is_none() && !is_loopback(text(header::HOST)) {
        return Some((
            StatusCode::FORBIDDEN,
            "the control API answers on loopback addresses only",
        ));
    }
    if method == Method::POST && !text(header::CONTENT_TYPE).starts_with("application/json") {
        return Some((
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the control API takes application/json",
        ));
    }
    None
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost"
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use axum::http::{HeaderMap, HeaderName, Method, StatusCode};

    use super::refusal;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    /// Headers, the token that is set, and the refusal expected.
    type Case<'a> = (
        &'a [(&'static str, &'a str)],
        Option<&'a str>,
        Option<StatusCode>,
    );

    #[test]
    fn the_guard_refuses_what_a_page_or_a_stranger_could_send() {
        let json = ("content-type", "application/json");
        let local = ("host", "127.0.0.1:4566");
        let cases: [Case<'_>; 11] = [
            (&[local, json], None, None),
            (&[("host", "localhost"), json], None, None),
            (&[("host", "[::1]:4566"), json], None, None),
            (
                &[("host", "evil.example:4566"), json],
                None,
                Some(StatusCode::FORBIDDEN),
            ),
            (
                &[("host", "127.0.0.1.evil.example"), json],
                None,
                Some(StatusCode::FORBIDDEN),
            ),
            (&[json], None, Some(StatusCode::FORBIDDEN)),
            (
                &[local, json, ("origin", "http://127.0.0.1:3000")],
                None,
                Some(StatusCode::FORBIDDEN),
            ),
            (
                &[local, ("content-type", "text/plain")],
                None,
                Some(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            ),
            (
                &[local, json],
                Some("secret"),
                Some(StatusCode::UNAUTHORIZED),
            ),
            (
                &[local, json, ("authorization", "Bearer wrong")],
                Some("secret"),
                Some(StatusCode::UNAUTHORIZED),
            ),
            (
                &[
                    ("host", "simulator:4566"),
                    json,
                    ("authorization", "Bearer secret"),
                ],
                Some("secret"),
                None,
            ),
        ];
        for (pairs, token, expected) in cases {
            let found = refusal(&Method::POST, &headers(pairs), token).map(|(status, _)| status);
            assert_eq!(found, expected, "{pairs:?}");
        }
    }
}
