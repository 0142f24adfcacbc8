//! Moving through a table's rows with keys, and remembering which row holds the focus.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::Window;
use super::look::Hands;
use crate::components::keys::is_typing;

impl Window {
    /// Listens for keys and for the focus.
    pub(super) fn listen(self, hands: StoredValue<Hands>) {
        let keys = window_event_listener(ev::keydown, move |event| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(&event) {
                return;
            }
            if let Some(index) = self.target_of(&event.key()) {
                event.prevent_default();
                self.go_to(hands, index);
            }
        });
        on_cleanup(move || keys.remove());
        let focus = window_event_listener(ev::focusin, move |event| {
            let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            self.note_focus(target.as_ref());
        });
        on_cleanup(move || focus.remove());
        // Who clicks beside the rows wants the focus to leave them; without that it only left because
        // its row was moved or made anew.
        let press = window_event_listener(ev::pointerdown, move |event| {
            let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            self.note_focus(target.as_ref());
        });
        on_cleanup(move || press.remove());
    }

    /// The row to which a key leads from the one that holds the focus. Letters begin at the first row
    /// on screen; other keys belong to the page while the focus is elsewhere.
    fn target_of(self, key: &str) -> Option<usize> {
        let rows = self.list.len();
        let last = rows.checked_sub(1)?;
        let focused = self.focused.get_untracked();
        let at = focused.and_then(|key| self.list.index_of(&key));
        let (first, end) = self.on_screen();
        let page = end.saturating_sub(first).saturating_sub(2).max(1);
        let target = match (key, at) {
            ("j" | "k", None) => first,
            ("j" | "ArrowDown", Some(at)) => at + 1,
            ("k" | "ArrowUp", Some(at)) => at.saturating_sub(1),
            ("PageDown", Some(at)) => at + page,
            ("PageUp", Some(at)) => at.saturating_sub(page),
            ("Home", Some(_)) => 0,
            ("End", Some(_)) => last,
            _ => return None,
        };
        Some(target.min(last))
    }

    /// Gives a row the focus, wherever it is.
    fn go_to(self, hands: StoredValue<Hands>, index: usize) {
        let Some(key) = self.list.key(index) else {
            return;
        };
        if let Some(link) = self.link_of(&key) {
            drop(link.focus());
            return;
        }
        hands.update_value(|hands| hands.wanted = Some(key));
        self.scroll_to(index);
        self.plan(hands);
    }

    fn note_focus(self, target: Option<&Element>) {
        let Some(body) = self.body.get_untracked() else {
            return;
        };
        let inside = target.filter(|target| body.contains(Some(target)));
        let row = inside.and_then(|target| target.closest("tr[data-key]").ok()?);
        let key: Option<Arc<str>> = row
            .and_then(|row| row.get_attribute("data-key"))
            .map(Into::into);
        if self.focused.get_untracked() != key {
            self.focused.set(key);
        }
    }
}
