//! The only place that writes into a socket.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::ws::Message;
use futures::{Sink, SinkExt};
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

use super::ending::Ending;
use super::following::Following;
use super::shared_text::SharedTexts;

/// How long one message may take. The largest snapshots are some megabytes.
const SEND_TIMEOUT: Duration = Duration::from_mins(1);

/// Pings in a row that may stay unanswered.
const MISSED_PINGS: u32 = 2;

/// News of a subscription: its number, and the JSON of a [`model::live::TopicEvent`].
#[derive(Debug, Clone)]
pub(super) struct News {
    pub(super) id: u32,
    pub(super) event: Arc<str>,
}

impl News {
    /// The JSON of [`model::live::ServerMessage::Topic`]. The event is encoded once for all sockets.
    pub(super) fn encode(&self) -> String {
        format!(r#"{{"topic":{{"id":{},"event":{}}}}}"#, self.id, self.event)
    }
}

/// The pings that the other side has not answered yet.
#[derive(Debug, Default)]
pub(super) struct Pings(AtomicU32);

impl Pings {
    /// The other side has shown to be alive.
    pub(super) fn heard(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// Counts a ping; whether too many are unanswered already.
    fn count(&self) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed) >= MISSED_PINGS
    }
}

/// What is to be written: few messages that must not wait, and the news of topics.
pub(super) struct Queues {
    pub(super) urgent: mpsc::Receiver<String>,
    pub(super) following: Arc<Following>,
}

/// Writes until the other side is gone.
pub(super) async fn write<S>(
    sink: &mut S,
    queues: &mut Queues,
    texts: &SharedTexts,
    pings: &Pings,
    ping_every: Duration,
) -> Ending
where
    S: Sink<Message> + Unpin,
{
    let mut ticks = tokio::time::interval(ping_every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.reset();
    loop {
        let message = tokio::select! {
            biased;
            Some(text) = queues.urgent.recv() => Message::Text(text.into()),
            _ = ticks.tick() => {
                if pings.count() {
                    return Ending::Gone;
                }
                Message::Ping(axum::body::Bytes::new())
            }
            news = queues.following.news() => Message::Text(texts.of(&news)),
        };
        match tokio::time::timeout(SEND_TIMEOUT, sink.send(message)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return Ending::Gone,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use model::live::{ServerMessage, TopicEvent};

    use super::*;

    #[test]
    fn news_are_messages_of_the_protocol() {
        let error = model::Error::not_found("There is no cluster “<b>\"quoted\"”.");
        let event = TopicEvent::Error(error);
        let news = News {
            id: 7,
            event: serde_json::to_string(&event).unwrap().into(),
        };
        let message: ServerMessage = serde_json::from_str(&news.encode()).unwrap();
        assert_eq!(message, ServerMessage::Topic { id: 7, event });
    }

    /// A writer with 5 ms between pings, and what it writes.
    fn writer(
        pings: Arc<Pings>,
    ) -> (
        impl Future<Output = Ending>,
        futures::channel::mpsc::UnboundedReceiver<Message>,
    ) {
        let (mut sink, written) = futures::channel::mpsc::unbounded();
        let (urgent, following) = (mpsc::channel(1).1, Arc::default());
        let writing = async move {
            let mut queues = Queues { urgent, following };
            let texts = SharedTexts::default();
            write(
                &mut sink,
                &mut queues,
                &texts,
                &pings,
                Duration::from_millis(5),
            )
            .await
        };
        (writing, written)
    }

    #[tokio::test]
    async fn who_misses_two_pings_is_gone() {
        let (writing, mut written) = writer(Arc::default());
        assert_eq!(writing.await, Ending::Gone);
        for _ in 0..MISSED_PINGS {
            assert!(matches!(written.try_recv(), Ok(Message::Ping(_))));
        }
        assert!(written.try_recv().is_err());
    }

    #[tokio::test]
    async fn who_answers_pings_stays() {
        let pings = Arc::new(Pings::default());
        let (writing, mut written) = writer(pings.clone());
        let answering = async {
            for _ in 0..10 {
                futures::StreamExt::next(&mut written).await.unwrap();
                pings.heard();
            }
        };
        tokio::select! {
            ending = writing => panic!("{ending:?}"),
            () = answering => {}
        }
    }
}
