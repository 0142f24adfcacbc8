//! The live socket's own rules.

mod bounds;
mod crowd;
mod endurance;
mod resume;

use model::ErrorKind;
use model::live::{AnyView, ClientMessage, Topic, TopicEvent};
use model::place::Place;

use crate::harness::{Running, Socket, Wish};

fn place() -> Place {
    Place {
        target: "demo".to_owned(),
        region: "us-east-1".to_owned(),
    }
}

async fn open(console: &Running) -> Socket {
    let browser = console.signed_in("ada").await;
    Socket::open(&browser).await
}

#[tokio::test]
async fn it_begins_with_the_build_and_the_epoch() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    let mut socket = Socket::open(&browser).await;
    let hello = socket.hello().await;
    let build = browser.get("/api/console").await.json()["build"].clone();
    assert_eq!(build, hello.build);
    let first = browser
        .get("/api/clusters?target=demo&region=us-east-1")
        .await
        .json();
    assert_eq!(first["position"]["epoch"], hello.epoch);
}

#[tokio::test]
async fn a_first_paint_goes_on_where_it_was() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    let first = browser
        .get("/api/clusters?target=demo&region=us-east-1")
        .await
        .json();
    let from = serde_json::from_value(first["position"].clone()).unwrap();
    let mut socket = Socket::open(&browser).await;
    socket.hello().await;
    let topic = Topic::Clusters(place());
    socket
        .say(&ClientMessage::Subscribe {
            id: 1,
            topic,
            from: Some(from),
        })
        .await;
    let event = socket.event(1).await.unwrap();
    // What the page has already is not sent again.
    assert!(
        matches!(event, TopicEvent::Status(_) | TopicEvent::Patch { .. }),
        "{event:?}"
    );
}

#[tokio::test]
async fn a_task_stopped_by_somebody_else_is_seen() {
    let console = Running::start(Wish::default()).await;
    let mut socket = open(&console).await;
    socket
        .subscribe(1, Topic::Cluster(place().cluster("todo")))
        .await;
    // The first snapshot may come before the tasks.
    let task = loop {
        let event = serde_json::to_value(socket.event(1).await.unwrap()).unwrap();
        let snapshot = &event["snapshot"]["view"]["cluster"]["tasks"];
        let patch = &event["patch"]["patch"]["cluster"]["tasks"]["upserted"];
        let tasks = snapshot.as_array().or(patch.as_array());
        let running = tasks.and_then(|tasks| tasks.iter().find(|t| t["status"] == "RUNNING"));
        if let Some(task) = running {
            break task["id"].as_str().unwrap().to_owned();
        }
    };
    let stop = serde_json::json!({"cluster": "todo", "task": task, "reason": "by the test"});
    console.call_ecs("StopTask", &stop).await;
    loop {
        if let TopicEvent::Patch { patch, .. } = socket.event(1).await.unwrap() {
            let patch = serde_json::to_value(&patch).unwrap();
            let tasks = patch["cluster"]["tasks"]["upserted"].as_array().cloned();
            let changed = tasks
                .unwrap_or_default()
                .into_iter()
                .find(|t| t["id"] == *task);
            if changed.is_some_and(|task| task["status"] != "RUNNING") {
                break;
            }
        }
    }
}

#[tokio::test]
async fn unsubscribed_topics_are_silent_and_numbers_can_be_used_again() {
    let console = Running::start(Wish::default()).await;
    let mut socket = open(&console).await;
    socket.subscribe(1, Topic::Clusters(place())).await;
    socket.event(1).await.unwrap();
    socket
        .say(&ClientMessage::View {
            id: 1,
            visible: vec!["todo".to_owned()],
        })
        .await;
    socket.say(&ClientMessage::Unsubscribe { id: 1 }).await;
    socket.say(&ClientMessage::Unsubscribe { id: 99 }).await;
    socket
        .subscribe(1, Topic::Cluster(place().cluster("sandbox")))
        .await;
    loop {
        if let TopicEvent::Snapshot {
            view: AnyView::Cluster(view),
            ..
        } = socket.event(1).await.unwrap()
        {
            assert_eq!(view.cluster.name, "sandbox");
            break;
        }
    }
}

#[tokio::test]
async fn there_are_at_most_64_topics() {
    let console = Running::start(Wish::default()).await;
    let mut socket = open(&console).await;
    socket.hello().await;
    for id in 1..=65 {
        socket.subscribe(id, Topic::Clusters(place())).await;
    }
    match socket.event(65).await.unwrap() {
        TopicEvent::Error(error) => assert_eq!(error.kind, ErrorKind::Invalid),
        other => panic!("{other:?}"),
    }
    socket.say(&ClientMessage::Unsubscribe { id: 1 }).await;
    socket.subscribe(66, Topic::Clusters(place())).await;
    assert!(matches!(
        socket.event(66).await,
        Ok(TopicEvent::Snapshot { .. })
    ));
}

#[tokio::test]
async fn what_is_not_of_the_protocol_ends_the_socket() {
    let console = Running::start(Wish::default()).await;
    for (text, code) in [
        ("nonsense".to_owned(), 1007),
        (r#"{"subscribe":{"id":-1}}"#.to_owned(), 1007),
        (
            r#"{"subscribe":{"id":1,"topic":{"everything":{}}}}"#.to_owned(),
            1007,
        ),
        ("x".repeat(17 * 1024), 1009),
    ] {
        let mut socket = open(&console).await;
        socket.hello().await;
        socket.say_text(&text).await;
        assert_eq!(
            socket.closed().await,
            code,
            "{}",
            &text[..text.len().min(60)]
        );
    }
}
