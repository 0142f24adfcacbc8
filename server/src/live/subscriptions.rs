//! The topics that a socket follows.

use std::collections::HashMap;

use engine::Engine;
use engine::access::Principal;
use engine::live::Subscription;
use model::access::{Action, may};
use model::live::{ClientMessage, MAX_SUBSCRIPTIONS, Position, ServerMessage, Topic, TopicEvent};
use model::{Error, ErrorKind};
use tokio::sync::{mpsc, watch};
use tokio_util::task::AbortOnDropHandle;

use super::ending::Ending;
use super::writer::News;

/// The topics of a socket, each read by a task of its own that waits while the socket is slow.
pub(super) struct Subscriptions {
    engine: Engine,
    news: mpsc::Sender<News>,
    urgent: mpsc::Sender<String>,
    running: HashMap<u32, Running>,
}

struct Running {
    target: String,
    visible: watch::Sender<Vec<String>>,
    task: AbortOnDropHandle<()>,
}

impl Subscriptions {
    pub(super) fn new(
        engine: Engine,
        news: mpsc::Sender<News>,
        urgent: mpsc::Sender<String>,
    ) -> Self {
        Self {
            engine,
            news,
            urgent,
            running: HashMap::new(),
        }
    }

    /// Does what a page asks for.
    pub(super) fn handle(
        &mut self,
        principal: &Principal,
        message: ClientMessage,
    ) -> Result<(), Ending> {
        match message {
            ClientMessage::Subscribe { id, topic, from } => {
                self.subscribe(principal, id, &topic, from.as_ref())
            }
            ClientMessage::View { id, visible } => {
                if let Some(running) = self.running.get(&id) {
                    running.visible.send_replace(visible);
                }
                Ok(())
            }
            ClientMessage::Unsubscribe { id } => {
                self.running.remove(&id);
                Ok(())
            }
        }
    }

    fn subscribe(
        &mut self,
        principal: &Principal,
        id: u32,
        topic: &Topic,
        from: Option<&Position>,
    ) -> Result<(), Ending> {
        // A number that is used again stands for the new topic.
        self.running.remove(&id);
        self.running
            .retain(|_, running| !running.task.is_finished());
        if self.running.len() >= MAX_SUBSCRIPTIONS {
            let message = format!("A socket follows at most {MAX_SUBSCRIPTIONS} topics.");
            return self.tell(id, Error::invalid(message));
        }
        let subscription = match self.engine.subscribe(principal, topic, from) {
            Ok(subscription) => subscription,
            Err(error) => return self.tell(id, error),
        };
        let (visible, changes) = watch::channel(Vec::new());
        let task = tokio::spawn(follow(id, subscription, self.news.clone(), changes));
        let running = Running {
            target: topic.place().target.clone(),
            visible,
            task: AbortOnDropHandle::new(task),
        };
        self.running.insert(id, running);
        Ok(())
    }

    /// Ends the topics that the principal may not see any more.
    pub(super) fn recheck(&mut self, principal: &Principal) -> Result<(), Ending> {
        let lost: Vec<(u32, Error)> = self
            .running
            .iter()
            .filter_map(|(id, running)| {
                let role = principal.role_at(&running.target);
                may(Action::View, role, false)
                    .err()
                    .map(|error| (*id, error))
            })
            .collect();
        for (id, error) in lost {
            self.running.remove(&id);
            self.tell(id, error)?;
        }
        Ok(())
    }

    /// Tells the page that it can't follow a topic (any more).
    fn tell(&self, id: u32, error: Error) -> Result<(), Ending> {
        let message = ServerMessage::Topic {
            id,
            event: TopicEvent::Error(error),
        };
        self.urgent
            .try_send(encode(&message))
            .map_err(|_| Ending::Overloaded)
    }
}

/// The JSON of a message.
pub(super) fn encode(message: &ServerMessage) -> String {
    serde_json::to_string(message).unwrap_or_else(|error| {
        // Only maps with odd keys can't be encoded, and messages hold none.
        tracing::error!("a message can't be encoded: {error}");
        let event = TopicEvent::Error(Error::new(ErrorKind::Internal, "not encodable"));
        format!("{event:?}")
    })
}

/// Passes a topic's events on until it ends or the socket does.
async fn follow(
    id: u32,
    mut subscription: Subscription,
    news: mpsc::Sender<News>,
    mut visible: watch::Receiver<Vec<String>>,
) {
    loop {
        tokio::select! {
            event = subscription.next() => {
                let Some(event) = event else { return };
                if news.send(News { id, event }).await.is_err() {
                    return;
                }
            }
            Ok(()) = visible.changed() => {
                let keys = visible.borrow_and_update().clone();
                subscription.set_visible(keys);
            }
        }
    }
}
