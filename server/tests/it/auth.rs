//! Signing in and out.

use model::audit::Outcome;
use reqwest::Method;

use crate::harness::{PASSWORD, Running, Wish};

#[tokio::test]
async fn signing_in_leads_to_where_one_was_going() {
    let console = Running::start(Wish::default()).await;
    for (next, expected) in [
        (
            "/t/demo/us-east-1/clusters/todo?q=a",
            "/t/demo/us-east-1/clusters/todo?q=a",
        ),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
    ] {
        let mut browser = console.browser();
        let fields = [("user", "ada"), ("password", PASSWORD), ("next", next)];
        let answer = browser.post_form("/auth/sign-in", &fields).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some(expected))
        );
        assert_eq!(browser.get("/api/session").await.json()["user"], "ada");
    }
}

#[tokio::test]
async fn pages_send_strangers_to_sign_in_first() {
    let console = Running::start(Wish {
        users: vec![],
        ..Wish::default()
    })
    .await;
    let answer = console
        .browser()
        .get("/t/demo/us-east-1/clusters/todo?q=a&s=b")
        .await;
    let expected = "/sign-in?next=/t/demo/us-east-1/clusters/todo%3Fq=a%26s=b";
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some(expected))
    );
    let sign_in = console.browser().get("/sign-in").await;
    assert_eq!(sign_in.status, 200);
    assert!(
        sign_in
            .header("content-type")
            .unwrap()
            .starts_with("text/html")
    );
}

#[tokio::test]
async fn every_sign_in_has_a_session_of_its_own() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.browser();
    // An id that somebody else chose is not taken over.
    browser.cookie = Some("AAAAAAAAAAAAAAAAAAAAAA".to_owned());
    browser.sign_in("ada", PASSWORD).await;
    let first = browser.cookie.clone().unwrap();
    assert_ne!(first, "AAAAAAAAAAAAAAAAAAAAAA");
    browser.sign_in("ada", PASSWORD).await;
    assert_ne!(browser.cookie.as_ref(), Some(&first));
    // The one before is over.
    browser.cookie = Some(first);
    assert_eq!(browser.get("/api/session").await.status, 401);
}

#[tokio::test]
async fn signing_out_ends_the_session_for_good() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    let session = browser.cookie.clone();
    let answer = browser.post_form("/auth/sign-out", &[]).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some("/sign-in"))
    );
    assert_eq!(browser.cookie, None, "the cookie is removed");
    browser.cookie = session;
    assert_eq!(browser.get("/api/session").await.status, 401);
    // Signing out twice is no error.
    assert_eq!(browser.post_form("/auth/sign-out", &[]).await.status, 303);
}

#[tokio::test]
async fn refusals_do_not_say_who_exists() {
    let console = Running::start(Wish::default()).await;
    let mut answers = Vec::new();
    for (user, password) in [("ada", "wrong horse"), ("nobody", "wrong horse"), ("", "")] {
        let mut browser = console.browser();
        let answer = browser.sign_in(user, password).await;
        assert_eq!(browser.cookie, None);
        answers.push((
            answer.status,
            answer.header("location").map(str::to_owned),
            answer.body,
        ));
    }
    let expected = (
        303,
        Some("/sign-in?error=credentials".to_owned()),
        String::new(),
    );
    assert!(
        answers.iter().all(|answer| *answer == expected),
        "{answers:?}"
    );
}

#[tokio::test]
async fn guessing_is_limited() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.browser();
    for _ in 0..5 {
        let answer = browser.sign_in("ada", "wrong horse").await;
        assert_eq!(
            answer.header("location"),
            Some("/sign-in?error=credentials")
        );
    }
    // From here on even the right password is not looked at, and no header helps.
    let request = browser
        .bare(Method::POST, "/auth/sign-in")
        .header("origin", &console.url)
        .header("x-forwarded-for", "198.51.100.7")
        .form(&[("user", "ada"), ("password", PASSWORD), ("next", "/a")]);
    let answer = browser.send(request).await;
    assert_eq!(
        answer.header("location"),
        Some("/sign-in?error=limited&next=/a")
    );
    assert_eq!(browser.cookie, None);
}

#[tokio::test]
async fn sign_ins_are_audited_without_passwords() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.browser();
    browser.sign_in("ada", "wrong horse").await;
    browser.sign_in("mallory", "wrong horse").await;
    browser.sign_in("ada", PASSWORD).await;
    browser.post_form("/auth/sign-out", &[]).await;
    let entries = console.store.audit_list(10).await.unwrap();
    let seen: Vec<_> = entries
        .iter()
        .rev()
        .map(|entry| (entry.user.as_str(), entry.action.as_str(), entry.outcome))
        .collect();
    assert_eq!(
        seen,
        [
            ("ada", "sign_in", Outcome::Refused),
            ("mallory", "sign_in", Outcome::Refused),
            ("ada", "sign_in", Outcome::Succeeded),
            ("ada", "sign_out", Outcome::Succeeded),
        ]
    );
    assert!(
        entries
            .iter()
            .all(|entry| entry.parameters == "from 127.0.0.1")
    );
    assert!(!format!("{entries:?}").contains("horse"));
}

#[tokio::test]
async fn one_click_per_role_is_for_the_demo_only() {
    let users = vec![("viewer", vec![("*", model::access::Role::Viewer)])];
    let demo = Running::start(Wish {
        users: users.clone(),
        demo: true,
        ..Wish::default()
    })
    .await;
    let mut browser = demo.browser();
    let fields = [("role", "viewer"), ("next", "/activity")];
    let answer = browser.post_form("/auth/demo", &fields).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some("/activity"))
    );
    assert_eq!(browser.get("/api/session").await.json()["user"], "viewer");

    let real = Running::start(Wish {
        users,
        ..Wish::default()
    })
    .await;
    let mut browser = real.browser();
    assert_eq!(browser.post_form("/auth/demo", &fields).await.status, 404);
    assert_eq!(browser.cookie, None);
}

#[tokio::test]
async fn cookies_are_kept_from_scripts_and_other_hosts() {
    let console = Running::start(Wish::default()).await;
    let cookie = sign_in_cookie(&console, &[]).await;
    let port = console.url.rsplit(':').next().unwrap();
    assert!(cookie.starts_with(&format!("ecscope-{port}=")), "{cookie}");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");

    let public_url = Some("https://ecs.example.com");
    let console = Running::start(Wish {
        public_url,
        ..Wish::default()
    })
    .await;
    let headers = [
        ("host", "ecs.example.com"),
        ("origin", "https://ecs.example.com"),
    ];
    let cookie = sign_in_cookie(&console, &headers).await;
    assert!(cookie.starts_with("__Host-ecscope="), "{cookie}");
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
}

async fn sign_in_cookie(console: &Running, headers: &[(&str, &str)]) -> String {
    let mut browser = console.browser();
    let mut request = browser
        .bare(Method::POST, "/auth/sign-in")
        .form(&[("user", "ada"), ("password", PASSWORD)]);
    if headers.is_empty() {
        request = request.header("origin", &console.url);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = browser.send(request).await;
    answer
        .header("set-cookie")
        .unwrap_or_else(|| panic!("{answer:?}"))
        .to_owned()
}
