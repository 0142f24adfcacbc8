//! Following the end of a list, and noticing that the reader leaves it.

use leptos::html;
use leptos::prelude::*;

/// How near to its end a list counts as being at its end, in pixels.
#[cfg(feature = "hydrate")]
const NEAR_PX: i32 = 24;

/// A scrolling list that is kept at its end until the reader scrolls up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scroller {
    /// The list.
    pub(super) node: NodeRef<html::Div>,
    last_top: StoredValue<i32>,
    on_leave: Callback<bool>,
}

impl Scroller {
    /// A list; `on_leave` is told `true` when the reader scrolls away from its end and `false` when
    /// they are back.
    pub(super) fn new(on_leave: impl Fn(bool) + Send + Sync + 'static) -> Self {
        Self {
            node: NodeRef::new(),
            last_top: StoredValue::new(0),
            on_leave: Callback::new(on_leave),
        }
    }

    /// Goes to the end once what was added is there.
    pub(super) fn follow(self) {
        #[cfg(not(feature = "hydrate"))]
        let _ = self;
        #[cfg(feature = "hydrate")]
        request_animation_frame(move || {
            self.go_to_end();
            // Lines that come into sight only now may be higher than was thought.
            request_animation_frame(move || self.go_to_end());
        });
    }

    #[cfg(feature = "hydrate")]
    fn go_to_end(self) {
        if let Some(node) = self.node.try_get_untracked().flatten() {
            node.set_scroll_top(node.scroll_height());
            self.last_top.set_value(node.scroll_top());
        }
    }

    /// The list was scrolled, by the reader or by [`Scroller::follow`].
    pub(super) fn scrolled(self) {
        #[cfg(feature = "hydrate")]
        if let Some(node) = self.node.get_untracked() {
            let top = node.scroll_top();
            let up = top < self.last_top.get_value();
            self.last_top.set_value(top);
            let rest = node.scroll_height() - node.client_height() - top;
            if rest <= NEAR_PX {
                self.on_leave.run(false);
            } else if up {
                self.on_leave.run(true);
            }
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (self.last_top, self.on_leave);
    }
}
