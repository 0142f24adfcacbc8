//! Roles that are assumed. Their base credentials come from the environment, which belongs to the
//! whole process, so these tests run themselves again in a process of its own.

use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use engine::aws::Client;
use engine::settings::{CredentialSource, Target};
use model::ErrorKind;
use tokio::process::Command;

use crate::support::{Endpoint, REGION, listener};

const EXTERNAL_ID: &str = "only-we-two-know";
/// Says that a test runs in its own process.
const INNER: &str = "ECSCOPE_TEST_INNER";

/// Whether this is the test's own process; if not, the test is run in one.
async fn inner(name: &str) -> bool {
    if std::env::var_os(INNER).is_some() {
        return true;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("aws::roles::{name}"), "--nocapture"])
        .env_clear()
        .env(INNER, "1")
        .env("AWS_ACCESS_KEY_ID", "BASEKEY")
        .env("AWS_SECRET_ACCESS_KEY", "base-secret")
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let (out, errors) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{out}{errors}");
    false
}

fn target(endpoint: &str) -> Target {
    Target {
        name: "prod".to_owned(),
        regions: vec![REGION.to_owned()],
        credentials: CredentialSource::Role {
            arn: "arn:aws:iam::210987654321:role/console".to_owned(),
            external_id: Some(EXTERNAL_ID.to_owned()),
            profile: None,
        },
        endpoint: Some(endpoint.to_owned()),
        protected: false,
    }
}

/// What an endpoint was asked: `authorization` and body of each request.
type Asked = Arc<Mutex<Vec<(String, String)>>>;

/// What STS answers: a key that ends in so many seconds.
fn assumed(key: &str, ends_in_s: i64) -> String {
    let ends = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(ends_in_s);
    format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <AssumeRoleResult><Credentials><AccessKeyId>{key}</AccessKeyId>\
         <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
         <Expiration>{ends}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
    )
}

/// An endpoint that gives out credentials which end in so many seconds, and has no clusters.
async fn recording(ends_in_s: i64) -> (String, Asked) {
    async fn answer(
        State((asked, ends_in_s)): State<(Asked, i64)>,
        headers: HeaderMap,
        body: Bytes,
    ) -> String {
        let signed = headers["authorization"].to_str().unwrap().to_owned();
        let body = String::from_utf8(body.to_vec()).unwrap();
        let about_roles = body.contains("Action=AssumeRole");
        asked.lock().unwrap().push((signed, body));
        if !about_roles {
            return r#"{"clusterArns":[]}"#.to_owned();
        }
        assumed("ASSUMEDKEY", ends_in_s)
    }
    let asked = Asked::default();
    let router = Router::new()
        .fallback(answer)
        .with_state((Arc::clone(&asked), ends_in_s));
    let (listener, address) = listener().await;
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://{address}"), asked)
}

#[tokio::test]
async fn role_and_external_id_are_sent_and_the_roles_keys_are_used() {
    if !inner("role_and_external_id_are_sent_and_the_roles_keys_are_used").await {
        return;
    }
    let (url, asked) = recording(3_600).await;
    let client = Client::connect(&target(&url), REGION, 0.5).await;
    for _ in 0..2 {
        client.clusters().await.unwrap();
    }
    let asked = asked.lock().unwrap();
    let [assumed, first, second] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert!(assumed.0.contains("Credential=BASEKEY/"), "{assumed:?}");
    for member in [
        "RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2Fconsole",
        &format!("ExternalId={EXTERNAL_ID}"),
        "RoleSessionName=ecscope",
    ] {
        assert!(assumed.1.contains(member), "{member}: {assumed:?}");
    }
    for call in [first, second] {
        assert!(call.0.contains("Credential=ASSUMEDKEY/"), "{call:?}");
    }
}

#[tokio::test]
async fn credentials_that_have_expired_are_fetched_again() {
    if !inner("credentials_that_have_expired_are_fetched_again").await {
        return;
    }
    let (url, asked) = recording(-60).await;
    let client = Client::connect(&target(&url), REGION, 0.5).await;
    for _ in 0..3 {
        client.clusters().await.unwrap();
    }
    let asked = asked.lock().unwrap();
    let assumed = asked.iter().filter(|(_, body)| body.contains("AssumeRole"));
    assert_eq!(assumed.count(), 3);
}

