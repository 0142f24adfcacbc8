//! A page's view of a topic: the first paint, kept up to date.

use leptos::prelude::*;
use model::live::{First, Topic, View};
use model::{Error, Timestamp};
use serde::de::DeserializeOwned;

use super::Freshness;
use super::following::{Content, Following};
use super::news::content;
use crate::clock::TargetClock;

/// A view that follows its topic. Cheap to copy; belongs to the owner it was made in.
#[derive(Debug)]
pub(crate) struct Followed<V: 'static> {
    /// The view as it is now.
    pub(crate) view: RwSignal<V>,
    /// The target's clock.
    pub(crate) clock: TargetClock,
    /// Why the topic can't be followed any more.
    pub(crate) ended: RwSignal<Option<Error>>,
    /// How fresh it is.
    pub(crate) freshness: RwSignal<Freshness>,
}

impl<V> Clone for Followed<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Followed<V> {}

impl<V> Followed<V> {
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
    let following = Following::new(&first.status);
    let view = RwSignal::new(first.view);
    let take = arriving(
        move |whole| view.set(whole),
        move |patch| view.update(|view| view.apply(patch)),
    );
    following.follow(topic, first.position, take);
    Followed {
        view,
        clock: following.clock,
        ended: following.ended,
        freshness: following.freshness,
    }
}

/// Reads what comes of a topic and hands it on: views when they are whole, because their pieces one
/// by one would cost a rendering each, and changes.
fn arriving<V>(
    mut whole: impl FnMut(V) + 'static,
    mut change: impl FnMut(V::Patch) + 'static,
) -> super::following::Take
where
    V: View<Patch: DeserializeOwned> + DeserializeOwned + 'static,
{
    let mut arriving: Option<(V, u32)> = None;
    Box::new(move |news| {
        match news {
            Content::Whole(view, 0) => {
                arriving = None;
                whole(content(view)?);
            }
            Content::Whole(view, pieces) => arriving = Some((content(view)?, pieces)),
            Content::Piece(patch) => {
                if let Some((mut view, missing)) = arriving.take() {
                    view.apply(content(patch)?);
                    if missing <= 1 {
                        whole(view);
                    } else {
                        arriving = Some((view, missing - 1));
                    }
                }
            }
            Content::Change(patch) => change(content(patch)?),
        }
        Some(())
    })
}
