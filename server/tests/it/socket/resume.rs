//! Pages that come back: with what they miss when that is known, else anew.

use model::live::{ClientMessage, Position, Topic, TopicEvent};

use super::{open, place};
use crate::harness::{Running, Socket, Wish};

fn topic() -> Topic {
    Topic::Cluster(place().cluster("todo"))
}

async fn go_on(socket: &mut Socket, id: u32, from: &Position) -> TopicEvent {
    let message = ClientMessage::Subscribe {
        id,
        topic: topic(),
        from: Some(from.clone()),
    };
    socket.say(&message).await;
    socket.event(id).await.unwrap()
}

/// Makes a change and waits until the socket has its patch; the revision of that.
async fn change(console: &Running, socket: &mut Socket, id: u32) -> u64 {
    let admin = serde_json::json!({"cluster": "todo", "service": "admin", "desiredCount": 3});
    console.call_ecs("UpdateService", &admin).await;
    loop {
        if let TopicEvent::Patch { revision, patch } = socket.event(id).await.unwrap() {
            let patch = serde_json::to_value(&patch).unwrap();
            let services = patch["cluster"]["services"]["upserted"].as_array().cloned();
            let changed =
                |service: &serde_json::Value| service["name"] == "admin" && service["desired"] == 3;
            if services.unwrap_or_default().iter().any(changed) {
                return revision;
            }
        }
    }
}

#[tokio::test]
async fn who_was_away_gets_every_missing_patch_in_order() {
    let console = Running::start(Wish::default()).await;
    let mut there = open(&console).await;
    there.subscribe(1, topic()).await;
    let seen = there.snapshot(1).await;
    let newest = change(&console, &mut there, 1).await;
    let mut back = open(&console).await;
    let mut event = go_on(&mut back, 1, &seen).await;
    for expected in seen.revision + 1..=newest {
        match event {
            TopicEvent::Patch { revision, .. } => assert_eq!(revision, expected),
            other => panic!("{other:?} instead of revision {expected}"),
        }
        event = back.event(1).await.unwrap();
    }
}

#[tokio::test]
async fn positions_that_mean_nothing_here_begin_anew() {
    let console = Running::start(Wish::default()).await;
    let mut socket = open(&console).await;
    socket.subscribe(1, topic()).await;
    let Position { epoch, revision } = socket.snapshot(1).await;
    let other = Position {
        epoch: "another".to_owned(),
        revision,
    };
    let before_all = Position {
        epoch: epoch.clone(),
        revision: 0,
    };
    let to_come = Position {
        epoch: epoch.clone(),
        revision: revision + 1_000_000,
    };
    for (id, from) in (2..).zip([other, before_all, to_come]) {
        match go_on(&mut socket, id, &from).await {
            TopicEvent::Snapshot { epoch: of, .. } => assert_eq!(of, epoch, "{from:?}"),
            event => panic!("{event:?} after {from:?}"),
        }
    }
}

#[tokio::test]
async fn after_a_restart_pages_are_told_the_epoch_and_begin_anew() {
    let before = Running::start(Wish::default()).await;
    let mut socket = open(&before).await;
    socket.subscribe(1, topic()).await;
    let seen = socket.snapshot(1).await;
    let after = before.again(Wish::default()).await;
    before.shutdown.cancel();
    assert_eq!(socket.closed().await, 1012);
    let mut socket = open(&after).await;
    let hello = socket.hello().await;
    assert_ne!(hello.epoch, seen.epoch);
    // The build is the same here; a page of another one reads it in the same message, and reloads.
    assert_eq!(hello.build, after.engine.build());
    match go_on(&mut socket, 1, &seen).await {
        TopicEvent::Snapshot { epoch, .. } => assert_eq!(epoch, hello.epoch),
        event => panic!("{event:?}"),
    }
}
