//! The application: contexts, the frame round the pages, and the routes.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_location;
use leptos_router::{SsrMode, path};

use crate::api::loaded::load_with;
use crate::api::session::ReadSession;
use crate::clock::Ticker;
use crate::components::heading::Visits;
use crate::components::keys::{KeyList, listen_for_keys};
use crate::components::outdated::Outdated;
use crate::components::sidebar::Sidebar;
use crate::components::top_bar::TopBar;
use crate::live::LiveClient;
use crate::pages::cluster::ClusterPage;
use crate::pages::lazy::{Details, clusters_page};
use crate::pages::not_found::NotFoundPage;
use crate::paths::Subject;
use crate::state::session::SessionResource;
use crate::ui::part::{IntoPart, Part};

/// The whole application, the body of the document.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Ticker::start());
    provide_context(LiveClient::new());
    view! {
        <Title formatter=|title: String| {
            if title.is_empty() { "ecscope".to_owned() } else { format!("{title} – ecscope") }
        } />
        <Router>
            <Frame />
        </Router>
    }
}

/// The frame round every page but the sign-in page, which stands alone. Signing in and out load a
/// new document, so the frame never changes within one.
#[component]
fn Frame() -> impl IntoView {
    let path = use_location().pathname;
    Visits::provide(path);
    if Subject::of(&path.get_untracked()) == Subject::SignIn {
        return view! { <main id="main" class="alone"><Pages /></main> }.into_part();
    }
    let session = load_with(|| ReadSession {});
    provide_context(SessionResource(session));
    let keys_open = listen_for_keys();
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <div class="shell">
            <TopBar />
            <Sidebar />
            <main id="main" tabindex="-1">
                <Outdated />
                <Pages />
            </main>
        </div>
        <KeyList open=keys_open />
    }
    .into_part()
}

/// The routes. Every page is rendered whole before it is sent, so that its status is right and it
/// works without scripts.
#[component]
fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=|| view! { <NotFoundPage /> }>
            <Route path=path!("/") view=|| clusters_page() ssr=SsrMode::Async />
            <Route path=path!("/sign-in") view=sign_in ssr=SsrMode::Async />
            <Route path=path!("/activity") view=|| Details::Activity.view() ssr=SsrMode::Async />
            <Route
                path=path!("/t/:target/:region/clusters/:cluster/:tab?")
                view=ClusterPage
                ssr=SsrMode::Async
            />
            <Route
                path=path!("/t/:target/:region/clusters/:cluster/services/:service/:tab?")
                view=|| Details::Service.view()
                ssr=SsrMode::Async
            />
            <Route
                path=path!("/t/:target/:region/clusters/:cluster/tasks/:task/:tab?")
                view=|| Details::Task.view()
                ssr=SsrMode::Async
            />
            <Route
                path=path!("/t/:target/:region/task-definitions/:family/:revision?")
                view=|| Details::TaskDefinition.view()
                ssr=SsrMode::Async
            />
            <Route path=path!("/*any") view=NotFoundPage ssr=SsrMode::Async />
        </FlatRoutes>
    }
    .into_part()
}

/// The sign-in page needs no program: its document is loaded as a whole.
fn sign_in() -> Part {
    #[cfg(not(feature = "hydrate"))]
    {
        view! { <crate::pages::sign_in::SignInPage /> }.into_part()
    }
    #[cfg(feature = "hydrate")]
    {
        crate::live::platform::reload();
        ().into_part()
    }
}
