//! Service events.

use serde::Serialize;

use crate::{
    clock::{Millis, Seconds},
    ecs::service::Service,
    world::Context,
};

/// The most events AWS keeps for a service.
const KEPT: usize = 100;

/// A service event.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct ServiceEvent {
    pub(super) id: String,
    created: Millis,
    pub(super) message: String,
}

/// A service event as AWS answers it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EventDocument<'a> {
    id: &'a str,
    created_at: Seconds,
    message: &'a str,
}

impl Service {
    /// Writes an event; `text` follows `(service <name>) `.
    pub(super) fn say(&mut self, text: &str, context: &mut Context<'_>) {
        self.events.push_front(ServiceEvent {
            id: context.random.uuid(),
            created: context.now,
            message: format!("(service {}) {text}", self.name),
        });
        self.events.truncate(KEPT);
    }

    /// Its events, newest first.
    pub(super) fn event_documents(&self) -> Vec<EventDocument<'_>> {
        let events = self.events.iter();
        events
            .map(|event| EventDocument {
                id: &event.id,
                created_at: Seconds(event.created),
                message: &event.message,
            })
            .collect()
    }
}
