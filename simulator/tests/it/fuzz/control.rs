//! Odd requests to the control API: the answer is always JSON, and says what is wrong.

use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use reqwest::{
    Method, StatusCode,
    header::{CONNECTION, CONTENT_TYPE},
};
use serde_json::{Value, json};
use simulator::Scenario;
use tokio::runtime::Runtime;

use crate::server::Server;

const PATHS: [&str; 13] = [
    "requests",
    "clock",
    "tasks",
    "faults",
    "alarms",
    "hooks",
    "tags",
    "reset",
    "clock/",
    "",
    "nothing",
    "%ff",
    "a/b/c?x=y",
];

const MEMBERS: [&str; 29] = [
    "clear",
    "operation",
    "kind",
    "rate",
    "ms",
    "speed",
    "paused",
    "step_ms",
    "scenario",
    "region",
    "cluster",
    "task",
    "service",
    "next",
    "container",
    "exit",
    "code",
    "reason",
    "health",
    "leak_memory",
    "log_rate",
    "interrupt",
    "start_error",
    "name",
    "state",
    "target",
    "stage",
    "status",
    "resourceArn",
];

const TEXTS: [&str; 18] = [
    "",
    "todo",
    "admin",
    "ecs:*",
    "throttle",
    "stale",
    "fail",
    "ALARM",
    "POST_SCALE_UP",
    "SUCCEEDED",
    "eu-west-1",
    "../us-east-1",
    "nonsense",
    "137",
    "arn:aws:ecs:us-east-1:123456789012:service/todo/admin",
    "\u{0}",
    "\u{202e}",
    "é😀",
];

/// One request.
#[derive(Debug, Clone)]
struct Odd {
    method: Method,
    path: &'static str,
    content_type: &'static str,
    body: Vec<u8>,
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        // No step of the clock: a year of it would take its time.
        (-2_i64..2_000).prop_map(Value::from),
        (i64::MAX - 5..i64::MAX).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(&TEXTS[..]).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(select(&MEMBERS[..]), inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

fn request() -> impl Strategy<Value = Odd> {
    let members = btree_map(select(&MEMBERS[..]), value(), 0..4).prop_map(|members| json!(members));
    let body = prop_oneof![
        6 => members.prop_map(|value| value.to_string().into_bytes()),
        2 => (value(), any::<prop::sample::Index>()).prop_map(|(value, at)| {
            let mut text = value.to_string().into_bytes();
            text.truncate(at.index(text.len().max(1)));
            text
        }),
        1 => (select(&["[", "{\"exit\":"][..]), 1_usize..1_000)
            .prop_map(|(open, depth)| open.repeat(depth).into_bytes()),
        1 => vec(any::<u8>(), 0..200),
    ];
    let method = select(vec![
        Method::POST,
        Method::POST,
        Method::POST,
        Method::POST,
        Method::GET,
        Method::PUT,
        Method::DELETE,
    ]);
    let content_type = select(vec![
        "application/json",
        "application/json",
        "application/json",
        "application/json; charset=latin-1",
        "text/plain",
        "application/jsonx",
    ]);
    (method, select(&PATHS[..]), content_type, body).prop_map(
        |(method, path, content_type, mut body)| {
            // Resets that are right would throw away what the others have left behind.
            if path == "reset"
                && serde_json::from_slice::<Value>(&body).is_ok_and(|body| body.is_object())
            {
                body = br#"{"scenario": "nonsense"}"#.to_vec();
            }
            Odd {
                method,
                path,
                content_type,
                body,
            }
        },
    )
}

/// Sends a request; the answer's status and what it says is wrong.
async fn send(server: &Server, odd: Odd) -> Result<(StatusCode, Option<String>), String> {
    let address = format!("{}/_ecscope/{}", server.endpoint, odd.path);
    // What is refused before its body is read closes the connection, so none is used again.
    let request = server.http.request(odd.method, address);
    let request = request.header(CONNECTION, "close");
    let request = request
        .header(CONTENT_TYPE, odd.content_type)
        .body(odd.body);
    let answer = request.send().await.map_err(|error| error.to_string())?;
    let status = answer.status();
    let content_type = answer.headers().get(CONTENT_TYPE).cloned();
    if content_type.is_none_or(|kind| kind != "application/json") {
        return Err(format!("{status} is not JSON"));
    }
    let body: Value = answer.json().await.map_err(|error| error.to_string())?;
    Ok((status, body["error"].as_str().map(str::to_owned)))
}

#[test]
fn odd_requests_get_json() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(Scenario::Todo));
    let mut runner = TestRunner::new(Config {
        cases: 500,
        failure_persistence: None,
        ..Config::default()
    });
    let result = runner.run(&request(), |odd| {
        let (status, error) = runtime
            .block_on(send(&server, odd))
            .map_err(TestCaseError::fail)?;
        match status.as_u16() {
            200 => prop_assert_eq!(error, None),
            400 | 404 | 405 | 413 | 415 | 422 => {
                prop_assert!(error.is_some_and(|error| !error.is_empty()), "{}", status);
            }
            other => prop_assert!(false, "{} {:?}", other, error),
        }
        // Whatever the speed is now, the time between two requests is little.
        runtime.block_on(server.control("clock", json!({ "paused": true, "speed": 1 })));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    runtime.block_on(async {
        server.control("faults", json!({ "clear": true })).await;
        server.step(3_600).await;
        assert!(server.ecs.list_clusters().send().await.is_ok());
    });
}

#[tokio::test]
async fn what_is_kept_is_bounded() {
    let server = Server::start(Scenario::Empty).await;
    let post = async |path: &'static str, body: Value| {
        let odd = Odd {
            method: Method::POST,
            path,
            content_type: "application/json",
            body: body.to_string().into_bytes(),
        };
        let (status, error) = send(&server, odd).await.unwrap();
        (status.as_u16(), error.unwrap_or_default())
    };
    let alarm = |name: &str, region: &str| json!({ "name": name, "state": "OK", "region": region });
    for region in 0..70 {
        post("alarms", alarm("a", &format!("xx-test-{region}"))).await;
    }
    let (status, error) = post("alarms", alarm("a", "xx-test-69")).await;
    assert_eq!(
        (status, error.as_str()),
        (400, "The simulator keeps at most 64 regions.")
    );
    for region in ["", "Moon", "../a", &"a".repeat(33)] {
        assert_eq!(
            post("hooks", json!({ "status": "FAILED", "region": region }))
                .await
                .0,
            400,
            "{region}"
        );
    }
    assert_eq!(
        post("alarms", alarm(&"a".repeat(256), "xx-test-1")).await.0,
        400
    );
    for number in 0..101 {
        let target = format!("f{number}");
        let hook = post(
            "hooks",
            json!({ "target": target, "status": "FAILED", "region": "xx-test-1" }),
        )
        .await;
        let fault = post(
            "faults",
            json!({ "operation": format!("ecs:{number}"), "kind": "reset" }),
        )
        .await;
        let expected = if number < 100 { 200 } else { 400 };
        assert_eq!((hook.0, fault.0), (expected, expected), "{number}");
    }
    let (status, _) = post(
        "tags",
        json!({ "resourceArn": "a".repeat(70_000), "tags": [] }),
    )
    .await;
    assert_eq!(status, 413);
}
