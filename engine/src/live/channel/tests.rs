#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::sync::Arc;

use model::cluster::Cluster;
use model::live::{ClustersView, Position, TopicEvent, View};
use model::{Error, ErrorKind, Timestamp};
use tokio::time::Instant;

use super::{Channel, Cursor, Freshness, Next};
use crate::live::epoch::Epoch;

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
        rest: None,
        error: None,
        paced: false,
    }
}

/// A page that applies what a channel sends.
#[derive(Default)]
struct Page {
    view: Option<ClustersView>,
    revision: u64,
    snapshots: usize,
    parts: usize,
    statuses: usize,
    error: Option<Error>,
}

impl Page {
    /// Reads until the channel has nothing more; says whether it has ended.
    fn catch_up(&mut self, channel: &Channel<ClustersView>, cursor: &mut Cursor) -> bool {
        loop {
            match channel.next(cursor) {
                Next::Wait => return false,
                Next::End => return true,
                event @ Next::Event(_) => self.take(event),
            }
        }
    }

    /// Takes one event.
    fn take(&mut self, next: Next) {
        {
            let Next::Event(event) = next else {
                panic!("no event")
            };
            match serde_json::from_str(&event).unwrap() {
                TopicEvent::Snapshot { revision, view, .. } => {
                    self.view = ClustersView::from_any(view);
                    self.revision = revision;
                    self.snapshots += 1;
                }
                TopicEvent::Part { patch } => {
                    self.parts += 1;
                    let patch = ClustersView::patch_from_any(patch).unwrap();
                    self.view.as_mut().unwrap().apply(patch);
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
    let name = Arc::from("epoch");
    let metrics = crate::metrics::LiveMetrics::default();
    Channel::new(Epoch { name, metrics })
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

#[test]
fn a_large_view_comes_in_pieces_and_goes_on_from_there() {
    let channel = channel();
    let cluster = |number: usize, running: i32| Cluster {
        arn: format!("arn:{number:03}"),
        ..view(running).clusters.remove(0)
    };
    let view = |running: i32| ClustersView {
        clusters: (0..50).map(|number| cluster(number, running)).collect(),
    };
    channel.publish(view(1), fresh());
    let mut cursor = channel.cursor(None);
    let mut page = Page::default();
    let Next::Event(first) = channel.next(&mut cursor) else {
        panic!("no snapshot")
    };
    assert!(first.contains(r#""parts":2"#), "{first}");
    page.take(Next::Event(first));
    page.catch_up(&channel, &mut cursor);
    channel.publish(view(2), fresh());
    page.catch_up(&channel, &mut cursor);
    assert_eq!(page.view, Some(view(2)));
    assert_eq!((page.snapshots, page.parts, page.revision), (1, 2, 2));
}

#[test]
fn a_change_that_comes_between_pieces_follows_them() {
    let channel = channel();
    let cluster = |number: usize| Cluster {
        arn: format!("arn:{number:03}"),
        ..view(1).clusters.remove(0)
    };
    let view = |many: usize| ClustersView {
        clusters: (0..many).map(cluster).collect(),
    };
    channel.publish(view(30), fresh());
    let mut cursor = channel.cursor(None);
    let mut page = Page::default();
    page.take(channel.next(&mut cursor));
    channel.publish(view(31), fresh());
    page.catch_up(&channel, &mut cursor);
    assert_eq!(page.view, Some(view(31)));
}

#[test]
fn a_change_is_made_from_the_view_as_it_is() {
    let channel = channel();
    let add = |view: &ClustersView| {
        let mut more = view.clone();
        more.clusters.push(Cluster {
            arn: format!("arn:{}", more.clusters.len()),
            ..view.clusters[0].clone()
        });
        more.diff(view)
    };
    channel.publish_change(add, Some(fresh()));
    assert!(!channel.has_view());
    channel.publish(view(1), fresh());
    let mut cursor = channel.cursor(None);
    let mut page = Page::default();
    page.catch_up(&channel, &mut cursor);
    channel.publish_change(add, Some(fresh()));
    channel.publish_change(|_| None, None);
    page.catch_up(&channel, &mut cursor);
    assert_eq!(page.revision, 2);
    assert_eq!(page.view.unwrap().clusters.len(), 2);
}
