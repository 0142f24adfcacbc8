//! The state in a file: a restart changes nothing, now or later.

use std::{fs, path::Path};

use serde_json::{Value, json};
use simulator::{Options, Scenario, Simulator, StateFileError};
use tokio::sync::oneshot;

use crate::server::{Server, at_start};

fn options() -> Options {
    at_start(Options {
        scenario: Scenario::Todo,
        // Next to nothing passes before the clock is paused, so that all runs are of the same times.
        speed: 0.001,
        ..Options::default()
    })
}

/// Serves the state of a file, lets `work` happen and shuts down.
async fn run<T>(file: &Path, work: impl AsyncFnOnce(&Server) -> T) -> T {
    let (end, shutdown) = oneshot::channel::<()>();
    let simulator = Simulator::open(options(), file).unwrap();
    let server = Server::serving(simulator, async {
        let _ = shutdown.await;
    })
    .await;
    server.control("clock", json!({ "paused": true })).await;
    let result = work(&server).await;
    end.send(()).unwrap();
    server.ended().await;
    result
}

/// What the simulator answers about everything that a restart could lose.
async fn picture(server: &Server) -> Vec<Value> {
    let mut answers = Vec::new();
    let ecs = async |operation: &str, input: Value| {
        let target = format!("AmazonEC2ContainerServiceV20141113.{operation}");
        server.call("ecs", &target, input).await
    };
    for cluster in ["todo", "batch"] {
        for desired in ["RUNNING", "STOPPED"] {
            let list = json!({ "cluster": cluster, "desiredStatus": desired });
            let tasks = ecs("ListTasks", list).await;
            let describe = json!({ "cluster": cluster, "tasks": tasks["taskArns"] });
            answers.push(ecs("DescribeTasks", describe).await);
        }
        let services = ecs("ListServices", json!({ "cluster": cluster })).await;
        let describe = json!({ "cluster": cluster, "services": services["serviceArns"] });
        answers.push(ecs("DescribeServices", describe).await);
        for service in services["serviceArns"].as_array().unwrap() {
            let list = json!({ "cluster": cluster, "service": service });
            answers.push(ecs("ListServiceDeployments", list).await);
        }
    }
    answers.push(ecs("ListTaskDefinitions", json!({})).await);
    answers.push(
        ecs(
            "DescribeTaskDefinition",
            json!({ "taskDefinition": "admin" }),
        )
        .await,
    );
    let lines = json!({ "logGroupName": "/ecs/todo/todo-app", "limit": 500 });
    answers.push(
        server
            .call("logs", "Logs_20140328.FilterLogEvents", lines)
            .await,
    );
    let images = json!({ "repositoryName": "admin" });
    let target = "AmazonEC2ContainerRegistry_V20150921.DescribeImages";
    answers.push(server.call("ecr", target, images).await);
    answers
}

#[tokio::test]
async fn a_restart_changes_neither_what_is_nor_what_will_be() {
    let folder = tempfile::tempdir().unwrap();
    let (kept, whole) = (folder.path().join("kept"), folder.path().join("whole"));
    let before = run(&kept, async |server| {
        server.step(70).await;
        picture(server).await
    })
    .await;
    let (after, future) = run(&kept, async |server| {
        let after = picture(server).await;
        server.step(600).await;
        (after, picture(server).await)
    })
    .await;
    assert_eq!(before, after);
    let without_restart = run(&whole, async |server| {
        server.step(70).await;
        server.step(600).await;
        picture(server).await
    })
    .await;
    assert_eq!(future, without_restart);
    assert_ne!(before, future);
}

#[tokio::test]
async fn the_file_belongs_to_its_owner_and_keeps_faults_and_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    let fault = json!({ "operation": "ecs:ListClusters", "kind": "throttle" });
    let before = run(&file, async |server| {
        server.control("faults", fault).await;
        server.control("clock", json!({ "step_ms": 12_345 })).await
    })
    .await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    run(&file, async |server| {
        let clock = server.control("clock", json!({})).await;
        assert_eq!(clock["now_ms"], before["now_ms"]);
        assert_eq!(clock["paused"], json!(true));
        assert!(server.ecs.list_clusters().send().await.is_err());
    })
    .await;
}

#[test]
fn a_file_that_is_no_state_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    for (text, word) in [
        ("", "not a state file"),
        ("{", "not a state file"),
        ("hello", "not a state file"),
        ("{\"version\": 1}", "not a state file"),
        ("{\"version\": 999, \"state\": {}}", "version 999"),
    ] {
        fs::write(&file, text).unwrap();
        let error = Simulator::open(options(), &file).unwrap_err();
        assert!(error.to_string().contains(word), "{error}");
        assert!(error.to_string().contains(file.to_str().unwrap()));
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
    let nowhere = folder.path().join("missing").join("state");
    let error = Simulator::open(options(), &nowhere).unwrap_err();
    assert!(matches!(error, StateFileError::Io { .. }), "{error}");
}
