//! A window that follows the screen.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement};

use super::Window;
use super::address::Way;
use crate::live::rest::on_rest;
use crate::state::effect::effect;
use crate::state::window::Heights;

/// The height of what covers the top of the page, in pixels.
const COVERED: f64 = 48.0;

/// What a window has in hand in the browser.
#[derive(Debug, Default)]
pub(super) struct Hands {
    /// Something has changed since the last look.
    is_due: bool,
    /// A frame has been asked for.
    is_asked: bool,
    /// The screen was looked at in this frame, as it scrolled.
    has_scrolled: bool,
    /// The row that shall get the focus once it is there.
    pub(super) wanted: Option<Arc<str>>,
    /// Other rows are in the document than were measured.
    are_others: bool,
    /// Rows may have other numbers than they were made with.
    is_reordered: bool,
    /// Width and height of the document's rows when they were measured.
    size: (f64, f64),
    /// How far the page is on its way to the row that the address names.
    pub(super) way: Way,
}

impl Hands {
    /// The rows in the document have their numbers, and are of this width and height.
    fn note(&mut self, size: (f64, f64)) {
        self.are_others = false;
        self.is_reordered = false;
        self.size = size;
    }
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
            let scroll = window_event_listener_untyped("scroll", move |_| self.scrolled(hands));
            on_cleanup(move || scroll.remove());
            let resize = window_event_listener_untyped("resize", move |_| self.plan(hands));
            on_cleanup(move || resize.remove());
            self.listen(hands);
            self.return_to_address(hands);
        });
        effect(move || {
            self.content.track();
            hands.update_value(|hands| hands.are_others = true);
            self.plan(hands);
        });
        effect(move || {
            self.list.track();
            hands.update_value(|hands| hands.is_reordered = true);
        });
        let rested = on_rest();
        effect(move || {
            if rested.get() > 0 {
                self.list.release();
                self.note_address();
            }
        });
    }

    /// Looks at the screen in the next frame.
    pub(super) fn plan(self, hands: StoredValue<Hands>) {
        let asked = hands.try_update_value(|hands| {
            hands.is_due = true;
            std::mem::replace(&mut hands.is_asked, true)
        });
        if asked == Some(false) {
            request_animation_frame(move || self.frame(hands));
        }
    }

    /// Looks at once: scroll events come at a frame's beginning, when the document is as it was
    /// painted, so that nothing has to be laid out for it. Until the reader rests, no row goes
    /// elsewhere under their eyes.
    fn scrolled(self, hands: StoredValue<Hands>) {
        self.list.hold();
        Self::note_scroll(hands);
        self.look(hands);
        hands.try_update_value(|hands| hands.has_scrolled = true);
    }

    /// Looks, if there is reason to. What the look at this frame's beginning has changed is seen in
    /// the next one: now, it would have to be laid out for that, and again when the frame ends. After a
    /// scroll that changed nothing, the next look may so come a frame late.
    fn frame(self, hands: StoredValue<Hands>) {
        let due = hands.try_update_value(|hands| {
            hands.is_asked = false;
            let scrolled = std::mem::take(&mut hands.has_scrolled);
            hands.is_due.then_some(scrolled)
        });
        match due.flatten() {
            Some(true) => self.plan(hands),
            Some(false) => self.look(hands),
            None => {}
        }
    }

    /// Brings what is in the document in line with the screen.
    fn look(self, hands: StoredValue<Hands>) {
        let wanted = hands.try_update_value(|hands| {
            hands.is_due = false;
            hands.wanted.clone()
        });
        let (Some(wanted), Some(body)) = (wanted, self.body.get_untracked()) else {
            return;
        };
        let windowed = self.content.with_untracked(super::Content::is_windowed);
        let place = body.get_bounding_client_rect();
        self.measure(hands, &body, (place.width(), place.height()), windowed);
        if windowed {
            let (top, view) = screen(&place);
            let now = self.places.with_untracked(|places| places.slice(top, view));
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
    /// on them; unless they are the same rows, as high together as they were. Rows that came as the
    /// screen moved have their numbers, and are as high as was thought when all of them are.
    fn measure(
        self,
        hands: StoredValue<Hands>,
        body: &HtmlElement,
        size: (f64, f64),
        windowed: bool,
    ) {
        let now = hands.try_with_value(|it| (it.size, it.are_others, it.is_reordered));
        let Some((before, others, reordered)) = now else {
            return;
        };
        if !others && before == size {
            return;
        }
        let same_width = (before.0 - size.0).abs() < f64::EPSILON;
        let known = windowed && same_width && self.is_as_high(size.1);
        if known && !reordered {
            hands.update_value(|hands| hands.note(size));
            return;
        }
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
            .filter(|_| windowed && !known)
            .map(|(key, _, row)| (Arc::clone(key), height(row)))
            .collect();
        for (_, index, row) in &shown {
            number(row, *index);
        }
        hands.update_value(|hands| hands.note(size));
        let news = self.heights.try_update_value(|known| {
            if !same_width {
                known.forget();
            }
            known.measured(heights)
        });
        if news == Some(true) {
            crate::state::cluster::bump(self.measured);
        }
    }

    /// Whether the rows are as high together as was thought.
    fn is_as_high(self, height: f64) -> bool {
        self.heights.with_value(Heights::is_measured)
            && self.places.with_untracked(|places| places.fit(height))
    }

    /// The rows on screen: the first one, and the one after the last.
    pub(super) fn on_screen(self) -> (usize, usize) {
        let Some(body) = self.body.get_untracked() else {
            return (0, 0);
        };
        let (top, view) = screen(&body.get_bounding_client_rect());
        self.places
            .with_untracked(|places| places.visible(top, view))
    }

    /// Scrolls so that a row is at the top of the screen.
    pub(super) fn scroll_to(self, index: usize) {
        let Some(body) = self.body.get_untracked() else {
            return;
        };
        let above = self.places.with_untracked(|places| places.top(index));
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
}

/// Where the screen begins below the beginning of the rows, and its height.
fn screen(body: &DomRect) -> (f64, f64) {
    let height = window().inner_height().ok();
    let height = height.and_then(|height| height.as_f64()).unwrap_or(0.0);
    let top = COVERED - body.top();
    (top, height - COVERED)
}

/// Gives a row its number in the table, whose head is row 1.
fn number(row: &Element, index: usize) {
    let number = (index + 2).to_string();
    if row.get_attribute("aria-rowindex").as_deref() != Some(&number) {
        drop(row.set_attribute("aria-rowindex", &number));
    }
}
