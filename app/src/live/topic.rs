//! A page's view of a topic: the first paint, kept up to date.

use leptos::prelude::*;
use model::live::{First, Topic, View};
use model::{Error, Timestamp};
use serde::de::DeserializeOwned;

use super::news::{News, content};
use super::platform::{on_rest, visible_rows};
use super::{Freshness, LiveClient};
use crate::clock::TargetClock;
use crate::state::effect::effect;

/// A view that follows its topic. Cheap to copy; belongs to the owner it was made in.
#[derive(Debug)]
pub(crate) struct Followed<V: 'static> {
    /// The view as it is now.
    pub(crate) view: RwSignal<V>,
    /// The target's clock.
    pub(crate) clock: TargetClock,
    /// Why the topic can't be followed any more.
    pub(crate) ended: RwSignal<Option<Error>>,
    freshness: RwSignal<Freshness>,
    id: RwSignal<Option<u32>>,
    /// A view that arrives in pieces, and how many of them are missing.
    arriving: StoredValue<Option<(V, u32)>>,
}

impl<V> Clone for Followed<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Followed<V> {}

impl<V: Send + Sync + 'static> Followed<V> {
    /// Tells the server which rows are on screen whenever the reader comes to rest: the elements
    /// that carry their keys in `data-row`. `rows` is tracked, to look again when it changes.
    pub(crate) fn report_rows(self, rows: Memo<Vec<String>>) {
        let client = expect_context::<LiveClient>();
        let scrolled = on_rest();
        effect(move || {
            rows.track();
            scrolled.track();
            if let Some(id) = self.id.get() {
                request_animation_frame(move || client.view(id, visible_rows()));
            }
        });
    }

    /// The target's time, ticking.
    pub(crate) fn now(self) -> Timestamp {
        self.clock.now()
    }
}

/// Follows a topic from its first paint. Also provides the target's clock to the components below.
pub(crate) fn follow_view<V>(topic: Topic, first: First<V>) -> Followed<V>
where
    V: View<Patch: DeserializeOwned> + DeserializeOwned + Send + Sync + 'static,
{
    let First {
        position,
        status,
        view,
    } = first;
    let clock = TargetClock::new(status.now);
    provide_context(clock);
    let followed = Followed {
        view: RwSignal::new(view),
        clock,
        ended: RwSignal::new(None),
        freshness: RwSignal::new(Freshness::of(&status)),
        id: RwSignal::new(None),
        arriving: StoredValue::new(None),
    };
    let client = expect_context::<LiveClient>();
    effect(move || {
        let take = move |event| followed.take(client, event);
        let id = client.follow(topic.clone(), position.clone(), followed.freshness, take);
        followed.id.set(Some(id));
    });
    followed
}

impl<V> Followed<V>
where
    V: View<Patch: DeserializeOwned> + DeserializeOwned + Send + Sync + 'static,
{
    fn take(self, client: LiveClient, event: News) {
        match event {
            News::Snapshot {
                status,
                view,
                parts,
                ..
            } => {
                let Some(view) = content(view) else {
                    return client.outdated.set(true);
                };
                self.take_status(status.now, Freshness::of(&status));
                self.ended.set(None);
                if parts == 0 {
                    self.view.set(view);
                } else {
                    self.arriving.set_value(Some((view, parts)));
                }
            }
            News::Part { patch } => {
                let Some((mut view, missing)) =
                    self.arriving.try_update_value(Option::take).flatten()
                else {
                    return;
                };
                let Some(patch) = content(patch) else {
                    return client.outdated.set(true);
                };
                view.apply(patch);
                // Shown when it is whole: its pieces one by one would cost a rendering each.
                if missing <= 1 {
                    self.view.set(view);
                } else {
                    self.arriving.set_value(Some((view, missing - 1)));
                }
            }
            News::Patch { patch, .. } => {
                let Some(patch) = content(patch) else {
                    return client.outdated.set(true);
                };
                self.view.update(|view| view.apply(patch));
            }
            News::Status(status) => {
                self.take_status(status.now, Freshness::of(&status));
            }
            News::Error(error) => self.ended.set(Some(error)),
        }
    }

    fn take_status(self, now: Timestamp, freshness: Freshness) {
        self.clock.set(now);
        self.freshness.set(freshness);
    }
}
