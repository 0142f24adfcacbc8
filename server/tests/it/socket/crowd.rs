//! Many pages at once, which cost AWS what one costs.

use std::time::Duration;

use model::live::{ClientMessage, Position, Topic};

use super::place;
use crate::harness::{Browser, Running, Socket, Wish};

const PAGES: u64 = 1_000;

fn topic() -> Topic {
    Topic::Cluster(place().cluster("todo"))
}

fn wish() -> Wish {
    Wish {
        // A thousand looks at sessions every few milliseconds are not what is tested.
        recheck: Duration::from_secs(10),
        ..Wish::default()
    }
}

/// Opens as many pages, each of which goes on from a position.
async fn open_all(browser: &Browser, from: &Position) -> Vec<Socket> {
    let mut pages = Vec::new();
    for _ in 0..PAGES {
        let mut page = Socket::open(browser).await;
        page.say(&ClientMessage::Subscribe {
            id: 1,
            topic: topic(),
            from: Some(from.clone()),
        })
        .await;
        pages.push(page);
    }
    pages
}

#[tokio::test]
async fn all_pages_coming_back_after_a_restart_are_one_viewer_to_aws() {
    // Each page has two ends in this process.
    server::open_files::raise(2 * PAGES as usize);
    let mut before = Running::start(wish()).await;
    let browser = before.signed_in("ada").await;
    let seen = Position {
        epoch: before.engine.epoch().to_owned(),
        revision: 0,
    };
    let mut pages = open_all(&browser, &seen).await;
    for page in &mut pages {
        page.snapshot(1).await;
    }
    before.shutdown.cancel();
    for page in &mut pages {
        assert_eq!(page.closed().await, 1012);
    }
    drop(pages);
    (&mut before.serving).await.unwrap();

    let console = before.again(wish()).await;
    let browser = console.signed_in("ada").await;
    let lists_before = console.calls_of("ListServices").await;
    // The position is one of the console before.
    let mut pages = open_all(&browser, &seen).await;
    for page in &mut pages {
        let position = page.snapshot(1).await;
        assert_eq!(position.epoch, console.engine.epoch());
    }
    let watched = console.engine.watched();
    assert_eq!((watched.watchers, watched.interests), (1, PAGES as usize));
    // The one watcher looks again from time to time; each page by itself would be a call more.
    let lists = console.calls_of("ListServices").await - lists_before;
    assert!(
        (1..PAGES / 4).contains(&lists),
        "{lists} lists for {PAGES} pages"
    );
}
