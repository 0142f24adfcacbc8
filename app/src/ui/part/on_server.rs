//! Parts where HTML is made: Leptos's own type does all that is needed.

use leptos::prelude::{AnyView, IntoAny};

/// A part of a page.
pub(crate) type Part = AnyView;

/// Makes parts of views.
pub(crate) trait IntoPart {
    /// The view as a part.
    fn into_part(self) -> Part;
}

impl<T: IntoAny> IntoPart for T {
    fn into_part(self) -> Part {
        self.into_any()
    }
}
