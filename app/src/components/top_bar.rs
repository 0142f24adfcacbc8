//! The top bar: the mark, the way to this page, freshness, the user.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::heading::Announcer;
use super::live_indicator::LiveIndicator;
use super::user_menu::UserMenu;
use crate::paths::{self, Subject};
use crate::state::effect::effect;
use crate::ui::logo::logo;
use crate::ui::part::{IntoPart, changing};

/// The way from the first page to this one; the last step is where we are.
#[component]
fn Breadcrumbs() -> impl IntoView {
    let path = use_location().pathname;
    let steps = changing(move || {
        let crumbs = path.with(|path| Subject::of(path).crumbs());
        let last = crumbs.len().saturating_sub(1);
        crumbs
            .into_iter()
            .enumerate()
            .map(|(index, crumb)| {
                let current = (index == last).then_some("page");
                let text = crumb.text;
                let step = match crumb.href {
                    Some(href) => {
                        view! { <a href=href aria-current=current>{text}</a> }.into_part()
                    }
                    None => view! { <span>{text}</span> }.into_part(),
                };
                view! { <li>{step}</li> }.into_part()
            })
            .collect::<Vec<_>>()
    });
    view! {
        <nav class="crumbs" aria-label="Breadcrumbs">
            <ol>{steps}</ol>
        </nav>
    }
    .into_part()
}

/// The top bar.
#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let open = RwSignal::new(false);
    let path = use_location().pathname;
    // The menu of narrow screens closes once it has led somewhere.
    effect(move || {
        path.track();
        set_menu(false);
        open.set(false);
    });
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        set_menu(open.get_untracked());
    };
    view! {
        <header class="top">
            <button
                type="button"
                class="menu-button"
                aria-label="Pages"
                aria-controls="nav"
                aria-expanded=changing(move || open.get().to_string())
                on:click=toggle
            >
                <span aria-hidden="true">"☰"</span>
            </button>
            <a class="brand" href=paths::clusters() aria-label="ecscope, all clusters">
                {logo()}
                <span>"ecscope"</span>
            </a>
            <Breadcrumbs />
            <LiveIndicator />
            <UserMenu />
            <Announcer />
        </header>
    }
    .into_part()
}

#[cfg(feature = "hydrate")]
fn set_menu(open: bool) {
    if let Some(body) = document().body() {
        drop(body.class_list().toggle_with_force("menu-open", open));
    }
}

#[cfg(not(feature = "hydrate"))]
fn set_menu(_open: bool) {}
