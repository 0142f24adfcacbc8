//! Where credentials and endpoints come from. The environment belongs to the whole process, so
//! these tests run themselves again in a process of its own.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use engine::aws::Client;
use engine::settings::{CredentialSource, Target};
use tokio::process::Command;

use crate::support::{Endpoint, REGION, listener};

/// Says which credentials the inner test uses; it does nothing without.
const SOURCE: &str = "ECSCOPE_TEST_SOURCE";
/// The target's endpoint in the inner test.
const ENDPOINT: &str = "ECSCOPE_TEST_ENDPOINT";

#[tokio::test]
async fn inner() {
    let Ok(source) = std::env::var(SOURCE) else {
        return;
    };
    let credentials = match source.as_str() {
        "static" => CredentialSource::Static {
            access_key: "demo".to_owned(),
            secret_key: "demo".to_owned(),
        },
        "role" => CredentialSource::Role {
            arn: "arn:aws:iam::123456789012:role/console".to_owned(),
            external_id: Some("x".to_owned()),
            profile: None,
        },
        "profile" => CredentialSource::Chain {
            profile: Some("console".to_owned()),
        },
        _ => CredentialSource::Chain { profile: None },
    };
    let target = Target {
        name: "demo".to_owned(),
        regions: vec![REGION.to_owned()],
        credentials,
        endpoint: std::env::var(ENDPOINT).ok(),
        protected: false,
    };
    let client = Client::connect(&target, REGION, 0.5).await;
    client.clusters().await.unwrap();
}

/// Runs [`inner`] with this environment and no other; answers whether it succeeded.
async fn run(environment: &[(&str, &str)]) -> bool {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "aws::sealed::inner", "--nocapture"])
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
    }
    output.status.success()
}

#[tokio::test]
async fn fixed_keys_look_at_nothing_else() {
    let endpoint = Endpoint::todo().await;
    let (trap, address) = listener().await;
    let caught = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&caught);
    tokio::spawn(async move {
        while trap.accept().await.is_ok() {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    let elsewhere = format!("http://{address}");
    let folder = tempfile::TempDir::new().unwrap();
    let profile = folder.path().join("config");
    let text = format!("[default]\nendpoint_url = {elsewhere}\nregion = eu-west-1\n");
    std::fs::write(&profile, text).unwrap();
    let hostile = [
        ("AWS_ENDPOINT_URL", elsewhere.as_str()),
        ("AWS_ENDPOINT_URL_ECS", &elsewhere),
        ("AWS_ENDPOINT_URL_STS", &elsewhere),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &elsewhere),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &elsewhere),
        ("AWS_CONFIG_FILE", profile.to_str().unwrap()),
        ("AWS_SHARED_CREDENTIALS_FILE", profile.to_str().unwrap()),
        ("AWS_PROFILE", "default"),
        ("AWS_USE_FIPS_ENDPOINT", "true"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true"),
        ("HTTP_PROXY", &elsewhere),
        ("http_proxy", &elsewhere),
        ("HTTPS_PROXY", &elsewhere),
        ("ALL_PROXY", &elsewhere),
        (SOURCE, "static"),
        (ENDPOINT, &endpoint.url),
    ];
    assert!(run(&hostile).await);
    assert_eq!(caught.load(Ordering::SeqCst), 0, "calls went elsewhere");
    assert!(endpoint.calls("ecs", "ListClusters").await >= 1);
}

#[tokio::test]
async fn the_chain_honours_the_environment_and_the_target_overrides_it() {
    let endpoint = Endpoint::todo().await;
    let keys = [
        ("AWS_ACCESS_KEY_ID", "a"),
        ("AWS_SECRET_ACCESS_KEY", "b"),
        (SOURCE, "chain"),
    ];
    let url = endpoint.url.as_str();
    for endpoints in [
        vec![("AWS_ENDPOINT_URL", url)],
        vec![("AWS_ENDPOINT_URL_ECS", url)],
        vec![
            ("AWS_ENDPOINT_URL_ECS", "http://127.0.0.1:9"),
            (ENDPOINT, url),
        ],
    ] {
        let environment = [&keys[..], &endpoints].concat();
        assert!(run(&environment).await, "{endpoints:?}");
    }
}

#[tokio::test]
async fn roles_are_assumed_at_the_targets_endpoint() {
    let endpoint = Endpoint::todo().await;
    let environment = [
        ("AWS_ACCESS_KEY_ID", "a"),
        ("AWS_SECRET_ACCESS_KEY", "b"),
        (SOURCE, "role"),
        (ENDPOINT, &endpoint.url),
    ];
    assert!(run(&environment).await);
    assert!(endpoint.calls("sts", "AssumeRole").await >= 1);
}

#[tokio::test]
async fn a_named_profile_wins_over_keys_in_the_environment() {
    let endpoint = Endpoint::todo().await;
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("credentials");
    let role = "role_arn = arn:aws:iam::123456789012:role/console\nsource_profile = base\n";
    let base = "[base]\naws_access_key_id = a\naws_secret_access_key = b\n";
    std::fs::write(&file, format!("[console]\n{role}{base}")).unwrap();
    let environment = [
        ("AWS_ACCESS_KEY_ID", "a"),
        ("AWS_SECRET_ACCESS_KEY", "b"),
        ("AWS_SHARED_CREDENTIALS_FILE", file.to_str().unwrap()),
        ("AWS_ENDPOINT_URL", &endpoint.url),
        (SOURCE, "profile"),
    ];
    assert!(run(&environment).await);
    let assumed = endpoint.calls("sts", "AssumeRole").await;
    assert!(assumed >= 1, "the profile's role was not assumed");
}
