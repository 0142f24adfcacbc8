//! The focus of a part that is made anew.

use leptos::prelude::{Mountable, document};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Where in a part the focus is: which of its elements, then which child of each.
pub(super) struct Focus {
    path: Vec<u32>,
    tag: String,
}

impl Focus {
    /// The focus, when it is in this part.
    pub(super) fn within(part: &impl Mountable) -> Option<Self> {
        let focused = document().active_element()?;
        // The body has it when nothing has.
        focused.parent_element()?.parent_element()?;
        let elements = part.elements();
        let top = elements
            .iter()
            .position(|element| element.contains(Some(&focused)))?;
        let mut path = Vec::new();
        let mut at = focused.clone();
        while !at.is_same_node(elements.get(top).map(AsRef::as_ref)) {
            path.push(place(&at));
            at = at.parent_element()?;
        }
        path.push(u32::try_from(top).ok()?);
        path.reverse();
        Some(Self {
            path,
            tag: focused.tag_name(),
        })
    }

    /// Focuses the element that is there now, if it is of the same kind.
    pub(super) fn give_back(self, part: &impl Mountable) {
        let mut path = self.path.into_iter();
        let mut at = path
            .next()
            .and_then(|top| part.elements().get(top as usize).cloned());
        for place in path {
            at = at.and_then(|element| element.children().item(place));
        }
        if let Some(element) = at
            && element.tag_name() == self.tag
            && let Ok(element) = element.dyn_into::<HtmlElement>()
        {
            drop(element.focus());
        }
    }
}

/// Which child of its parent an element is.
fn place(element: &Element) -> u32 {
    let mut place = 0;
    let mut before = element.previous_element_sibling();
    while let Some(element) = before {
        place += 1;
        before = element.previous_element_sibling();
    }
    place
}
