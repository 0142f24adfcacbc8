//! The commands, as programs.

use tokio::net::TcpListener;

use crate::harness::{Browser, Program};

#[tokio::test]
async fn users_are_managed_from_the_command_line() {
    let program = Program::new();
    for (arguments, input, code, said) in [
        ("user list", "", 0, "no users"),
        (
            "user add ada --role viewer --password-stdin",
            "correct horse\n",
            0,
            "added ada",
        ),
        (
            "user add ada --role viewer --password-stdin",
            "correct horse\n",
            1,
            "already",
        ),
        (
            "user add bob --role viewer --password-stdin",
            "short\n",
            1,
            "at least 8 characters",
        ),
        ("user add bob --role viewer", "", 1, "--password-stdin"),
        (
            "user grant ada --target prod-* --role operator",
            "",
            0,
            "ada is operator of prod-*",
        ),
        (
            "user grant ada --target prod-* --role admin",
            "",
            0,
            "ada is admin of prod-*",
        ),
        (
            "user list",
            "",
            0,
            "ada  viewer of all targets, admin of prod-*",
        ),
        ("user revoke ada --target *", "", 0, "ada has no role"),
        ("user list", "", 0, "ada  admin of prod-*"),
        (
            "user grant eve --target prod --role admin",
            "",
            1,
            "no user “eve”",
        ),
        (
            "user set-password ada --password-stdin",
            "another horse\n",
            0,
            "set the password",
        ),
        (
            "user set-password eve --password-stdin",
            "another horse\n",
            1,
            "no user “eve”",
        ),
        ("user remove ada", "", 0, "removed ada"),
        ("user remove ada", "", 1, "no user “ada”"),
        (
            "user list --store sqlite:missing/store.sqlite",
            "",
            1,
            "missing",
        ),
        (
            "user list --store mysql://db",
            "",
            1,
            "expected sqlite:PATH or postgres://",
        ),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let ended = program.run(&arguments, input).await;
        assert_eq!(ended.code, Some(code), "{arguments:?}: {ended:?}");
        let words = if code == 0 {
            &ended.stdout
        } else {
            &ended.stderr
        };
        assert!(words.contains(said), "{arguments:?}: {ended:?}");
        assert!(
            code == 0 || ended.stderr.lines().count() == 1,
            "one sentence: {ended:?}"
        );
        assert!(!format!("{ended:?}").contains("horse"), "{ended:?}");
    }
}

#[tokio::test]
async fn serving_without_users_says_how_to_add_one() {
    let program = Program::new();
    let ended = program.run(&["serve", "--listen", "127.0.0.1:0"], "").await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("ecscope user add"), "{ended:?}");
}

#[tokio::test]
async fn taken_ports_are_named_with_the_flag_that_helps() {
    let program = Program::new();
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (arguments, flag) in [
        (
            vec!["demo", "--listen", &address, "--simulator", "127.0.0.1:0"],
            "--listen",
        ),
        (
            vec!["demo", "--listen", "127.0.0.1:0", "--simulator", &address],
            "--simulator",
        ),
        (vec!["simulate", "--listen", &address], "--listen"),
    ] {
        let ended = program.run(&arguments, "").await;
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(
            ended.stderr.contains(&address) && ended.stderr.contains(flag),
            "{ended:?}"
        );
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    }
}

#[tokio::test]
async fn serve_runs_on_what_the_environment_says() {
    let simulator = Program::new();
    let (_simulator, addresses) = simulator
        .start(&["simulate", "--listen", "127.0.0.1:0"], 1)
        .await;
    let mut program = Program::new();
    for (name, value) in [
        ("AWS_ENDPOINT_URL", addresses["simulator"].as_str()),
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_REGION", "us-east-1"),
        ("ECSCOPE_STORE", "sqlite:here.sqlite"),
        ("ECSCOPE_LISTEN", "127.0.0.1:0"),
        ("ECSCOPE_METRICS_LISTEN", "127.0.0.1:0"),
        // What a platform sets for a service of this name is none of our keys.
        ("ECSCOPE_PORT", "tcp://10.0.0.1:3000"),
    ] {
        program.set(name, value);
    }
    let add = ["user", "add", "ada", "--role", "admin", "--password-stdin"];
    assert_eq!(program.run(&add, "correct horse\n").await.code, Some(0));
    let (_child, addresses) = program.start(&["serve"], 2).await;
    assert!(program.folder().join("here.sqlite").exists());
    let console = &addresses["console"];
    let port = console.rsplit(':').next().unwrap();
    let mut browser = Browser::new(console, &format!("ecscope-{port}"));
    browser.sign_in("ada", "correct horse").await;
    let answer = browser
        .get("/api/clusters?target=default&region=us-east-1")
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body.contains("todo"), "{answer:?}");

    let metrics = reqwest::get(&addresses["metrics"]).await.unwrap();
    let metrics = metrics.text().await.unwrap();
    let counted = "ecscope_aws_calls_total{target=\"default\",region=\"us-east-1\"";
    assert!(metrics.contains(counted), "{metrics}");

    let address = console.trim_start_matches("http://");
    let healthy = program.run(&["healthcheck", "--listen", address], "").await;
    assert_eq!(healthy.code, Some(0), "{healthy:?}");
    let nobody = program
        .run(&["healthcheck", "--listen", "127.0.0.1:1"], "")
        .await;
    assert_eq!(nobody.code, Some(1), "{nobody:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_ends_the_demo_cleanly() {
    let program = Program::new();
    // The simulator where everybody starts it: at its usual address, or beside it.
    let arguments = ["demo", "--listen", "127.0.0.1:0"];
    let (mut child, addresses) = program.start(&arguments, 2).await;
    assert!(addresses["console"].starts_with("http://127.0.0.1:"));
    assert!(addresses["simulator"].starts_with("http://127.0.0.1:"));
    let id = child.id().unwrap().to_string();
    let kill = tokio::process::Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .await
        .unwrap();
    assert!(kill.success());
    let status = tokio::time::timeout(crate::harness::PATIENCE, child.wait())
        .await
        .unwrap();
    assert_eq!(status.unwrap().code(), Some(0));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn it_may_have_as_many_files_open_as_the_system_allows() {
    let mut program = Program::new();
    program.begin_with_few_files();
    let arguments = [
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--simulator",
        "127.0.0.1:0",
    ];
    let (child, addresses) = program.start(&arguments, 2).await;
    // Once it answers, it has begun to serve.
    let healthy = reqwest::get(format!("{}/healthz", addresses["console"])).await;
    assert_eq!(healthy.unwrap().status(), 200);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id().unwrap())).unwrap();
    let files = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let limits: Vec<&str> = files.unwrap().split_whitespace().collect();
    assert_eq!(limits[3], limits[4], "soft and hard limit");
}
