//! A window that follows the screen.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::Window;
use crate::live::platform::on_rest;
use crate::state::effect::effect;
use crate::state::window::{Slice, slice, visible};

/// The height of what covers the top of the page, in pixels.
const COVERED: f64 = 48.0;

/// What a window has in hand in the browser.
#[derive(Debug, Default)]
pub(super) struct Hands {
    /// A look is planned for the next frame.
    planned: bool,
    /// The row that shall get the focus once it is there.
    pub(super) wanted: Option<Arc<str>>,
    /// The width for which heights were measured.
    width: f64,
}

impl Window {
    /// Begins to follow the screen, once the page is live.
    pub(super) fn start(self) {
        let hands = StoredValue::new(Hands::default());
        let arrived = StoredValue::new(false);
        effect(move || {
            if self.body.get().is_none() || arrived.get_value() {
                return;
            }
            arrived.set_value(true);
            for name in ["scroll", "resize"] {
                let handle = window_event_listener_untyped(name, move |_| self.plan(hands));
                on_cleanup(move || handle.remove());
            }
            self.listen(hands);
            self.return_to_address(hands);
        });
        effect(move || {
            self.content.track();
            self.plan(hands);
        });
        let rested = on_rest();
        effect(move || {
            if rested.get() > 0 {
                self.note_address();
            }
        });
    }

    /// Looks at the screen in the next frame.
    pub(super) fn plan(self, hands: StoredValue<Hands>) {
        let planned = hands.try_update_value(|hands| std::mem::replace(&mut hands.planned, true));
        if planned == Some(false) {
            request_animation_frame(move || self.look(hands));
        }
    }

    /// Brings what is in the document in line with the screen.
    fn look(self, hands: StoredValue<Hands>) {
        let Some(wanted) = hands.try_update_value(|hands| {
            hands.planned = false;
            hands.wanted.clone()
        }) else {
            return;
        };
        let Some(body) = self.body.get_untracked() else {
            return;
        };
        let windowed = self.content.with_untracked(super::Content::is_windowed);
        self.measure(hands, &body, windowed);
        if windowed {
            let (top, view) = screen(&body);
            let rows = self.list.len();
            let now = self
                .with_heights(|height| slice(rows, height, top, view))
                .within(rows);
            if now != self.slice.get_untracked() {
                self.slice.set(now);
            }
        }
        if let Some(wanted) = wanted.or_else(|| self.lost_focus())
            && let Some(link) = self.link_of(&wanted)
        {
            hands.update_value(|hands| hands.wanted = None);
            drop(link.focus());
        }
    }

    /// Corrects the numbers of the rows in the document, and takes their heights where others depend
    /// on them.
    fn measure(self, hands: StoredValue<Hands>, body: &HtmlElement, windowed: bool) {
        let width = body.get_bounding_client_rect().width();
        let before = hands.try_update_value(|hands| std::mem::replace(&mut hands.width, width));
        let keys = self.content.with_untracked(|content| content.items.clone());
        let children = body.children();
        let mut shown = Vec::new();
        for (place, item) in (0_u32..).zip(keys) {
            let (super::Item::Row(key, index), Some(row)) = (item, children.item(place)) else {
                continue;
            };
            if row.get_attribute("data-key").as_deref() != Some(&*key) {
                // The document is about to change: there is another look after that.
                return;
            }
            shown.push((key, index, row));
        }
        // All is read before anything is written.
        let height = |row: &Element| row.get_bounding_client_rect().height();
        let heights = shown
            .iter()
            .filter(|_| windowed)
            .map(|(key, _, row)| (Arc::clone(key), height(row)))
            .collect();
        for (_, index, row) in &shown {
            number(row, *index);
        }
        let news = self.heights.try_update_value(|known| {
            if before != Some(width) {
                known.forget();
            }
            known.measured(heights)
        });
        if news == Some(true) {
            crate::state::cluster::bump(self.measured);
        }
    }

    /// The rows on screen: the first one, and the one after the last.
    pub(super) fn on_screen(self) -> (usize, usize) {
        let Some(body) = self.body.get_untracked() else {
            return (0, 0);
        };
        let (top, view) = screen(&body);
        let rows = self.list.len();
        self.with_heights(|height| visible(rows, height, top, view))
    }

    /// Scrolls so that a row is at the top of the screen.
    pub(super) fn scroll_to(self, index: usize) {
        let Some(body) = self.body.get_untracked() else {
            return;
        };
        let above = self.list.with(|ordered| {
            let keys = (0..index).filter_map(|index| ordered.key(index));
            self.heights.with_value(|heights| heights.sum(keys))
        });
        let top = body.get_bounding_client_rect().top() - COVERED;
        window().scroll_by_with_x_and_y(0.0, top + above);
    }

    /// The link that stands for a row, when the row is in the document.
    pub(super) fn link_of(self, key: &str) -> Option<HtmlElement> {
        let body = self.body.get_untracked()?;
        let rows = body.children();
        (0..rows.length())
            .filter_map(|place| rows.item(place))
            .find(|row| row.get_attribute("data-key").as_deref() == Some(key))?
            .query_selector("a")
            .ok()??
            .dyn_into()
            .ok()
    }

    /// The row that held the focus, when the focus has gone with its element.
    fn lost_focus(self) -> Option<Arc<str>> {
        let key = self.focused.get_untracked()?;
        let focused = document().active_element();
        let nothing = focused.is_none_or(|element| {
            element
                .parent_element()
                .is_none_or(|parent| parent.parent_element().is_none())
        });
        nothing.then_some(key)
    }

    fn with_heights<T>(self, work_out: impl FnOnce(&dyn Fn(usize) -> f64) -> T) -> T {
        self.list.with(|ordered| {
            self.heights.with_value(|heights| {
                work_out(&|index| ordered.key(index).map_or(0.0, |key| heights.of(key)))
            })
        })
    }

    /// Goes to the row that the address names.
    fn return_to_address(self, hands: StoredValue<Hands>) {
        let index = self.at.value.with_untracked(|key| self.list.index_of(key));
        let scrolled = window().scroll_y().unwrap_or(0.0) > 0.0;
        if let Some(index) = index
            && index > 0
            && !scrolled
        {
            // After the page has given the focus to its heading, which scrolls to the top.
            request_animation_frame(move || {
                if self.body.try_get_untracked().is_some() {
                    self.slice.set(Slice::first(index));
                    self.scroll_to(index);
                    self.plan(hands);
                }
            });
        }
    }

    /// Writes the first row on screen into the address; nothing at the table's beginning.
    fn note_address(self) {
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

/// Where the screen begins below the beginning of the rows, and its height.
fn screen(body: &HtmlElement) -> (f64, f64) {
    let height = window().inner_height().ok();
    let height = height.and_then(|height| height.as_f64()).unwrap_or(0.0);
    let top = COVERED - body.get_bounding_client_rect().top();
    (top, height - COVERED)
}

/// Gives a row its number in the table, whose head is row 1.
fn number(row: &Element, index: usize) {
    let number = (index + 2).to_string();
    if row.get_attribute("aria-rowindex").as_deref() != Some(&number) {
        drop(row.set_attribute("aria-rowindex", &number));
    }
}