/// An endpoint that gives out other keys each time, good for an hour, and takes only those from the
/// given number on. It has no clusters.
async fn revoking(good_from: Arc<AtomicUsize>) -> String {
    async fn answer(
        State((good_from, given)): State<(Arc<AtomicUsize>, Arc<AtomicUsize>)>,
        headers: HeaderMap,
        body: Bytes,
    ) -> (StatusCode, String) {
        if String::from_utf8_lossy(&body).contains("Action=AssumeRole") {
            let number = given.fetch_add(1, Ordering::SeqCst) + 1;
            return (
                StatusCode::OK,
                assumed(&format!("ASSUMEDKEY{number}"), 3_600),
            );
        }
        let signed = headers["authorization"].to_str().unwrap();
        let (_, key) = signed.split_once("Credential=ASSUMEDKEY").unwrap();
        let number: usize = key.split('/').next().unwrap().parse().unwrap();
        if number < good_from.load(Ordering::SeqCst) {
            let refusal = r#"{"__type":"UnrecognizedClientException","message":"Invalid."}"#;
            return (StatusCode::BAD_REQUEST, refusal.to_owned());
        }
        (StatusCode::OK, r#"{"clusterArns":[]}"#.to_owned())
    }
    let router = Router::new()
        .fallback(answer)
        .with_state((good_from, Arc::default()));
    let (listener, address) = listener().await;
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

#[tokio::test]
async fn credentials_that_aws_takes_no_more_are_fetched_again_before_they_expire() {
    if !inner("credentials_that_aws_takes_no_more_are_fetched_again_before_they_expire").await {
        return;
    }
    let good_from = Arc::new(AtomicUsize::new(1));
    let url = revoking(Arc::clone(&good_from)).await;
    let client = Client::connect(&target(&url), REGION, 0.5).await;
    client.clusters().await.unwrap();
    // A session that was revoked: the second keys are good, and nobody notices.
    good_from.store(2, Ordering::SeqCst);
    client.clusters().await.unwrap();
    // No keys are: that is told, and the first ones that are good again are taken.
    good_from.store(100, Ordering::SeqCst);
    let error = client.clusters().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials, "{error:?}");
    good_from.store(4, Ordering::SeqCst);
    client.clusters().await.unwrap();
}

#[tokio::test]
async fn a_role_that_is_refused_is_told_and_taken_when_it_is_given() {
    if !inner("a_role_that_is_refused_is_told_and_taken_when_it_is_given").await {
        return;
    }
    let endpoint = Endpoint::todo().await;
    endpoint.fault("sts:AssumeRole", "access_denied").await;
    let client = Client::connect(&target(&endpoint.url), REGION, 0.5).await;
    let error = client.clusters().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials, "{error:?}");
    let code = error.code.as_deref().unwrap_or_default();
    assert!(code.starts_with("AccessDenied"), "{error:?}");
    assert!(error.request_id.is_some(), "{error:?}");
    assert!(
        error.message.contains("assume its role for prod"),
        "{error:?}"
    );
    let all = format!("{error:?} {:?}", target(&endpoint.url));
    assert!(
        !all.contains(EXTERNAL_ID) && !all.contains("base-secret"),
        "{all}"
    );
    assert_eq!(endpoint.calls("ecs", "ListClusters").await, 0);
    endpoint.no_faults().await;
    client.clusters().await.unwrap();
}

#[tokio::test]
async fn an_unreachable_sts_is_told_as_such() {
    if !inner("an_unreachable_sts_is_told_as_such").await {
        return;
    }
    let client = Client::connect(&target("http://127.0.0.1:9"), REGION, 0.5).await;
    let error = client.clusters().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials, "{error:?}");
    assert!(error.message.contains("STS can’t be reached"), "{error:?}");
}
