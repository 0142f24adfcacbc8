//! The topics that a socket follows.

use std::collections::HashMap;
use std::sync::Arc;

use engine::Engine;
use engine::access::Principal;
use engine::live::Screen;
use model::access::{Action, may};
use model::live::{ClientMessage, MAX_SUBSCRIPTIONS, Position, ServerMessage, Topic, TopicEvent};
use model::{Error, ErrorKind};
use tokio::sync::mpsc;

use super::ending::Ending;
use super::following::Following;

/// The topics of a socket: who may follow them, and which.
pub(super) struct Subscriptions {
    engine: Engine,
    following: Arc<Following>,
    urgent: mpsc::Sender<String>,
    running: HashMap<u32, Running>,
}

struct Running {
    target: String,
    screen: Screen,
}

impl Subscriptions {
    pub(super) fn new(
        engine: Engine,
        following: Arc<Following>,
        urgent: mpsc::Sender<String>,
    ) -> Self {
        Self {
            engine,
            following,
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
                // Of a topic that has ended nothing may be left behind.
                if let Some(running) = self.running.get(&id)
                    && self.following.has(id)
                {
                    running.screen.set(visible);
                }
                Ok(())
            }
            ClientMessage::Unsubscribe { id } => {
                self.end(id);
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
        self.end(id);
        self.running.retain(|id, _| self.following.has(*id));
        if self.running.len() >= MAX_SUBSCRIPTIONS {
            let message = format!("A socket follows at most {MAX_SUBSCRIPTIONS} topics.");
            return self.tell(id, Error::invalid(message));
        }
        let subscription = match self.engine.subscribe(principal, topic, from) {
            Ok(subscription) => subscription,
            Err(error) => return self.tell(id, error),
        };
        let running = Running {
            target: topic.place().target.clone(),
            screen: subscription.screen(),
        };
        self.following.insert(id, subscription);
        self.running.insert(id, running);
        Ok(())
    }

    fn end(&mut self, id: u32) {
        if self.running.remove(&id).is_some() {
            self.following.remove(id);
        }
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
            self.end(id);
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
