//! Which hosts and origins are answered.

use model::access::Role;
use reqwest::Method;

use crate::harness::{Running, Socket, Wish};

#[tokio::test]
async fn only_own_names_are_answered() {
    let console = Running::start(Wish {
        users: vec![],
        ..Wish::default()
    })
    .await;
    let port = console.url.rsplit(':').next().unwrap();
    for (host, expected) in [
        (format!("127.0.0.1:{port}"), 200),
        (format!("localhost:{port}"), 200),
        (format!("[::1]:{port}"), 200),
        (format!("rebound.example:{port}"), 421),
        ("127.0.0.1".to_owned(), 421),
        ("127.0.0.1:1".to_owned(), 421),
        ("evil.example".to_owned(), 421),
    ] {
        for path in ["/api/console", "/sign-in"] {
            let answer = console
                .browser()
                .with(Method::GET, path, &[("host", &host)])
                .await;
            assert_eq!(answer.status, expected, "{path} at {host}: {answer:?}");
        }
        // Probes use addresses, and learn nothing.
        let answer = console
            .browser()
            .with(Method::GET, "/healthz", &[("host", &host)])
            .await;
        assert_eq!(answer.status, 200);
    }
    // Nobody vouches for this header.
    let forwarded = [
        ("host", "evil.example"),
        ("x-forwarded-host", &format!("localhost:{port}")),
    ];
    let answer = console
        .browser()
        .with(Method::GET, "/api/console", &forwarded)
        .await;
    assert_eq!(answer.status, 421);
}

#[tokio::test]
async fn a_public_url_is_the_only_name() {
    let public_url = Some("https://ecs.example.com");
    let console = Running::start(Wish {
        users: vec![],
        public_url,
        ..Wish::default()
    })
    .await;
    for (host, expected) in [("ecs.example.com", 200), ("localhost", 421)] {
        let answer = console
            .browser()
            .with(Method::GET, "/api/console", &[("host", host)])
            .await;
        assert_eq!(answer.status, expected, "{host}");
    }
    assert_eq!(console.browser().get("/api/console").await.status, 421);
}

#[tokio::test]
async fn changes_come_from_own_pages_only() {
    let users = ["ada", "bob"]
        .map(|user| (user, vec![("*", Role::Admin)]))
        .to_vec();
    let console = Running::start(Wish {
        users,
        ..Wish::default()
    })
    .await;
    let port = console.url.rsplit(':').next().unwrap().to_owned();
    let own = console.url.clone();
    let same_but_tls = own.replace("http://", "https://");
    let other_port = "http://127.0.0.1:1".to_owned();
    let by_name = format!("http://localhost:{port}");
    let mut browser = console.signed_in("ada").await;
    for (origin, expected) in [
        (None, false),
        (Some("null"), false),
        (Some("https://evil.example"), false),
        (Some(same_but_tls.as_str()), false),
        (Some(other_port.as_str()), false),
        (Some(own.as_str()), true),
        (Some(by_name.as_str()), true),
    ] {
        let headers: Vec<(&'static str, &str)> = origin
            .map(|origin| ("origin", origin))
            .into_iter()
            .collect();
        let socket = Socket::try_open(&browser, &headers).await;
        assert_eq!(
            socket.err(),
            (!expected).then_some(403),
            "a socket from {origin:?}"
        );
        for path in [
            "/api/scale",
            "/api/roll_back",
            "/auth/sign-in",
            "/auth/demo",
        ] {
            let answer = browser.with(Method::POST, path, &headers).await;
            assert_eq!(
                answer.status != 403,
                expected,
                "{path} from {origin:?}: {answer:?}"
            );
        }
        let answer = browser.with(Method::POST, "/auth/sign-out", &headers).await;
        assert_eq!(
            answer.status,
            if expected { 303 } else { 403 },
            "from {origin:?}"
        );
        let signed_in = browser.get("/api/session").await.status == 200;
        assert_eq!(signed_in, !expected, "after a sign-out from {origin:?}");
        if !signed_in {
            browser = console.signed_in("bob").await;
        }
    }
}

#[tokio::test]
async fn other_sites_may_link_but_not_read() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    let cross_site = [("sec-fetch-site", "cross-site")];
    assert_eq!(
        browser
            .with(Method::GET, "/api/session", &cross_site)
            .await
            .status,
        403
    );
    assert_ne!(
        browser.with(Method::GET, "/", &cross_site).await.status,
        403
    );
    let same_origin = [("sec-fetch-site", "same-origin")];
    assert_eq!(
        browser
            .with(Method::GET, "/api/session", &same_origin)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn get_has_no_effect() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    for path in ["/api/scale", "/api/roll_back"] {
        assert_eq!(browser.get(path).await.status, 405, "{path}");
    }
    for path in ["/auth/sign-in", "/auth/sign-out", "/auth/demo"] {
        assert_eq!(browser.get(path).await.status, 405, "{path}");
    }
    assert_eq!(browser.get("/api/session").await.status, 200);
}
