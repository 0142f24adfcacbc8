//! Holding what is on the screen in its place while rows above it come and go.
//!
//! Browsers do that themselves by following a row that they choose, also where it is this row that
//! goes elsewhere: a service that begins to fail while it is the first one on the screen would take
//! the reader along to the table's beginning.

use leptos::prelude::*;

use super::Window;
use super::look::Hands;
use crate::state::window::{Seen, Visible, steady};

impl Window {
    /// Notes which rows are on the screen, and where.
    pub(super) fn note_seen(self, hands: StoredValue<Hands>, top: f64, visible: Visible) {
        // At the table's beginning readers want to see what comes there.
        let seen = if top <= 0.0 {
            Vec::new()
        } else {
            let mut offset = visible.offset;
            self.with_heights(|height| {
                let rows = (visible.first..visible.end).filter_map(|index| {
                    let begin = offset;
                    offset += height(index);
                    Some(Seen {
                        key: self.list.key(index)?,
                        index,
                        offset: begin,
                    })
                });
                rows.collect()
            })
        };
        hands.update_value(|hands| hands.seen = seen);
    }

    /// Scrolls as far as what is on the screen has moved by a change of the rows' order.
    pub(super) fn hold(self, hands: StoredValue<Hands>) {
        let seen = hands.try_update_value(|hands| std::mem::take(&mut hands.seen));
        let seen = seen.unwrap_or_default();
        if seen.is_empty() {
            return;
        }
        self.anchor_by_browser(false);
        let Some((row, now)) = steady(&seen, &|key| self.list.index_of(key)) else {
            return;
        };
        if now == row.index {
            return;
        }
        let offset = self.above(now);
        window().scroll_by_with_x_and_y(0.0, offset - row.offset);
    }

    /// Whether the browser holds what is on the screen, as it does best while rows are measured.
    pub(super) fn anchor_by_browser(self, yes: bool) {
        let Some(root) = document().document_element() else {
            return;
        };
        drop(if yes {
            root.remove_attribute("data-held")
        } else {
            root.set_attribute("data-held", "")
        });
    }
}
