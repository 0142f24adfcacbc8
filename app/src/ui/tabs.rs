//! Tabs that are pages of their own.

use leptos::prelude::*;

use crate::ui::part::{IntoPart, changing};

/// A tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tab {
    /// Its words.
    pub(crate) title: &'static str,
    /// Its page.
    pub(crate) href: String,
    /// Whether it is the one that is shown.
    pub(crate) current: bool,
}

/// Links to the tabs of a page, the shown one marked.
#[component]
pub(crate) fn Tabs(
    /// What the tabs are of.
    label: &'static str,
    /// The tabs.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
) -> impl IntoView {
    let links = changing(move || {
        let tabs = tabs.get().into_iter();
        let links = tabs.map(|tab| {
            view! {
                <a href=tab.href aria-current=tab.current.then_some("page")>
                    {tab.title}
                </a>
            }
            .into_part()
        });
        links.collect::<Vec<_>>()
    });
    view! {
        <nav class="tabs" aria-label=label>
            {links}
        </nav>
    }
    .into_part()
}
