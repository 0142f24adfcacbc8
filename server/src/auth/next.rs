//! Where a sign-in leads.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What a value in a query can't hold as it is.
const VALUE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'?');

/// The path to go to after signing in, when the form's `next` is a path of this console; else the
/// first page. Browsers read `//host` and `/\host` as other hosts.
pub(super) fn local_path(next: &str) -> &str {
    let local = next.starts_with('/')
        && !next.starts_with("//")
        && next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let page = !["/auth/", "/api/", "/sign-in"]
        .iter()
        .any(|start| next.starts_with(start));
    if local && page { next } else { "/" }
}

/// The address of the sign-in page that leads to `next`.
pub(crate) fn sign_in_path(next: &str) -> String {
    sign_in_path_with(next, None)
}

pub(super) fn sign_in_path_with(next: &str, error: Option<&str>) -> String {
    let next = local_path(next);
    let mut parts = Vec::new();
    if let Some(error) = error {
        parts.push(format!("error={error}"));
    }
    if next != "/" {
        parts.push(format!("next={}", utf8_percent_encode(next, VALUE)));
    }
    if parts.is_empty() {
        "/sign-in".to_owned()
    } else {
        format!("/sign-in?{}", parts.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_leads_to_this_console_only() {
        for (next, expected) in [
            (
                "/t/demo/us-east-1/clusters/todo?q=a",
                "/t/demo/us-east-1/clusters/todo?q=a",
            ),
            ("/", "/"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("/a b", "/"),
            ("javascript:alert(1)", "/"),
            ("/auth/sign-out", "/"),
            ("/sign-in?next=/sign-in", "/"),
        ] {
            assert_eq!(local_path(next), expected, "{next}");
        }
    }

    #[test]
    fn the_way_back_survives_the_sign_in_page() {
        assert_eq!(sign_in_path("/"), "/sign-in");
        assert_eq!(
            sign_in_path("/a?b=c&d=%20"),
            "/sign-in?next=/a%3Fb=c%26d=%2520"
        );
        assert_eq!(
            sign_in_path_with("/a", Some("credentials")),
            "/sign-in?error=credentials&next=/a"
        );
    }
}
