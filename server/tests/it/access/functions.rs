//! Every server function for every kind of user.

use std::collections::BTreeSet;

use leptos::server_fn::axum::server_fn_paths;
use model::access::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, Browser, Running, Wish};

/// A server function, called so that it succeeds for those who may.
struct Function {
    name: &'static str,
    /// The weakest role that may call it, `None` when everybody who is signed in may.
    needs: Option<Role>,
    call: Call,
    /// The statuses that say that the call was let in.
    let_in: &'static [u16],
}

enum Call {
    /// A read at a target, with more of the query.
    Read(&'static str),
    /// A read that belongs to no target; the role at any target counts.
    ReadAnywhere,
    /// A change at a target, with more of the body.
    Change(fn() -> Value),
}

const SERVICE: &str = "&cluster=todo&service=todo-app";

/// What nobody has seen, so that those who are let in change nothing.
fn scale() -> Value {
    json!({"cluster": "todo", "service": "todo-app", "desired": 3, "seen": never_seen()})
}

fn roll_back() -> Value {
    json!({
        "cluster": "todo", "service": "todo-app", "seen": never_seen(),
        "revision": "arn:aws:ecs:us-east-1:123456789012:service-revision/todo/todo-app/1",
    })
}

fn deploy() -> Value {
    json!({
        "cluster": "todo", "service": "todo-app", "seen": never_seen(),
        "wanted": {"revision": "todo-app:131"},
    })
}

fn restart() -> Value {
    json!({"cluster": "todo", "service": "todo-app", "seen": never_seen()})
}

/// A service that does not exist.
fn run_task() -> Value {
    json!({"cluster": "todo", "service": "nobody"})
}

fn answer_hook() -> Value {
    json!({
        "cluster": "todo", "service": "todo-app", "seen": never_seen(),
        "deployment": "arn:none", "hook": "none", "answer": "continue",
    })
}

/// A task that does not exist.
fn stop_task() -> Value {
    json!({"cluster": "todo", "task": "00000000000000000000000000000000", "reason": ""})
}

fn never_seen() -> Value {
    json!({"deployment": "ecs-svc/0", "task_definition": "arn:aws:ecs:none", "desired": 77})
}

/// Every server function. One that is missing here fails the first test.
fn functions() -> Vec<Function> {
    use Call::{Change, Read, ReadAnywhere};
    let viewer = Some(Role::Viewer);
    let read = |name, query| Function {
        name,
        needs: viewer,
        call: Read(query),
        let_in: &[200],
    };
    vec![
        Function {
            name: "console",
            needs: None,
            call: ReadAnywhere,
            let_in: &[200],
        },
        // Somebody without any role learns that.
        Function {
            name: "session",
            needs: None,
            call: ReadAnywhere,
            let_in: &[200],
        },
        Function {
            name: "activity",
            needs: Some(Role::Admin),
            call: ReadAnywhere,
            let_in: &[200],
        },
        read("clusters", ""),
        read("budget", ""),
        read("cluster", "&cluster=todo"),
        read("service", SERVICE),
        // A task that does not exist: who is let in is told so.
        Function {
            name: "task",
            needs: viewer,
            call: Read("&cluster=todo&task=00000000000000000000000000000000"),
            let_in: &[404],
        },
        read("logs", SERVICE),
        read("task_definition", "&task_definition=todo-app"),
        read(
            "task_definition_changes",
            "&before=todo-app:131&after=todo-app:132",
        ),
        // A revision that does not exist.
        Function {
            name: "rollback_preview",
            needs: viewer,
            call: Read("&cluster=todo&service=todo-app&revision=none"),
            let_in: &[400, 404],
        },
        read("deployment_starters", SERVICE),
        // One deployment that there is not: looking all of them up would take its time.
        read(
            "deployment_trail",
            "&cluster=todo&service=todo-app&deployment=none",
        ),
        Function {
            name: "revision_changes",
            needs: viewer,
            call: Read("&cluster=todo&service=todo-app&before=none&after=none"),
            let_in: &[400],
        },
        read("task_definition_revisions", "&family=todo-app"),
        Function {
            name: "deploy_preview",
            needs: viewer,
            call: Read("&cluster=todo&service=todo-app&task_definition=todo-app:131"),
            let_in: &[200],
        },
        Function {
            name: "deploy",
            needs: Some(Role::Operator),
            call: Change(deploy),
            let_in: &[409],
        },
        read("service_pause", SERVICE),
        read("service_scaling", SERVICE),
        Function {
            name: "pause",
            needs: Some(Role::Operator),
            call: Change(restart),
            let_in: &[409],
        },
        Function {
            name: "resume",
            needs: Some(Role::Operator),
            call: Change(restart),
            let_in: &[409],
        },
        Function {
            name: "run_task",
            needs: Some(Role::Operator),
            call: Change(run_task),
            let_in: &[404],
        },
        Function {
            name: "scale",
            needs: Some(Role::Operator),
            call: Change(scale),
            let_in: &[409],
        },
        Function {
            name: "restart",
            needs: Some(Role::Operator),
            call: Change(restart),
            let_in: &[409],
        },
        Function {
            name: "answer_hook",
            needs: Some(Role::Operator),
            call: Change(answer_hook),
            let_in: &[409],
        },
        Function {
            name: "stop_task",
            needs: Some(Role::Operator),
            call: Change(stop_task),
            let_in: &[404],
        },
        Function {
            name: "roll_back",
            needs: Some(Role::Operator),
            call: Change(roll_back),
            let_in: &[409],
        },
    ]
}

async fn call(browser: &mut Browser, function: &Function, target: &str) -> Answer {
    let path = format!("/api/{}", function.name);
    match &function.call {
        Call::ReadAnywhere => browser.get(&path).await,
        Call::Read(query) => {
            browser
                .get(&format!("{path}?target={target}&region=us-east-1{query}"))
                .await
        }
        Call::Change(body) => {
            let mut body = body();
            body["target"] = target.into();
            body["region"] = "us-east-1".into();
            browser.post_json(&path, &body).await
        }
    }
}

#[tokio::test]
async fn every_server_function_is_in_the_table() {
    let console = Running::start(Wish {
        users: vec![],
        ..Wish::default()
    })
    .await;
    let known: BTreeSet<String> = functions()
        .iter()
        .map(|function| format!("/api/{}", function.name))
        .collect();
    let registered: BTreeSet<String> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(registered, known);
    // What is not registered is not there.
    assert_eq!(console.browser().get("/api/nothing").await.status, 404);
}

#[tokio::test]
async fn roles_decide_per_target() {
    let console = Running::start(Wish {
        users: vec![
            ("viewer", vec![("*", Role::Viewer)]),
            ("operator", vec![("*", Role::Operator)]),
            ("admin", vec![("*", Role::Admin)]),
            (
                "mixed",
                vec![("demo", Role::Viewer), ("oth*", Role::Operator)],
            ),
            ("elsewhere", vec![("other", Role::Admin)]),
            ("nobody", vec![]),
        ],
        ..Wish::default()
    })
    .await;
    let roles: [(&str, Option<Role>, Option<Role>); 6] = [
        ("viewer", Some(Role::Viewer), Some(Role::Viewer)),
        ("operator", Some(Role::Operator), Some(Role::Operator)),
        ("admin", Some(Role::Admin), Some(Role::Admin)),
        ("mixed", Some(Role::Viewer), Some(Role::Operator)),
        ("elsewhere", None, Some(Role::Admin)),
        ("nobody", None, None),
    ];
    for (user, at_demo, at_other) in roles {
        let mut browser = console.signed_in(user).await;
        for (target, role) in [("demo", at_demo), ("other", at_other), ("unknown", None)] {
            for function in functions() {
                let answer = call(&mut browser, &function, target).await;
                let anywhere = matches!(function.call, Call::ReadAnywhere);
                let role = if anywhere {
                    at_demo.max(at_other)
                } else {
                    role
                };
                let allowed = role >= function.needs;
                let what = format!("{user} calls {} at {target}: {answer:?}", function.name);
                if allowed {
                    assert!(function.let_in.contains(&answer.status), "{what}");
                } else {
                    assert_eq!(answer.status, 403, "{what}");
                    assert_eq!(answer.json()["kind"], "forbidden", "{what}");
                }
            }
        }
    }
}

#[tokio::test]
async fn without_a_session_there_is_only_the_kind_of_console() {
    let console = Running::start(Wish {
        users: vec![],
        ..Wish::default()
    })
    .await;
    for cookie in [
        None,
        Some("AAAAAAAAAAAAAAAAAAAAAA"),
        Some("nonsense"),
        Some(""),
    ] {
        for function in functions() {
            let mut browser = console.browser();
            browser.cookie = cookie.map(str::to_owned);
            let answer = call(&mut browser, &function, "demo").await;
            if function.name == "console" {
                assert_eq!(answer.status, 200, "{} {answer:?}", function.name);
            } else {
                assert_eq!(answer.status, 401, "{} {answer:?}", function.name);
                assert_eq!(
                    answer.json()["kind"],
                    "unauthenticated",
                    "{}",
                    function.name
                );
            }
        }
    }
}

#[tokio::test]
async fn the_activity_of_others_is_for_admins_of_the_target() {
    let console = Running::start(Wish {
        users: vec![
            ("admin", vec![("demo", Role::Admin)]),
            ("operator", vec![("*", Role::Operator)]),
        ],
        ..Wish::default()
    })
    .await;
    let mut operator = console.signed_in("operator").await;
    let scale = functions()
        .into_iter()
        .find(|function| function.name == "scale")
        .unwrap();
    for target in ["demo", "other"] {
        assert_eq!(call(&mut operator, &scale, target).await.status, 409);
    }
    let targets = |answer: Answer| -> BTreeSet<String> {
        let entries = answer.json();
        let entries = entries.as_array().unwrap();
        let scales = entries.iter().filter(|entry| entry["action"] == "scale");
        scales
            .map(|entry| entry["target"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut admin = console.signed_in("admin").await;
    let seen = targets(admin.get("/api/activity").await);
    assert_eq!(seen, BTreeSet::from(["demo".to_owned()]));
    assert_eq!(operator.get("/api/activity").await.status, 403);
}

#[tokio::test]
async fn a_read_only_console_changes_nothing_for_anybody() {
    let console = Running::start(Wish {
        read_only: true,
        ..Wish::default()
    })
    .await;
    let mut admin = console.signed_in("ada").await;
    for function in functions() {
        let answer = call(&mut admin, &function, "demo").await;
        if matches!(function.call, Call::Change(_)) {
            assert_eq!(answer.status, 403, "{} {answer:?}", function.name);
            assert!(answer.body.contains("read-only"), "{answer:?}");
        } else {
            assert!(
                function.let_in.contains(&answer.status),
                "{} {answer:?}",
                function.name
            );
        }
    }
}
