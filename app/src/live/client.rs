//! The tab's live client: what pages follow, and the state of its one socket.

use leptos::prelude::*;
use model::live::{Position, Topic};

use super::Freshness;
use super::news::News;

/// The state of the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "hydrate", test)),
    expect(dead_code, reason = "only browsers connect")
)]
pub(crate) enum Connection {
    /// Nothing to follow yet.
    Idle,
    /// Being opened.
    Connecting,
    /// Open, and the server has greeted.
    Open,
    /// Lost; it is tried again by itself.
    Lost,
}

/// The tab's live client. Cheap to copy; one per tab, in context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LiveClient {
    /// The state of the socket.
    pub(crate) connection: RwSignal<Connection>,
    /// Whether the server is of another build than this page.
    pub(crate) outdated: RwSignal<bool>,
    /// Freshness of each topic that is followed, by its number.
    topics: RwSignal<Vec<(u32, RwSignal<Freshness>)>>,
    #[cfg(feature = "hydrate")]
    socket: super::socket::Handle,
}

impl LiveClient {
    /// A client that connects when something is followed first.
    pub(crate) fn new() -> Self {
        let connection = RwSignal::new(Connection::Idle);
        let outdated = RwSignal::new(false);
        Self {
            connection,
            outdated,
            topics: RwSignal::new(Vec::new()),
            #[cfg(feature = "hydrate")]
            socket: super::socket::Handle::new(connection, outdated),
        }
    }

    /// The freshness of everything that is followed.
    pub(crate) fn freshness(self) -> Vec<Freshness> {
        self.topics
            .with(|topics| topics.iter().map(|(_, topic)| topic.get()).collect())
    }

    /// Tells which rows of a followed topic are on screen.
    pub(super) fn view(self, id: u32, visible: Vec<String>) {
        #[cfg(feature = "hydrate")]
        self.socket.view(id, visible);
        #[cfg(not(feature = "hydrate"))]
        drop((self, id, visible));
    }

    /// Follows a topic from what has been seen of it, until the current owner is cleaned up.
    pub(super) fn follow(
        self,
        topic: Topic,
        from: Position,
        freshness: RwSignal<Freshness>,
        on_event: impl FnMut(News) + 'static,
    ) -> u32 {
        #[cfg(feature = "hydrate")]
        {
            let id = self.socket.follow(topic, from, Box::new(on_event));
            self.topics.update(|topics| topics.push((id, freshness)));
            on_cleanup(move || {
                self.socket.unfollow(id);
                self.topics
                    .update(|topics| topics.retain(|(other, _)| *other != id));
            });
            id
        }
        #[cfg(not(feature = "hydrate"))]
        {
            drop((self, topic, from, freshness, on_event));
            0
        }
    }
}
