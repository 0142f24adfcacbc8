//! The heading of a page: title of the document, and where the focus goes after a navigation.

use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::state::effect::effect;
use crate::ui::part::{IntoPart, changing};

/// How many pages this document has shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visits {
    count: StoredValue<u32>,
    last_path: StoredValue<String>,
    announced: RwSignal<String>,
}

impl Visits {
    /// Counts visits for the components below.
    pub(crate) fn provide(path: Memo<String>) {
        provide_context(Self {
            count: StoredValue::new(0),
            last_path: StoredValue::new(path.get_untracked()),
            announced: RwSignal::new(String::new()),
        });
    }

    /// Notes a visit; whether another page was shown before in this document.
    fn note(self, path: &str) -> bool {
        let before = self.last_path.with_value(|last| last != path);
        self.last_path.set_value(path.to_owned());
        let first = self.count.get_value() == 0;
        self.count.update_value(|count| *count += 1);
        before || !first
    }
}

/// A page's heading. After a navigation it takes the focus, and its text is announced.
#[component]
pub(crate) fn Heading(
    /// The text, also the document's title.
    #[prop(into)]
    title: Signal<String>,
    /// What stands before it in the document's title, as `◔ 67 % ` while something goes on.
    #[prop(optional, into)]
    progress: Signal<String>,
) -> impl IntoView {
    let node = NodeRef::<html::H1>::new();
    let visits = expect_context::<Visits>();
    let path = leptos_router::hooks::use_location().pathname;
    let noted = StoredValue::new(false);
    effect(move || {
        if let Some(heading) = node.get()
            && !noted.get_value()
        {
            noted.set_value(true);
            if visits.note(&path.get_untracked()) {
                focus(&heading);
                visits.announced.set(title.get_untracked());
            }
        }
    });
    view! {
        <Title text=move || format!("{}{}", progress.get(), title.get()) />
        <h1 tabindex="-1" node_ref=node>
            {changing(move || title.get())}
        </h1>
    }
    .into_part()
}

/// Says the title of each page that is navigated to.
#[component]
pub(crate) fn Announcer() -> impl IntoView {
    let visits = expect_context::<Visits>();
    view! { <p class="quiet" aria-live="polite">{changing(move || visits.announced.get())}</p> }
        .into_part()
}

#[cfg(feature = "hydrate")]
fn focus(heading: &web_sys::HtmlElement) {
    drop(heading.focus());
}

#[cfg(not(feature = "hydrate"))]
fn focus<T>(_heading: &T) {}
