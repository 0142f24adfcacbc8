//! One reader of one topic.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use model::live::{Topic, View};
use serde::Serialize;
use tokio::sync::watch;

use super::channel::{Channel, Cursor, Next};
use crate::metrics::Viewer;

/// A reader of a topic. It pulls: whoever reads slowly skips to a fresh snapshot, so nothing queues.
pub struct Subscription {
    topic: Topic,
    source: Box<dyn Source>,
    cursor: Cursor,
    changes: watch::Receiver<()>,
    screen: Screen,
    #[expect(dead_code, reason = "held for its drop, which counts one reader less")]
    viewer: Viewer,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription")
            .field("topic", &self.topic)
            .finish_non_exhaustive()
    }
}

/// What takes the rows that a reader has on screen, by the reader's number.
type Visible = Arc<dyn Fn(u64, Vec<String>) + Send + Sync>;

/// What a reader has on screen, told apart from what it reads. Cheap to clone.
#[derive(Clone, Default)]
pub struct Screen(Option<(u64, Visible)>);

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let reader = self.0.as_ref().map(|(reader, _)| reader);
        f.debug_tuple("Screen").field(&reader).finish()
    }
}

impl Screen {
    /// Says which rows the reader has on screen.
    pub fn set(&self, keys: Vec<String>) {
        if let Some((reader, visible)) = &self.0 {
            visible(*reader, keys);
        }
    }
}

/// Numbers for readers that say what they have on screen.
static READERS: AtomicU64 = AtomicU64::new(0);

/// A channel of any view, with whatever keeps its watcher going.
pub(super) trait Source: Send + Sync {
    /// What the reader gets next.
    fn next(&self, cursor: &mut Cursor) -> Next;
}

/// A channel and the interest that keeps its watcher going.
pub(super) struct Kept<V: View, K> {
    pub(super) channel: Arc<Channel<V>>,
    #[expect(dead_code, reason = "held for its drop, which ends the interest")]
    pub(super) keep: K,
}

impl<V, K> Source for Kept<V, K>
where
    V: View + Serialize + Send + Sync,
    K: Send + Sync,
{
    fn next(&self, cursor: &mut Cursor) -> Next {
        self.channel.next(cursor)
    }
}

impl Subscription {
    pub(super) fn new<V, K>(
        topic: Topic,
        from: Option<&model::live::Position>,
        channel: Arc<Channel<V>>,
        keep: K,
    ) -> Self
    where
        V: View + Serialize + Send + Sync + 'static,
        K: Send + Sync + 'static,
    {
        let cursor = channel.cursor(from);
        let changes = channel.changes();
        let viewer = channel.viewer();
        Self {
            topic,
            source: Box::new(Kept { channel, keep }),
            cursor,
            changes,
            screen: Screen::default(),
            viewer,
        }
    }

    pub(super) fn with_visible(mut self, visible: Visible) -> Self {
        self.screen = Screen(Some((READERS.fetch_add(1, Ordering::Relaxed), visible)));
        self
    }

    /// The topic.
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    /// What the reader has on screen.
    pub fn screen(&self) -> Screen {
        self.screen.clone()
    }

    /// Says which rows the reader has on screen.
    pub fn set_visible(&self, keys: Vec<String>) {
        self.screen.set(keys);
    }

    /// The next event: the JSON of a [`model::live::TopicEvent`]. `None` when the topic has ended
    /// for good. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Arc<str>> {
        loop {
            self.changes.borrow_and_update();
            match self.source.next(&mut self.cursor) {
                Next::Event(event) => return Some(event),
                Next::End => return None,
                Next::Wait => {}
            }
            self.changes.changed().await.ok()?;
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.screen.set(Vec::new());
    }
}
