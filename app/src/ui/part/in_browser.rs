//! Parts in browsers: made or found once, and made anew when they change.

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::{AddAnyAttr, Mountable, Render, RenderHtml};
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::{Position, PositionState};

use super::focus::Focus;

/// A part of a page.
pub(crate) struct Part(Box<dyn FnOnce(Make<'_>) -> Made + Send>);

/// How a part comes to be in the document.
enum Make<'a> {
    /// From nothing.
    New,
    /// From what the server sent.
    Found(&'a Cursor, &'a PositionState),
}

/// A part in the document.
pub(crate) struct Made(Box<dyn Mountable>);

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Part")
    }
}

/// Makes parts of views.
pub(crate) trait IntoPart {
    /// The view as a part.
    fn into_part(self) -> Part;
}

impl<T: RenderHtml> IntoPart for T {
    fn into_part(self) -> Part {
        let view = self.into_owned();
        Part(Box::new(move |make| make_owned(view, make)))
    }
}

fn make_owned<T: RenderHtml + 'static>(view: T, make: Make<'_>) -> Made {
    match make {
        Make::New if T::EXISTS => Made(Box::new(view.build())),
        Make::New => Made(Box::new((view.build(), Rndr::create_placeholder()))),
        Make::Found(cursor, position) if T::EXISTS => {
            Made(Box::new(view.hydrate::<true>(cursor, position)))
        }
        Make::Found(cursor, position) => {
            let state = view.hydrate::<true>(cursor, position);
            Made(Box::new((state, cursor.next_placeholder(position))))
        }
    }
}

impl Render for Part {
    type State = Made;

    fn build(self) -> Made {
        (self.0)(Make::New)
    }

    fn rebuild(self, made: &mut Made) {
        let focus = Focus::within(made);
        let mut new = self.build();
        made.insert_before_this(&mut new);
        made.unmount();
        *made = new;
        if let Some(focus) = focus {
            focus.give_back(made);
        }
    }
}

impl AddAnyAttr for Part {
    type Output<A: Attribute> = Self;

    /// Parts are closed: attributes are given to the elements within.
    fn add_any_attr<A: Attribute>(self, _attribute: A) -> Self {
        self
    }
}

impl RenderHtml for Part {
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

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Made {
        (self.0)(Make::Found(cursor, position))
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> Made {
        (self.0)(Make::Found(cursor, position))
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Mountable for Made {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}
