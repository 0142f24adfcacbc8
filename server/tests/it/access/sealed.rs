//! The demo has nothing to do with the AWS of whoever starts it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::TcpListener;

use crate::harness::{Browser, Program};

/// A listener that counts who comes, and answers nothing.
async fn trap() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let caught = Arc::new(AtomicUsize::new(0));
    let counter = caught.clone();
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    (url, caught)
}

#[tokio::test]
async fn hostile_surroundings_are_not_listened_to() {
    let (trap, caught) = trap().await;
    let mut program = Program::new();
    let ran = program.folder().join("credential-process-ran");
    let config = program.folder().join("aws-config");
    let profile = format!(
        "[default]\nregion = eu-west-1\nendpoint_url = {trap}\n\
         credential_process = /usr/bin/touch {ran}\n\
         [profile evil]\nregion = eu-west-1\nendpoint_url = {trap}\n\
         credential_process = /usr/bin/touch {ran}\n",
        ran = ran.display()
    );
    std::fs::write(&config, profile).unwrap();
    for name in ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] {
        program.set(name, config.display().to_string());
    }
    for name in [
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_ECS",
        "AWS_ENDPOINT_URL_ECR",
        "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS",
        "AWS_ENDPOINT_URL_STS",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ] {
        program.set(name, trap.clone());
    }
    for (name, value) in [
        ("AWS_PROFILE", "evil"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "AKIAREALREALREALREAL"),
        ("AWS_SECRET_ACCESS_KEY", "real"),
        ("AWS_SESSION_TOKEN", "real"),
        ("AWS_ROLE_ARN", "arn:aws:iam::111111111111:role/real"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/dev/null"),
        ("AWS_USE_FIPS_ENDPOINT", "true"),
        ("ECSCOPE_STORE", "sqlite:real.sqlite"),
        ("ECSCOPE_LISTEN", "0.0.0.0:3000"),
    ] {
        program.set(name, value);
    }
    let arguments = [
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--simulator",
        "127.0.0.1:0",
    ];
    let (_child, addresses) = program.start(&arguments, 2).await;

    let console = &addresses["console"];
    let port = console.rsplit(':').next().unwrap();
    let mut browser = Browser::new(console, &format!("ecscope-{port}"));
    browser
        .post_form("/auth/demo", &[("role", "operator")])
        .await;
    let place = "target=demo&region=us-east-1";
    let service = format!("{place}&cluster=todo&service=todo-app");
    for (path, expected) in [
        (format!("/api/clusters?{place}"), "todo"),
        (format!("/api/cluster?{place}&cluster=todo"), "todo-app"),
        (format!("/api/service?{service}"), "todo-app:132"),
        (format!("/api/logs?{service}"), "lines"),
        (
            format!("/api/task_definition?{place}&task_definition=todo-app"),
            "todo-app",
        ),
    ] {
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        assert!(answer.body.contains(expected), "{path}: {answer:?}");
    }
    assert_eq!(caught.load(Ordering::SeqCst), 0, "calls went elsewhere");
    assert!(!ran.exists(), "the profile's credential process ran");
    assert!(
        !program.folder().join("real.sqlite").exists(),
        "the real store was touched"
    );
}
