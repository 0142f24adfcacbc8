//! Pages that ask for more than there is room for, and pages of another build.

use model::live::{ServerMessage, Topic, TopicEvent};
use serde_json::{Value, json};

use super::{open, place};
use crate::harness::{Running, Socket, Wish};

/// A subscription to a target that there is none of, which is answered by an error.
fn wrong(id: u64) -> String {
    let place = json!({ "target": "none", "region": "us-east-1" });
    json!({ "subscribe": { "id": id, "topic": { "clusters": place } } }).to_string()
}

#[tokio::test]
async fn who_asks_faster_than_it_can_be_answered_is_told_to_come_back() {
    let console = Running::start(Wish::default()).await;
    let mut socket = open(&console).await;
    // Answers that wait have a bound, and the console is never the slower one for long: so many
    // questions come at once that they are read before any answer is sent.
    let questions: Vec<String> = (0..400).map(wrong).collect();
    socket.say_at_once(&questions).await;
    assert_eq!(socket.closed().await, 1013);
    // It is as welcome as before.
    let mut again = open(&console).await;
    again
        .subscribe(1, Topic::Cluster(place().cluster("todo")))
        .await;
    again.snapshot(1).await;
}

#[tokio::test]
async fn more_sockets_than_there_is_room_for_are_refused_until_one_ends() {
    let console = Running::start(Wish {
        sockets: 2,
        ..Wish::default()
    })
    .await;
    let browser = console.signed_in("ada").await;
    let origin = [("origin", browser.base.as_str())];
    let first = Socket::open(&browser).await;
    let mut second = Socket::open(&browser).await;
    let third = Socket::try_open(&browser, &origin).await;
    assert_eq!(third.err(), Some(503));
    second.hello().await;
    drop(first);
    let again = async {
        loop {
            match Socket::try_open(&browser, &origin).await {
                Ok(socket) => break socket,
                Err(status) => assert_eq!(status, 503),
            }
        }
    };
    let mut again = tokio::time::timeout(crate::harness::PATIENCE, again)
        .await
        .unwrap();
    again.hello().await;
}

#[tokio::test]
async fn what_an_older_page_does_not_know_to_leave_out_is_passed_over() {
    let console = Running::start(Wish::default()).await;
    let mut socket = open(&console).await;
    let cluster = json!({ "target": "demo", "region": "us-east-1", "cluster": "todo" });
    // Members that only another build had.
    let from = json!({ "epoch": "gone", "revision": 7, "shard": 3 });
    let subscribe = json!({ "subscribe": {
        "id": 1, "topic": { "cluster": cluster }, "from": from, "window": 40,
    }});
    socket.say_text(&subscribe.to_string()).await;
    assert_ne!(socket.snapshot(1).await.epoch, "gone");
    let view = json!({ "view": { "id": 1, "visible": [], "hidden": [] } });
    socket.say_text(&view.to_string()).await;
    socket.subscribe(2, Topic::Clusters(place())).await;
    socket.snapshot(2).await;
}

#[tokio::test]
async fn what_only_another_build_knows_ends_the_socket_by_a_code_of_its_own() {
    let console = Running::start(Wish::default()).await;
    for message in [
        json!({ "subscribe": { "id": 1, "topic": { "volcanoes": {} } } }),
        json!({ "subscribe": { "id": 1, "topic": { "cluster": { "place": "demo" } } } }),
        json!({ "rewind": { "id": 1 } }),
        Value::Null,
    ] {
        let mut socket = open(&console).await;
        socket.say_text(&message.to_string()).await;
        assert_eq!(socket.closed().await, 1007, "{message}");
    }
    // The others on the same console notice nothing.
    let mut other = open(&console).await;
    other.subscribe(1, Topic::Clusters(place())).await;
    loop {
        if let ServerMessage::Topic { event, .. } = other.next().await.unwrap() {
            assert!(!matches!(event, TopicEvent::Error(_)), "{event:?}");
            break;
        }
    }
}
