//! The published state of one topic.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::live::{First, Position, Status, TopicEvent, View};
use model::{Error, Timestamp};
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::Instant;

use super::epoch::Epoch;
use super::freshness::Freshness;
use super::health::Health;
use crate::metrics::{TopicMetrics, Viewer};

/// How many patches are kept for readers that are behind; one further behind gets a snapshot.
const KEPT_PATCHES: usize = 256;

/// How many items a piece of a snapshot holds. Sockets keep buffers as large as their largest
/// message, and browsers stand still while they read one.
const PIECE_ITEMS: usize = 20;

/// Locks a mutex; a panic elsewhere while it was held does not spread, because every critical
/// section here leaves its data whole.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The newest view of a topic, the patches that led there, and how fresh it is.
pub(super) struct Channel<V: View> {
    epoch: Arc<str>,
    metrics: TopicMetrics,
    begun: Instant,
    inner: Mutex<Inner<V>>,
    changed: watch::Sender<()>,
}

struct Inner<V> {
    view: Option<V>,
    revision: u64,
    /// Encoded [`TopicEvent::Patch`]es and when they were made; the last one led to `revision`.
    patches: VecDeque<(Arc<str>, Instant)>,
    /// The encoded view of `revision`, in pieces: the view's first one, then
    /// [`TopicEvent::Part`]s.
    encoded: Option<Arc<[Arc<str>]>>,
    freshness: Freshness,
    /// Rises with every change of the freshness.
    status_number: u64,
    ended: Option<Error>,
}

/// What a reader has had so far.
#[derive(Debug)]
pub(super) struct Cursor {
    /// When the reader came: what was published before has not kept it waiting.
    came: Instant,
    revision: Option<u64>,
    /// Pieces of a snapshot, and how many of them the reader has had.
    pieces: Option<(Arc<[Arc<str>]>, usize)>,
    status_number: u64,
    told_end: bool,
}

/// What a reader gets next.
pub(super) enum Next {
    /// An encoded event.
    Event(Arc<str>),
    /// Nothing yet.
    Wait,
    /// Nothing ever again.
    End,
}

