//! What one page can do to the console, and what is left of it.

use std::time::Duration;

use model::live::{ClientMessage, ServerMessage, Topic, TopicEvent};

use super::{open, place};
use crate::harness::{PATIENCE, Running, Socket, Wish};

/// Waits until nobody is interested in anything any more.
async fn until_nobody_is_interested(console: &Running) {
    let none = async {
        while console.engine.watched().interests > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, none).await.unwrap();
}

#[tokio::test]
async fn ten_thousand_subscriptions_leave_nothing_behind() {
    let console = Running::start(Wish::default()).await;
    let mut socket = open(&console).await;
    let topics = [
        Topic::Clusters(place()),
        Topic::Cluster(place().cluster("todo")),
        Topic::Cluster(place().cluster("sandbox")),
    ];
    for id in 1..=10_000 {
        let topic = topics[id as usize % topics.len()].clone();
        socket.subscribe(id, topic).await;
        socket.say(&ClientMessage::Unsubscribe { id }).await;
    }
    // It still works, and follows nothing but this.
    socket.subscribe(10_001, topics[1].clone()).await;
    socket.snapshot(10_001).await;
    assert_eq!(console.engine.watched().interests, 1);
    assert!(console.engine.watched().watchers <= topics.len());
    socket.say(&ClientMessage::Unsubscribe { id: 10_001 }).await;
    until_nobody_is_interested(&console).await;
}

#[tokio::test]
async fn a_page_that_goes_away_is_interested_no_more() {
    let console = Running::start(Wish::default()).await;
    let mut socket = open(&console).await;
    for id in 1..=64 {
        socket
            .subscribe(id, Topic::Cluster(place().cluster("todo")))
            .await;
    }
    socket.snapshot(64).await;
    drop(socket);
    until_nobody_is_interested(&console).await;
}

#[tokio::test]
async fn a_page_that_stops_reading_holds_nobody_up_and_nothing_queues_for_it() {
    const TIMES: usize = 2_000;
    let console = Running::start(Wish {
        recheck: Duration::from_secs(10),
        ..Wish::default()
    })
    .await;
    let browser = console.signed_in("ada").await;
    let topic = Topic::Cluster(place().cluster("todo"));
    let mut stuck = Socket::open_narrow(&browser).await;
    for _ in 0..TIMES {
        stuck.subscribe(1, topic.clone()).await;
    }
    stuck.say(&ClientMessage::Unsubscribe { id: 1 }).await;
    stuck.subscribe(2, topic.clone()).await;
    let mut other = open(&console).await;
    other.subscribe(1, topic).await;
    let others = other.snapshot(1).await;
    // It reads again: what the network held, then a snapshot instead of all that was missed, and on
    // from there to what the others have.
    let mut old = 0;
    let mut newest = 0;
    while newest < others.revision {
        match stuck.next().await.unwrap() {
            ServerMessage::Topic {
                id: 1,
                event: TopicEvent::Snapshot { .. },
            } => old += 1,
            ServerMessage::Topic {
                id: 2,
                event: TopicEvent::Snapshot { revision, .. } | TopicEvent::Patch { revision, .. },
            } => newest = revision,
            _ => {}
        }
    }
    assert!(old < TIMES, "{old} snapshots were kept");
}
