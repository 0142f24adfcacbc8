//! The body of a table that may be long: only rows near the screen are in the document.
//!
//! Rows in front and behind are two spaces of their height, so scrollbar, page height and the places
//! of rows are as if all were there. A row that holds the focus stays when it leaves the screen.

#[cfg(feature = "hydrate")]
mod address;
#[cfg(feature = "hydrate")]
mod keys;
#[cfg(feature = "hydrate")]
mod look;

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use crate::state::listing::Arranged;
use crate::state::memo::memo;
use crate::state::query::QueryValue;
use crate::state::window::{Heights, Places, Slice, WHOLE};
use crate::ui::part::{IntoPart, Part, changing};
use crate::ui::rows::{Row, rows};

/// Makes a row of its key and of its number among all rows, from 0.
pub(crate) type MakeRow = Arc<dyn Fn(String, usize) -> Part + Send + Sync>;

/// A table's window on its rows. Cheap to copy.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "only browsers follow the screen")
)]
pub(crate) struct Window {
    list: Arranged,
    /// The key of the first row on screen, in the address.
    at: QueryValue,
    slice: RwSignal<Slice>,
    /// The row that holds the focus.
    focused: RwSignal<Option<Arc<str>>>,
    heights: StoredValue<Heights>,
    /// Changes when heights are found to be others.
    measured: RwSignal<u32>,
    places: Memo<Places>,
    body: NodeRef<html::Tbody>,
    /// What is in the document.
    content: Memo<Content>,
}

/// What is in the document: rows, and the room of those that are not.
#[derive(Debug, Clone, Default, PartialEq)]
struct Content {
    items: Vec<Item>,
    /// How many rows there are.
    rows: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Item {
    Row(Arc<str>, usize),
    /// A space, by its number, of so many pixels.
    Space(usize, i32),
}

impl Content {
    /// Whether rows are missing in the document.
    fn is_windowed(&self) -> bool {
        self.rows > WHOLE
    }
}

impl Window {
    /// A window on these rows, each about `estimate` pixels high.
    pub(crate) fn new(list: Arranged, at: QueryValue, estimate: f64) -> Self {
        let start = at.value.with_untracked(|key| list.index_of(key));
        let slice = RwSignal::new(Slice::first(start.unwrap_or(0)));
        let focused = RwSignal::new(None);
        let heights = StoredValue::new(Heights::guess(estimate));
        let measured = RwSignal::new(0);
        let places = memo(move || {
            list.track();
            measured.track();
            let of = |heights: &Heights| {
                list.with(|ordered| Places::of(ordered.len(), heights, |key| ordered.index_of(key)))
            };
            heights.with_value(of)
        });
        let content = memo(move || {
            list.track();
            let focused: Option<Arc<str>> = focused.get();
            let slice = slice.get();
            places.with(|places| content(list, slice, focused.as_deref(), places))
        });
        let window = Self {
            list,
            at,
            slice,
            focused,
            heights,
            measured,
            places,
            body: NodeRef::new(),
            content,
        };
        #[cfg(feature = "hydrate")]
        window.start();
        window
    }

    /// The table's `aria-rowcount`, its head included, while rows are missing in the document.
    pub(crate) fn row_count(self) -> impl Fn() -> Option<String> + Send + Copy {
        move || {
            self.content.with(|content| {
                content
                    .is_windowed()
                    .then(|| (content.rows + 1).to_string())
            })
        }
    }

    /// Follows which rows are in the document.
    pub(crate) fn track(self) {
        self.content.track();
    }

    /// The table's body, with rows of so many columns.
    pub(crate) fn body(self, columns: usize, make: MakeRow) -> Part {
        let list = move || {
            self.content.with(|content| {
                let items = content.items.iter().cloned();
                items.map(|item| self.row(item, columns, &make)).collect()
            })
        };
        view! {
            <tbody
                node_ref=self.body
                data-windowed=changing(move || {
                    self.content.with(Content::is_windowed).then_some("")
                })
            >
                {rows(list)}
            </tbody>
        }
        .into_part()
    }

    fn row(self, item: Item, columns: usize, make: &MakeRow) -> Row {
        match item {
            Item::Row(key, index) => {
                let make = Arc::clone(make);
                Row::new(key.to_string(), move || make(key.to_string(), index))
            }
            // No key of a row holds a space.
            Item::Space(number, _) => Row::new(format!("space {number}"), move || {
                let room = memo(move || {
                    self.content.with(|content| {
                        let mut spaces = content.items.iter().filter_map(|item| match item {
                            Item::Space(of, room) if *of == number => Some(*room),
                            _ => None,
                        });
                        spaces.next().unwrap_or(0)
                    })
                });
                view! {
                    <tr class="space" aria-hidden="true">
                        <td
                            colspan=columns.to_string()
                            style=changing(move || format!("height:{}px", room.get()))
                        ></td>
                    </tr>
                }
            }),
        }
    }
}

/// What belongs into the document: the rows of the slice and the one with the focus, with spaces for
/// the others.
fn content(list: Arranged, slice: Slice, focused: Option<&str>, places: &Places) -> Content {
    list.with(|ordered| {
        let rows = ordered.len();
        let row = |index| Some(Item::Row(Arc::clone(ordered.key(index)?), index));
        if rows <= WHOLE {
            let items = (0..rows).filter_map(row).collect();
            return Content { items, rows };
        }
        let slice = slice.within(rows);
        let focused = focused.and_then(|key| ordered.index_of(key));
        let before = focused.filter(|index| *index < slice.start);
        let after = focused.filter(|index| *index >= slice.end);
        let space = |number, from: usize, to: usize| {
            Item::Space(number, (places.top(to) - places.top(from)) as i32)
        };
        let mut items = Vec::new();
        let mut done = 0;
        if let Some(index) = before {
            items.push(space(2, 0, index));
            items.extend(row(index));
            done = index + 1;
        }
        items.push(space(0, done, slice.start));
        items.extend((slice.start..slice.end).filter_map(row));
        done = slice.end;
        if let Some(index) = after {
            items.push(space(3, done, index));
            items.extend(row(index));
            done = index + 1;
        }
        items.push(space(1, done, rows));
        Content { items, rows }
    })
}