impl<V> Channel<V>
where
    V: View + Serialize,
{
    pub(super) fn new(epoch: Epoch) -> Self {
        let freshness = Freshness {
            now: Timestamp(0),
            at: Instant::now(),
            good: None,
            rest: None,
            error: None,
            paced: false,
        };
        Self {
            metrics: epoch.metrics.topic(&V::TOPIC.to_ascii_lowercase()),
            epoch: epoch.name,
            begun: Instant::now(),
            inner: Mutex::new(Inner {
                view: None,
                revision: 0,
                patches: VecDeque::new(),
                encoded: None,
                freshness,
                status_number: 0,
                ended: None,
            }),
            changed: watch::Sender::new(()),
        }
    }

    /// Publishes a view and how fresh it is. A view equal to the last makes no revision.
    pub(super) fn publish(&self, view: V, freshness: Freshness) {
        {
            let mut inner = lock(&self.inner);
            match &inner.view {
                None => inner.begin(view),
                Some(old) => {
                    let begin = Instant::now();
                    if let Some(patch) = view.diff(old) {
                        let bytes = inner.note(patch);
                        inner.view = Some(view);
                        self.metrics.published(bytes, begin.elapsed());
                    }
                }
            }
            inner.set_freshness(freshness);
        }
        self.changed.send_replace(());
    }

    /// Publishes a change of the view, which `change` makes from the view as it is, and how fresh it
    /// is, when that is to be told. No revision when there is no change; nothing before the first
    /// view.
    pub(super) fn publish_change(
        &self,
        change: impl FnOnce(&V) -> Option<V::Patch>,
        freshness: Option<Freshness>,
    ) where
        V::Patch: Clone,
    {
        let mut news = freshness.is_some();
        {
            let mut inner = lock(&self.inner);
            if let Some(mut view) = inner.view.take() {
                let begin = Instant::now();
                if let Some(patch) = change(&view) {
                    let bytes = inner.note(patch.clone());
                    view.apply(patch);
                    news = true;
                    self.metrics.published(bytes, begin.elapsed());
                }
                inner.view = Some(view);
            }
            if let Some(freshness) = freshness {
                inner.set_freshness(freshness);
            }
        }
        if news {
            self.changed.send_replace(());
        }
    }

    /// Whether there is a view already.
    pub(super) fn has_view(&self) -> bool {
        lock(&self.inner).view.is_some()
    }

    /// Publishes only how fresh the view is.
    pub(super) fn publish_status(&self, freshness: Freshness) {
        {
            lock(&self.inner).set_freshness(freshness);
        }
        self.changed.send_replace(());
    }

    /// Ends the topic: readers get the error, then nothing.
    pub(super) fn end(&self, error: Error) {
        lock(&self.inner).ended.get_or_insert(error);
        self.changed.send_replace(());
    }

    pub(super) fn has_ended(&self) -> bool {
        lock(&self.inner).ended.is_some()
    }

    /// How the channel's watcher does.
    pub(super) fn health(&self) -> Health {
        let inner = lock(&self.inner);
        let freshness = &inner.freshness;
        let oldest = match (freshness.good, freshness.rest) {
            (Some(good), Some(rest)) => good.min(rest),
            (good, _) => good.unwrap_or(self.begun),
        };
        Health {
            age: oldest.elapsed(),
            failing: freshness.error.is_some(),
        }
    }

    /// Counts a reader, until the guard is dropped.
    pub(super) fn viewer(&self) -> Viewer {
        self.metrics.viewer()
    }

    /// A cursor for a reader that has seen `from`.
    pub(super) fn cursor(&self, from: Option<&Position>) -> Cursor {
        let known = from
            .filter(|from| *from.epoch == *self.epoch)
            .map(|from| from.revision);
        Cursor {
            came: Instant::now(),
            revision: known,
            pieces: None,
            status_number: 0,
            told_end: false,
        }
    }

    /// Resolves at the next change after it was made.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// What the reader gets next.
    pub(super) fn next(&self, cursor: &mut Cursor) -> Next {
        let mut inner = lock(&self.inner);
        if let Some(error) = &inner.ended {
            if std::mem::replace(&mut cursor.told_end, true) {
                return Next::End;
            }
            return Next::Event(encode(&TopicEvent::Error(error.clone())));
        }
        if let Some((pieces, seen)) = &mut cursor.pieces {
            if let Some(piece) = pieces.get(*seen) {
                *seen += 1;
                return Next::Event(Arc::clone(piece));
            }
            cursor.pieces = None;
        }
        if inner.view.is_some() && cursor.revision != Some(inner.revision) {
            let behind = cursor
                .revision
                .and_then(|seen| inner.revision.checked_sub(seen));
            let behind = behind.and_then(|behind| usize::try_from(behind).ok());
            if let Some(behind) = behind.filter(|behind| *behind <= inner.patches.len()) {
                cursor.revision = cursor.revision.map(|seen| seen + 1);
                let (patch, made) = &inner.patches[inner.patches.len() - behind];
                let since = (*made).max(cursor.came);
                self.metrics.delivered(since.elapsed());
                return Next::Event(Arc::clone(patch));
            }
            if let Some(pieces) = inner.pieces() {
                self.metrics.sent_snapshot(cursor.revision.is_some());
                cursor.revision = Some(inner.revision);
                cursor.status_number = inner.status_number;
                let snapshot = self.snapshot(inner.revision, &inner.freshness.status(), &pieces);
                cursor.pieces = (pieces.len() > 1).then_some((pieces, 1));
                return Next::Event(snapshot);
            }
        }
        if cursor.status_number != inner.status_number {
            cursor.status_number = inner.status_number;
            return Next::Event(encode(&TopicEvent::Status(inner.freshness.status())));
        }
        Next::Wait
    }

    /// [`TopicEvent::Snapshot`] around a view whose pieces are encoded already.
    fn snapshot(&self, revision: u64, status: &Status, pieces: &[Arc<str>]) -> Arc<str> {
        let epoch = encode(&*self.epoch);
        let status = encode(status);
        let view = pieces.first().map_or("null", |piece| piece);
        let parts = match pieces.len() {
            0 | 1 => String::new(),
            many => format!(r#","parts":{}"#, many - 1),
        };
        format!(
            r#"{{"snapshot":{{"epoch":{epoch},"revision":{revision},"status":{status},"view":{view}{parts}}}}}"#
        )
        .into()
    }

    /// The view for a first paint, once there is one that is wanted; the error, when the first look
    /// failed.
    pub(super) async fn first(&self, wanted: impl Fn(&V) -> bool) -> Result<First<V>, Error> {
        let mut changes = self.changes();
        loop {
            if let Some(first) = self.try_first(&wanted) {
                return first;
            }
            if changes.changed().await.is_err() {
                return Err(Error::new(
                    model::ErrorKind::Internal,
                    "The console is shutting down.",
                ));
            }
        }
    }

    fn try_first(&self, wanted: impl Fn(&V) -> bool) -> Option<Result<First<V>, Error>> {
        let inner = lock(&self.inner);
        if let Some(error) = &inner.ended {
            return Some(Err(error.clone()));
        }
        match &inner.view {
            Some(view) if !wanted(view) => None,
            Some(view) => Some(Ok(First {
                position: Position {
                    epoch: self.epoch.to_string(),
                    revision: inner.revision,
                },
                status: inner.freshness.status(),
                view: view.clone(),
            })),
            None => inner.freshness.error.clone().map(Err),
        }
    }
}

impl<V: View + Serialize> Inner<V> {
    /// Takes the first view.
    fn begin(&mut self, view: V) {
        self.revision += 1;
        self.encoded = None;
        self.view = Some(view);
    }

    /// Keeps a change for readers; the view takes it by itself. Answers the size of the patch.
    fn note(&mut self, patch: V::Patch) -> usize {
        self.revision += 1;
        let event = TopicEvent::Patch {
            revision: self.revision,
            patch: V::patch_into_any(patch),
        };
        let patch = encode(&event);
        let bytes = patch.len();
        self.patches.push_back((patch, Instant::now()));
        if self.patches.len() > KEPT_PATCHES {
            self.patches.pop_front();
        }
        self.encoded = None;
        bytes
    }

    fn set_freshness(&mut self, freshness: Freshness) {
        self.freshness = freshness;
        self.status_number += 1;
    }

    /// The encoded view, made once for each revision that somebody reads.
    fn pieces(&mut self) -> Option<Arc<[Arc<str>]>> {
        if self.encoded.is_none() {
            let (first, parts) = self.view.clone()?.split(PIECE_ITEMS);
            let parts = parts.into_iter().map(|patch| {
                encode(&TopicEvent::Part {
                    patch: V::patch_into_any(patch),
                })
            });
            let pieces = std::iter::once(encode(&first.into_any())).chain(parts);
            self.encoded = Some(pieces.collect());
        }
        self.encoded.clone()
    }
}

fn encode<T: Serialize + ?Sized>(value: &T) -> Arc<str> {
    match serde_json::to_string(value) {
        Ok(text) => text.into(),
        Err(error) => {
            // Only maps with keys that are not text can fail, and no view has one.
            tracing::error!(%error, "a live message could not be encoded");
            "null".into()
        }
    }
}

#[cfg(test)]
mod tests;
