//! A page's view of a log tail: lines are appended, never compared.

use leptos::prelude::*;
use model::Error;
use model::live::{First, LogsPatch, LogsView, Topic};
use model::log::LogSource;

use super::news::{News, content};
use super::{Freshness, LiveClient};
use crate::state::effect::effect;
use crate::state::logs::Lines;

/// A tail that is followed. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FollowedTail {
    /// The newest lines.
    pub(crate) lines: RwSignal<Lines>,
    /// Where they come from.
    pub(crate) sources: RwSignal<Vec<LogSource>>,
    /// Why the tail can't be followed any more.
    pub(crate) ended: RwSignal<Option<Error>>,
    freshness: RwSignal<Freshness>,
    epoch: StoredValue<String>,
}

/// Follows a tail from its first paint.
pub(crate) fn follow_tail(topic: Topic, first: First<LogsView>) -> FollowedTail {
    let First {
        position,
        status,
        view,
    } = first;
    let tail = FollowedTail {
        lines: RwSignal::new(Lines::of(view.lines)),
        sources: RwSignal::new(view.sources),
        ended: RwSignal::new(None),
        freshness: RwSignal::new(Freshness::of(&status)),
        epoch: StoredValue::new(position.epoch.clone()),
    };
    let client = expect_context::<LiveClient>();
    effect(move || {
        let take = move |event| tail.take(client, event);
        client.follow(topic.clone(), position.clone(), tail.freshness, take);
    });
    tail
}

impl FollowedTail {
    fn take(self, client: LiveClient, event: News) {
        match event {
            News::Snapshot {
                epoch,
                status,
                view,
                ..
            } => {
                let Some(view) = content::<LogsView>(view) else {
                    return client.outdated.set(true);
                };
                self.freshness.set(Freshness::of(&status));
                self.ended.set(None);
                self.sources.set(view.sources);
                // Within an epoch numbers go on, so what is held stays and a gap shows.
                let goes_on = self.epoch.with_value(|known| *known == epoch);
                self.epoch.set_value(epoch);
                self.lines.update(|lines| {
                    if goes_on {
                        lines.extend(view.lines);
                    } else {
                        *lines = Lines::of(view.lines);
                    }
                });
            }
            News::Part { patch } | News::Patch { patch, .. } => {
                let Some(patch) = content::<LogsPatch>(patch) else {
                    return client.outdated.set(true);
                };
                if let Some(sources) = patch.sources {
                    self.sources.set(sources);
                }
                if !patch.lines.is_empty() {
                    self.lines.update(|lines| lines.extend(patch.lines));
                }
            }
            News::Status(status) => self.freshness.set(Freshness::of(&status)),
            News::Error(error) => self.ended.set(Some(error)),
        }
    }
}
