//! The `Host` of a request must be the console's own, which stops DNS rebinding.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::refusal;
use crate::state::AppState;

/// Refuses requests that name another host.
pub(crate) async fn check(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let trusted = state.proxies.trusts(peer.ip());
    if named_host(&request, trusted).is_some_and(|host| state.address.allows_host(host)) {
        return next.run(request).await;
    }
    refusal::answer(
        request.uri().path(),
        StatusCode::MISDIRECTED_REQUEST,
        "This console does not answer to this host name. Use its public address.",
    )
}

/// The one host that a request names; `None` when it names none or several.
fn named_host(request: &Request, trusted_proxy: bool) -> Option<&str> {
    let one = |name: header::HeaderName| {
        let mut values = request.headers().get_all(name).iter();
        let first = values.next();
        if values.next().is_some() { None } else { first }
    };
    if trusted_proxy {
        let forwarded = header::HeaderName::from_static("x-forwarded-host");
        if request.headers().contains_key(&forwarded) {
            return one(forwarded)?.to_str().ok();
        }
    }
    let host = one(header::HOST)?.to_str().ok()?;
    // A request line with a whole URL must not say something else than the header.
    match request.uri().authority() {
        Some(authority) if !authority.as_str().eq_ignore_ascii_case(host) => None,
        _ => Some(host),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn only_one_host_counts() {
        type Headers = &'static [(&'static str, &'static str)];
        let cases: [(&str, Headers, bool, Option<&str>); 8] = [
            ("/", &[("host", "a.example")], false, Some("a.example")),
            ("/", &[], false, None),
            (
                "/",
                &[("host", "a.example"), ("host", "b.example")],
                false,
                None,
            ),
            (
                "http://a.example/",
                &[("host", "a.example")],
                false,
                Some("a.example"),
            ),
            ("http://b.example/", &[("host", "a.example")], false, None),
            (
                "/",
                &[("host", "inner:3000"), ("x-forwarded-host", "a.example")],
                false,
                Some("inner:3000"),
            ),
            (
                "/",
                &[("host", "inner:3000"), ("x-forwarded-host", "a.example")],
                true,
                Some("a.example"),
            ),
            ("/", &[("host", "a.example")], true, Some("a.example")),
        ];
        for (uri, headers, trusted, expected) in cases {
            let mut request = Request::builder().uri(uri);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.body(Body::empty()).unwrap();
            assert_eq!(named_host(&request, trusted), expected, "{uri} {headers:?}");
        }
    }
}
