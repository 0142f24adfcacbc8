//! Many pages at once, which cost AWS what one costs.

use model::live::{ClientMessage, Position, Topic};

use super::place;
use crate::harness::{Running, Socket, Wish};

const PAGES: u64 = 100;

#[tokio::test]
async fn all_pages_coming_back_after_a_restart_are_one_viewer_to_aws() {
    let before = Running::start(Wish::default()).await;
    let console = before.again(Wish::default()).await;
    let browser = console.signed_in("ada").await;
    let topic = Topic::Cluster(place().cluster("todo"));
    let lists_before = console.calls_of("ListServices").await;
    let mut pages = Vec::new();
    for _ in 0..PAGES {
        let mut page = Socket::open(&browser).await;
        let from = Position {
            epoch: before.engine.epoch().to_owned(),
            revision: 7,
        };
        page.say(&ClientMessage::Subscribe {
            id: 1,
            topic: topic.clone(),
            from: Some(from),
        })
        .await;
        pages.push(page);
    }
    for page in &mut pages {
        page.snapshot(1).await;
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
