#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::sync::Arc;

use model::cluster::Cluster;
use model::live::{ClustersView, Position, TopicEvent, View};
use model::{Error, ErrorKind, Timestamp};
use tokio::time::Instant;

use super::{Channel, Cursor, Freshness, Next};

fn view(running: i32) -> ClustersView {
    ClustersView {
        clusters: vec![Cluster {
            arn: "arn:c".to_owned(),
            name: "c".to_owned(),
            status: "ACTIVE".into(),
            active_services: 1,
            running_tasks: running,
            pending_tasks: 0,
            container_instances: 0,
            capacity_providers: Vec::new(),
            service_connect_namespace: None,
            container_insights: None,
            tags: Vec::new(),
        }],
    }
}

fn fresh() -> Freshness {
    let at = Instant::now();
    Freshness {
        now: Timestamp(1_000),
        at,
        good: Some(at),
        error: None,
    }
}

/// A page that applies what a channel sends.
#[derive(Default)]
struct Page {
    view: Option<ClustersView>,
    revision: u64,
    snapshots: usize,
    statuses: usize,
    error: Option<Error>,
}

impl Page {
    /// Reads until the channel has nothing more; says whether it has ended.
    fn catch_up(&mut self, channel: &Channel<ClustersView>, cursor: &mut Cursor) -> bool {
        loop {
            let event = match channel.next(cursor) {
                Next::Wait => return false,
                Next::End => return true,
                Next::Event(event) => event,
            };
            match serde_json::from_str(&event).unwrap() {
                TopicEvent::Snapshot { revision, view, .. } => {
                    self.view = ClustersView::from_any(view);
                    self.revision = revision;
                    self.snapshots += 1;
                }
                TopicEvent::Patch { revision, patch } => {
                    assert_eq!(revision, self.revision + 1);
                    self.revision = revision;
                    let patch = ClustersView::patch_from_any(patch).unwrap();
                    self.view.as_mut().unwrap().apply(patch);
                }
                TopicEvent::Status(_) => self.statuses += 1,
                TopicEvent::Error(error) => self.error = Some(error),
            }
        }
    }
}

fn channel() -> Channel<ClustersView> {
    Channel::new(Arc::from("epoch"))
}

#[test]
fn patches_lead_to_the_newest_view() {
    let channel = channel();
    let mut cursor = channel.cursor(None);
    let mut page = Page::default();
    assert!(!page.catch_up(&channel, &mut cursor));
    assert!(page.view.is_none());
    for running in [1, 2, 2, 3] {
        channel.publish(view(running), fresh());
        page.catch_up(&channel, &mut cursor);
        assert_eq!(page.view, Some(view(running)));
    }
    assert_eq!((page.snapshots, page.revision), (1, 3));
}

#[test]
fn a_reader_that_comes_back_gets_only_what_it_missed() {
    let channel = channel();
    for running in 1..=5 {
        channel.publish(view(running), fresh());
    }
    let from = Position {
        epoch: "epoch".to_owned(),
        revision: 2,
    };
    let mut cursor = channel.cursor(Some(&from));
    let mut page = Page {
        view: Some(view(2)),
        revision: 2,
        ..Page::default()
    };
    page.catch_up(&channel, &mut cursor);
    assert_eq!(
        (page.view, page.snapshots, page.revision),
        (Some(view(5)), 0, 5)
    );
}

#[test]
fn another_epoch_a_future_revision_and_a_slow_reader_get_a_snapshot() {
    let channel = channel();
    channel.publish(view(0), fresh());
    let old = channel.cursor(Some(&Position {
        epoch: "epoch".to_owned(),
        revision: 1,
    }));
    for running in 1..=400 {
        channel.publish(view(running), fresh());
    }
    let other = channel.cursor(Some(&Position {
        epoch: "other".to_owned(),
        revision: 1,
    }));
    let future = channel.cursor(Some(&Position {
        epoch: "epoch".to_owned(),
        revision: 9_999,
    }));
    for mut cursor in [old, other, future] {
        let mut page = Page::default();
        page.catch_up(&channel, &mut cursor);
        assert_eq!((page.view, page.snapshots), (Some(view(400)), 1));
    }
}

#[test]
fn a_failure_is_told_and_keeps_the_view() {
    let channel = channel();
    channel.publish(view(1), fresh());
    let mut cursor = channel.cursor(None);
    let mut page = Page::default();
    page.catch_up(&channel, &mut cursor);
    let error = Some(Error::new(ErrorKind::Throttled, "Rate exceeded."));
    channel.publish_status(Freshness { error, ..fresh() });
    page.catch_up(&channel, &mut cursor);
    assert_eq!((page.view, page.statuses), (Some(view(1)), 1));
}

#[test]
fn the_end_is_told_once() {
    let channel = channel();
    channel.publish(view(1), fresh());
    let mut cursor = channel.cursor(None);
    channel.end(Error::not_found("gone"));
    let mut page = Page::default();
    assert!(page.catch_up(&channel, &mut cursor));
    assert_eq!(
        page.error.map(|error| error.kind),
        Some(ErrorKind::NotFound)
    );
}
