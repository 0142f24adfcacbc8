//! Lists in browsers.
//!
//! Leptos's own keyed list moves every item behind two that come in together, and every item that one
//! passes. Each move takes an element out of the document and back, so that its style and layout are
//! worked out anew: for a long table that was most of what a change cost. Here only those move that
//! passed others, and never the one with the focus, which it would lose.

use std::collections::HashMap;

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::{AddAnyAttr, Mountable, Owner, Render, RenderHtml, document};
use leptos::tachys::hydration::Cursor;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element, Node, Placeholder};
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::{Position, PositionState};

use super::Row;
use super::order::stay;
use crate::ui::part::Part;

/// The items as they shall be.
pub(super) struct Keyed {
    /// Under which each item has an owner of its own.
    owner: Owner,
    rows: Vec<Row>,
}

/// The items in the document.
pub(super) struct Items {
    items: Vec<Item>,
    /// Stands behind the last one.
    marker: Placeholder,
}

struct Item {
    key: String,
    state: <OwnedView<Part> as Render>::State,
}

impl Keyed {
    pub(super) fn new(owner: Owner, rows: Vec<Row>) -> Self {
        Self { owner, rows }
    }

    fn view(owner: &Owner, row: Row) -> (String, OwnedView<Part>) {
        let own = owner.with(Owner::new);
        let part = own.with(row.make);
        (row.key, OwnedView::new_with_owner(part, own))
    }

    /// All items are made before the first is found in the document: what they have in common is
    /// counted in this order.
    fn views(self) -> Vec<(String, OwnedView<Part>)> {
        let Self { owner, rows } = self;
        rows.into_iter()
            .map(|row| Self::view(&owner, row))
            .collect()
    }
}

impl Render for Keyed {
    type State = Items;

    fn build(self) -> Items {
        let views = self.views().into_iter();
        Items {
            items: views
                .map(|(key, view)| Item {
                    key,
                    state: view.build(),
                })
                .collect(),
            marker: Rndr::create_placeholder(),
        }
    }

    fn rebuild(self, state: &mut Items) {
        let before = std::mem::take(&mut state.items);
        let mut before: HashMap<String, (usize, Item)> = (0..)
            .zip(before)
            .map(|(place, item)| (item.key.clone(), (place, item)))
            .collect();
        let mut places = Vec::with_capacity(before.len());
        let mut known = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            let kept = before.remove(&row.key);
            known.push(kept.is_some());
            state.items.push(if let Some((place, item)) = kept {
                places.push(place);
                item
            } else {
                let (key, view) = Self::view(&self.owner, row);
                Item {
                    key,
                    state: view.build(),
                }
            });
        }
        for (_, mut item) in before.into_values() {
            item.state.unmount();
        }
        let mut stays = stay(&places, None);
        if stays.contains(&false) {
            let kept = state.items.iter().zip(&known);
            let kept = kept.filter(|(_, known)| **known).map(|(item, _)| item);
            if let Some(fixed) = with_focus(kept) {
                stays = stay(&places, Some(fixed));
            }
        }
        let mut stays = stays.into_iter();
        let is_in_place: Vec<bool> = known
            .into_iter()
            .map(|known| known && stays.next().unwrap_or_default())
            .collect();
        // From the end, so that what comes next is always in its place.
        for (place, is_in_place) in is_in_place.into_iter().enumerate().rev() {
            if is_in_place {
                continue;
            }
            let (head, rest) = state.items.split_at_mut(place + 1);
            let Some(item) = head.last_mut() else {
                continue;
            };
            match rest.first() {
                Some(next) => next.state.insert_before_this(&mut item.state),
                None => state.marker.insert_before_this(&mut item.state),
            };
        }
    }
}

/// The number of the item that holds the focus.
fn with_focus<'a>(mut items: impl Iterator<Item = &'a Item>) -> Option<usize> {
    let focused = document().active_element()?;
    items.position(|item| {
        let mut elements = item.state.elements().into_iter();
        elements.any(|element| element.contains(Some(&focused)))
    })
}

impl AddAnyAttr for Keyed {
    type Output<A: Attribute> = Self;

    /// Items are closed, as parts are.
    fn add_any_attr<A: Attribute>(self, _attribute: A) -> Self {
        self
    }
}

impl RenderHtml for Keyed {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    /// Browsers make elements, never HTML.
    fn to_html_with_buf(
        self,
        _buffer: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _attributes: Vec<AnyAttribute>,
    ) {
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        _buffer: &mut StreamBuilder,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _attributes: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Items {
        let views = self.views().into_iter();
        let items = views
            .map(|(key, view)| Item {
                key,
                state: view.hydrate::<FROM_SERVER>(cursor, position),
            })
            .collect();
        let marker = cursor.next_placeholder(position);
        position.set(Position::NextChild);
        Items { items, marker }
    }

    /// Pages arrive whole: there is nothing to wait for.
    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> Items {
        self.hydrate::<true>(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Mountable for Items {
    fn unmount(&mut self) {
        for item in &mut self.items {
            item.state.unmount();
        }
        self.marker.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        for item in &mut self.items {
            item.state.mount(parent, marker);
        }
        self.marker.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self.items.first() {
            Some(first) => first.state.insert_before_this(child),
            None => self.marker.insert_before_this(child),
        }
    }

    fn elements(&self) -> Vec<Element> {
        let items = self.items.iter();
        items.flat_map(|item| item.state.elements()).collect()
    }
}
