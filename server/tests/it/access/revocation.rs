//! Sessions that end and grants that are taken away while a socket is open.

use std::time::Duration;

use model::ErrorKind;
use model::access::Role;
use model::live::{Topic, TopicEvent};
use model::place::Place;

use crate::harness::{PASSWORD, Running, Socket, Wish, grants};

fn clusters(target: &str) -> Topic {
    Topic::Clusters(Place {
        target: target.to_owned(),
        region: "us-east-1".to_owned(),
    })
}

/// A rechecking period that no test lives to see.
const NEVER: Duration = Duration::from_hours(1);

#[tokio::test]
async fn sign_out_ends_the_sockets_of_the_session_at_once() {
    let console = Running::start(Wish {
        recheck: NEVER,
        ..Wish::default()
    })
    .await;
    let mut leaving = console.signed_in("ada").await;
    let staying = console.signed_in("ada").await;
    let mut ends = Socket::open(&leaving).await;
    let mut stays = Socket::open(&staying).await;
    ends.hello().await;
    stays.hello().await;
    leaving.post_form("/auth/sign-out", &[]).await;
    assert_eq!(ends.closed().await, 4401);
    stays.subscribe(1, clusters("demo")).await;
    assert!(matches!(
        stays.event(1).await,
        Ok(TopicEvent::Snapshot { .. })
    ));
}

#[tokio::test]
async fn signing_in_again_ends_the_sockets_of_the_session_before() {
    let console = Running::start(Wish {
        recheck: NEVER,
        ..Wish::default()
    })
    .await;
    let mut browser = console.signed_in("ada").await;
    let mut socket = Socket::open(&browser).await;
    socket.hello().await;
    browser.sign_in("ada", PASSWORD).await;
    assert_eq!(socket.closed().await, 4401);
}

#[tokio::test]
async fn a_grant_taken_away_ends_its_topics_only() {
    let users = vec![("ada", vec![("demo", Role::Viewer), ("other", Role::Viewer)])];
    let console = Running::start(Wish {
        users,
        ..Wish::default()
    })
    .await;
    let browser = console.signed_in("ada").await;
    let mut socket = Socket::open(&browser).await;
    for (id, target) in [(1, "demo"), (2, "other")] {
        socket.subscribe(id, clusters(target)).await;
        assert!(matches!(
            socket.event(id).await,
            Ok(TopicEvent::Snapshot { .. })
        ));
    }
    console
        .store
        .set_grants("ada", &grants(&[("other", Role::Viewer)]))
        .await
        .unwrap();
    loop {
        match socket.event(1).await.unwrap() {
            TopicEvent::Error(error) => {
                assert_eq!(error.kind, ErrorKind::Forbidden);
                break;
            }
            TopicEvent::Status(_)
            | TopicEvent::Patch { .. }
            | TopicEvent::Part { .. }
            | TopicEvent::Snapshot { .. } => {}
        }
    }
    // The other topic goes on, and the lost one can't be had again.
    socket.subscribe(3, clusters("demo")).await;
    let refused = socket.event(3).await;
    assert!(matches!(refused, Ok(TopicEvent::Error(e)) if e.kind == ErrorKind::Forbidden));
    socket.subscribe(4, clusters("other")).await;
    assert!(matches!(
        socket.event(4).await,
        Ok(TopicEvent::Snapshot { .. })
    ));
}

#[tokio::test]
async fn a_grant_taken_away_counts_for_the_next_request() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    let path = "/api/clusters?target=demo&region=us-east-1";
    assert_eq!(browser.get(path).await.status, 200);
    console.store.set_grants("ada", &[]).await.unwrap();
    assert_eq!(browser.get(path).await.status, 403);
}

#[tokio::test]
async fn users_who_are_removed_are_signed_out() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    let mut socket = Socket::open(&browser).await;
    socket.hello().await;
    console.store.remove_user("ada").await.unwrap();
    assert_eq!(socket.closed().await, 4401);
    assert_eq!(browser.get("/api/session").await.status, 401);
}

#[tokio::test]
async fn a_new_password_ends_sessions() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    let mut socket = Socket::open(&browser).await;
    socket.hello().await;
    console
        .store
        .set_password("ada", "another horse")
        .await
        .unwrap();
    assert_eq!(socket.closed().await, 4401);
    assert_eq!(browser.get("/api/session").await.status, 401);
}

#[tokio::test]
async fn a_socket_does_not_keep_its_session_alive() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    let mut socket = Socket::open(&browser).await;
    socket.subscribe(1, clusters("demo")).await;
    assert!(matches!(
        socket.event(1).await,
        Ok(TopicEvent::Snapshot { .. })
    ));
    console.clock.advance(59 * 60);
    socket.subscribe(2, clusters("demo")).await;
    assert!(matches!(
        socket.event(2).await,
        Ok(TopicEvent::Snapshot { .. })
    ));
    // Opening another one does not count either.
    Socket::open(&browser).await.hello().await;
    console.clock.advance(60);
    assert_eq!(socket.closed().await, 4401);
    assert_eq!(browser.get("/api/session").await.status, 401);
}

#[tokio::test]
async fn requests_keep_a_session_alive_but_not_for_ever() {
    let console = Running::start(Wish::default()).await;
    let mut browser = console.signed_in("ada").await;
    let mut socket = Socket::open(&browser).await;
    socket.hello().await;
    for half_hours in 1..24 {
        console.clock.advance(30 * 60);
        let status = browser.get("/api/session").await.status;
        assert_eq!(status, 200, "after {half_hours} half hours");
    }
    console.clock.advance(30 * 60);
    assert_eq!(socket.closed().await, 4401);
    assert_eq!(browser.get("/api/session").await.status, 401);
}

#[tokio::test]
async fn a_socket_without_a_session_is_told_so() {
    let console = Running::start(Wish {
        users: vec![],
        ..Wish::default()
    })
    .await;
    let mut browser = console.browser();
    for cookie in [None, Some("AAAAAAAAAAAAAAAAAAAAAA")] {
        browser.cookie = cookie.map(str::to_owned);
        assert_eq!(
            Socket::open(&browser).await.next().await,
            Err(4401),
            "{cookie:?}"
        );
    }
}
