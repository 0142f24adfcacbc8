//! What holds for every request and answer.

use reqwest::Method;

use crate::harness::{Running, Wish};

#[tokio::test]
async fn every_answer_has_the_headers_that_protect_it() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    for path in [
        "/",
        "/sign-in",
        "/api/session",
        "/api/none",
        "/pkg/none",
        "/healthz",
        "/auth/none",
    ] {
        let answer = browser.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name} of {path}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("x-request-id").unwrap().len(), 36, "{path}");
        assert_eq!(
            answer.header("strict-transport-security"),
            None,
            "{path} is not on TLS"
        );
    }
}

#[tokio::test]
async fn request_ids_are_the_consoles_own() {
    let console = Running::start(Wish {
        users: vec![],
        ..Wish::default()
    })
    .await;
    let headers = [("x-request-id", "chosen-by-somebody")];
    let answer = console
        .browser()
        .with(Method::GET, "/healthz", &headers)
        .await;
    assert_ne!(answer.header("x-request-id"), Some("chosen-by-somebody"));
}

#[tokio::test]
async fn files_are_kept_for_ever_and_come_compressed() {
    let console = Running::start(Wish {
        users: vec![],
        ..Wish::default()
    })
    .await;
    let page = console.browser().get("/sign-in").await;
    let Some(start) = page.body.find("/pkg/") else {
        panic!("the page loads nothing: {page:?}");
    };
    let path = page.body[start..].split(['"', '\'', '\\']).next().unwrap();
    for (accepted, expected) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("", None)] {
        let headers = [("accept-encoding", accepted)];
        let answer = console.browser().with(Method::GET, path, &headers).await;
        // A checkout whose site is not built has no files to serve.
        if answer.status == 404 {
            return;
        }
        assert_eq!(answer.header("content-encoding"), expected, "{path}");
        let caching = answer.header("cache-control");
        assert_eq!(
            caching,
            Some("public, max-age=31536000, immutable"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn large_requests_are_refused() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    let fields = [
        ("user", "ada"),
        ("password", "x"),
        ("next", &"y".repeat(100 * 1024)),
    ];
    assert_eq!(
        browser.post_form("/auth/sign-in", &fields).await.status,
        413
    );
}

#[tokio::test]
async fn nonsense_is_an_error_of_the_asker() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    for path in [
        "/api/cluster",
        "/api/cluster?target=demo",
        "/api/cluster?target=%FF&region=%00&cluster=%0A",
        "/api/cluster?target=demo&region=mars-1&cluster=todo",
        "/api/cluster?target=demo&region=us-east-1&cluster=no-such-cluster",
        "/api/service?target=demo&region=us-east-1&cluster=todo&service=%3Cscript%3E",
        "/api/task_definition?target=demo&region=us-east-1&task_definition=../../etc",
        "/api/logs?target=demo&region=us-east-1&cluster=todo",
    ] {
        let answer = browser.get(path).await;
        assert!((400..500).contains(&answer.status), "{path}: {answer:?}");
        assert!(answer.json()["message"].is_string(), "{path}: {answer:?}");
    }
    let answer = browser
        .post_json("/api/scale", &serde_json::json!({"desired": "many"}))
        .await;
    assert_eq!(answer.status, 400, "{answer:?}");
}

#[tokio::test]
async fn probes_say_how_it_is() {
    let console = Running::start(Wish {
        users: vec![],
        ..Wish::default()
    })
    .await;
    for (path, body) in [("/healthz", "ok"), ("/readyz", "ready")] {
        let answer = console.browser().get(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, body));
    }
}
