//! A page that follows a topic.

use std::time::Duration;

use engine::live::Subscription;
use model::access::Role;
use model::live::{Topic, TopicEvent, View};

use crate::support::{Console, somebody};

/// A page that applies what a subscription sends.
pub(super) struct Page<V: View> {
    pub(super) subscription: Subscription,
    pub(super) view: Option<V>,
    pub(super) snapshots: usize,
    /// Pieces of a snapshot that are on their way.
    missing: u32,
    pub(super) error: Option<model::Error>,
}

impl<V: View> Page<V> {
    pub(super) fn open(console: &Console, topic: Topic) -> Self {
        let who = somebody(Role::Viewer);
        let subscription = console.engine.subscribe(&who, &topic, None).unwrap();
        Self {
            subscription,
            view: None,
            snapshots: 0,
            missing: 0,
            error: None,
        }
    }

    /// Reads events until the page shows what is wanted; `false` when the topic ended before.
    pub(super) async fn until(&mut self, wanted: impl Fn(&Self) -> bool) -> bool {
        tokio::time::timeout(Duration::from_secs(30), async {
            while self.missing > 0 || !wanted(self) {
                let Some(event) = self.subscription.next().await else {
                    return false;
                };
                match serde_json::from_str(&event).unwrap() {
                    TopicEvent::Snapshot {
                        view,
                        status,
                        parts,
                        ..
                    } => {
                        self.missing = parts;
                        self.view = V::from_any(view);
                        self.error = status.error;
                        self.snapshots += 1;
                    }
                    TopicEvent::Part { patch } => {
                        self.missing -= 1;
                        let patch = V::patch_from_any(patch).unwrap();
                        self.view.as_mut().unwrap().apply(patch);
                    }
                    TopicEvent::Patch { patch, .. } => {
                        let patch = V::patch_from_any(patch).unwrap();
                        self.view.as_mut().unwrap().apply(patch);
                    }
                    TopicEvent::Status(status) => self.error = status.error,
                    TopicEvent::Error(error) => self.error = Some(error),
                }
            }
            true
        })
        .await
        .unwrap()
    }

    pub(super) fn shows(&self, wanted: impl Fn(&V) -> bool) -> bool {
        self.view.as_ref().is_some_and(wanted)
    }
}
