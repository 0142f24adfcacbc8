//! The topics of a socket, read by its own task.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use engine::live::Subscription;

use super::writer::News;

/// The next event of a subscription, and the subscription; `None` when the topic has ended.
type Next = Pin<Box<dyn Future<Output = Option<(Arc<str>, Subscription)>> + Send>>;

/// What a socket follows. Its reader puts topics in and takes them out, its writer takes their news;
/// both are one task. A topic that is followed by a thousand sockets wakes a thousand tasks with each
/// of its patches: with a task for each topic besides, it would be twice as many.
///
/// News are taken when there is room to write them, so none wait here.
#[derive(Default)]
pub(super) struct Following(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    topics: Vec<(u32, Next)>,
    /// Which topic is asked first, so that a busy one never keeps another from being heard.
    first: usize,
    writer: Option<Waker>,
}

impl Following {
    /// Follows a topic under a number that is not in use.
    pub(super) fn insert(&self, id: u32, subscription: Subscription) {
        let mut inner = self.lock();
        inner.topics.push((id, next(subscription)));
        if let Some(writer) = inner.writer.take() {
            writer.wake();
        }
    }

    /// Stops following it.
    pub(super) fn remove(&self, id: u32) {
        self.lock().topics.retain(|(other, _)| *other != id);
    }

    /// Whether it is followed and has not ended.
    pub(super) fn has(&self, id: u32) -> bool {
        self.lock().topics.iter().any(|(other, _)| *other == id)
    }

    /// The next news of any topic.
    pub(super) async fn news(&self) -> News {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<News> {
        let mut inner = self.lock();
        let Inner {
            topics,
            first,
            writer,
        } = &mut *inner;
        let mut left = topics.len();
        let mut at = *first;
        while left > 0 && !topics.is_empty() {
            left -= 1;
            at %= topics.len();
            let (id, topic) = &mut topics[at];
            match topic.as_mut().poll(context) {
                Poll::Pending => at += 1,
                Poll::Ready(None) => drop(topics.remove(at)),
                Poll::Ready(Some((event, subscription))) => {
                    let news = News { id: *id, event };
                    *topic = next(subscription);
                    *first = at + 1;
                    return Poll::Ready(news);
                }
            }
        }
        *writer = Some(context.waker().clone());
        Poll::Pending
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn next(mut subscription: Subscription) -> Next {
    Box::pin(async move {
        let event = subscription.next().await?;
        Some((event, subscription))
    })
}
