//! Following a topic, whatever it shows: its clock, its freshness, its end.

use std::cell::RefCell;

use leptos::prelude::*;
use model::live::{Position, Status, Topic};
use model::{Error, Timestamp};
use serde_json::Value;

use super::news::News;
use super::platform::visible_rows;
use super::rest::on_rest;
use super::{Freshness, LiveClient};
use crate::clock::TargetClock;
use crate::state::effect::effect;

/// How long after a change of its rows a page tells which are on screen, in milliseconds: rows may
/// change many times a second.
const REPORT_MS: u64 = 300;

/// What came of a topic, not read yet.
pub(crate) enum Content {
    /// The whole view, of which so many pieces follow.
    Whole(Value, u32),
    /// A piece of the view that is on its way.
    Piece(Value),
    /// What changed.
    Change(Value),
}

/// Takes what came; `None` when it can't be read.
pub(crate) type Take = Box<dyn FnMut(Content) -> Option<()>>;

/// A topic that is followed. Cheap to copy; belongs to the owner it was made in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Following {
    /// The target's clock.
    pub(crate) clock: TargetClock,
    /// Why the topic can't be followed any more.
    pub(crate) ended: RwSignal<Option<Error>>,
    /// How fresh it is.
    pub(crate) freshness: RwSignal<Freshness>,
    id: RwSignal<Option<u32>>,
}

impl Following {
    /// What is known of a topic with its first paint. Also provides the target's clock to the
    /// components below.
    pub(crate) fn new(status: &Status) -> Self {
        let clock = TargetClock::new(status.now);
        provide_context(clock);
        Self {
            clock,
            ended: RwSignal::new(None),
            freshness: RwSignal::new(Freshness::of(status)),
            id: RwSignal::new(None),
        }
    }

    /// Follows the topic from the position of its first paint.
    pub(crate) fn follow(self, topic: Topic, from: Position, take: Take) {
        let client = expect_context::<LiveClient>();
        // Taken by the effect, which runs once and in browsers only: nothing here may be kept by the
        // server's owners, which end on other threads.
        let take = RefCell::new(Some(take));
        effect(move || {
            let Some(mut take) = take.take() else {
                return;
            };
            let on_news = move |news| self.on_news(client, &mut take, news);
            let id = client.follow(topic.clone(), from.clone(), self.freshness, on_news);
            self.id.set(Some(id));
        });
    }

    /// The target's time, ticking.
    pub(crate) fn now(self) -> Timestamp {
        self.clock.now()
    }

    /// Tells the server which rows are on screen whenever the reader comes to rest or `track` tells
    /// of other rows: the elements that carry their keys in `data-row`.
    pub(crate) fn report_rows(self, track: impl Fn() + 'static) {
        let client = expect_context::<LiveClient>();
        let scrolled = on_rest();
        let waits = StoredValue::new(false);
        effect(move || {
            track();
            scrolled.track();
            let Some(id) = self.id.get() else { return };
            if waits.get_value() {
                return;
            }
            waits.set_value(true);
            let report = move || {
                // The page may have gone while its timer ran.
                if waits.try_update_value(|waits| *waits = false).is_some() {
                    client.view(id, visible_rows());
                }
            };
            set_timeout(report, std::time::Duration::from_millis(REPORT_MS));
        });
    }

    fn on_news(self, client: LiveClient, take: &mut Take, news: News) {
        let mut take = |content| {
            // Only a server of another build says what this page can't read.
            if take(content).is_none() {
                client.outdated.set(true);
            }
        };
        match news {
            News::Snapshot {
                status,
                view,
                parts,
                ..
            } => {
                self.take_status(&status);
                self.ended.set(None);
                take(Content::Whole(view, parts));
            }
            News::Part { patch } => take(Content::Piece(patch)),
            News::Patch { patch, .. } => take(Content::Change(patch)),
            News::Status(status) => self.take_status(&status),
            News::Error(error) => self.ended.set(Some(error)),
        }
    }

    fn take_status(self, status: &Status) {
        self.clock.set(status.now);
        self.freshness.set(Freshness::of(status));
    }
}
