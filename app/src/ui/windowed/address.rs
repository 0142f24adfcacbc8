//! The first row on screen in the address: going there, and writing it.

use leptos::prelude::*;

use super::Window;
use super::look::Hands;
use crate::state::effect::effect;
use crate::state::window::Slice;

/// How far the page is on its way to the row that the address names.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Way {
    /// The row is not known yet: documents of large clusters carry their first rows only.
    #[default]
    Awaits,
    /// The page was scrolled there, by this scroll position in pixels, when rows had come anew so often.
    Went(f64, u32),
    /// The reader has moved: the page stays with them.
    Over,
}

/// By how much a page may be from where it was scrolled to without its reader having moved it, in pixels:
/// browsers move it when what is above turns out to be of another height.
const NEAR: f64 = 100.0;

impl Window {
    /// Goes to the row that the address names once it is known, and again when all rows come anew; until
    /// the reader moves.
    pub(super) fn return_to_address(self, hands: StoredValue<Hands>) {
        if scroll_y() > 0.0 || self.at.value.with_untracked(String::is_empty) {
            hands.update_value(|hands| hands.way = Way::Over);
        }
        effect(move || {
            self.list.track();
            let renewed = self.list.renewed();
            let is_due = match hands.with_value(|hands| hands.way) {
                Way::Awaits => true,
                Way::Went(_, before) => before != renewed,
                Way::Over => false,
            };
            let index = self.at.value.with_untracked(|key| self.list.index_of(key));
            if let Some(index) = index
                && is_due
            {
                // After the page has given the focus to its heading, which scrolls to the top.
                request_animation_frame(move || self.go_back_to(hands, index, renewed));
            }
        });
    }

    fn go_back_to(self, hands: StoredValue<Hands>, index: usize, renewed: u32) {
        // The page may have gone before its frame came.
        let way = hands.try_with_value(|hands| hands.way);
        if self.body.try_get_untracked().is_none() || matches!(way, None | Some(Way::Over)) {
            return;
        }
        if index > 0 {
            self.slice.set(Slice::first(index));
            self.scroll_to(index);
            self.plan(hands);
        }
        hands.update_value(|hands| hands.way = Way::Went(scroll_y(), renewed));
    }

    /// Notes whether it was the reader who scrolled.
    pub(super) fn note_scroll(hands: StoredValue<Hands>) {
        hands.try_update_value(|hands| {
            let is_own = matches!(hands.way, Way::Went(y, _) if (y - scroll_y()).abs() < NEAR);
            if !is_own {
                hands.way = Way::Over;
            }
        });
    }

    /// Writes the first row on screen into the address; nothing at the table's beginning.
    pub(super) fn note_address(self) {
        let windowed = self.content.with_untracked(super::Content::is_windowed);
        let (first, _) = self.on_screen();
        let key = match first {
            0 => None,
            first if windowed => self.list.key(first),
            _ => None,
        };
        let key = key.as_deref().unwrap_or_default();
        if self.at.value.with_untracked(|at| at != key) {
            self.at.set(key);
        }
    }
}

/// How far the page is scrolled, in pixels.
fn scroll_y() -> f64 {
    window().scroll_y().unwrap_or(0.0)
}
