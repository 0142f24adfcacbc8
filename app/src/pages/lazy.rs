//! Pages in two pieces of the program, which browsers load when they need them.
//!
//! The overview is opened first and mostly stays open; the details of one service, task or task
//! definition are several times its size. The piece of the page that is opened is loaded together
//! with the program (`preload` waits for it before hydration), the other one afterwards, when the
//! browser is at rest. Few large pieces are better than one for each page: what pages share would be
//! in dozens of small files.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the error of a piece that can't be loaded"
)]

use std::pin::Pin;

use futures_util::FutureExt;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use super::activity::ActivityPage;
use super::budget::BudgetPanel;
use super::cluster::ClusterPage;
use super::clusters::ClustersPage;
use super::service::ServicePage;
use super::task::TaskPage;
use super::task_definition::TaskDefinitionPage;
use crate::paths::Subject;
use crate::ui::part::{IntoPart, Part};

/// A page of the overview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overview {
    Clusters,
    Cluster,
}

/// A page of details, or the panel with the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Details {
    Service,
    Task,
    TaskDefinition,
    Activity,
    Budget,
}

/// What a piece gives.
type Loaded = Result<Part, SplitLoaderError>;

#[wasm_split(overview, wasm_split_path = ::leptos::wasm_split, preload(preload_overview), fallible)]
fn overview(page: Overview) -> Loaded {
    Ok(match page {
        Overview::Clusters => view! { <ClustersPage /> }.into_part(),
        Overview::Cluster => view! { <ClusterPage /> }.into_part(),
    })
}

#[wasm_split(details, wasm_split_path = ::leptos::wasm_split, preload(preload_details), fallible)]
fn details(page: Details) -> Loaded {
    Ok(match page {
        Details::Service => view! { <ServicePage /> }.into_part(),
        Details::Task => view! { <TaskPage /> }.into_part(),
        Details::TaskDefinition => view! { <TaskDefinitionPage /> }.into_part(),
        Details::Activity => view! { <ActivityPage /> }.into_part(),
        Details::Budget => view! { <BudgetPanel /> }.into_part(),
    })
}

impl Overview {
    /// The page.
    pub(crate) fn view(self) -> Part {
        show(Box::pin(overview(self)))
    }
}

impl Details {
    /// The page.
    pub(crate) fn view(self) -> Part {
        show(Box::pin(details(self)))
    }
}

/// A page, at once where its piece is there: always where pages are rendered.
fn show(mut loading: Pin<Box<dyn Future<Output = Loaded>>>) -> Part {
    match loading.as_mut().now_or_never() {
        Some(loaded) => loaded.unwrap_or_else(|_| missing()),
        None => arriving(loading),
    }
}

/// The piece can't be loaded.
fn missing() -> Part {
    let error = crate::api::error::ApiError::unreachable().0;
    view! { <crate::components::error_view::ErrorView error /> }.into_part()
}

#[cfg(feature = "hydrate")]
fn arriving(loading: Pin<Box<dyn Future<Output = Loaded>>>) -> Part {
    let loaded = async move { loading.await.unwrap_or_else(|_| missing()) };
    Suspend::new(send_wrapper::SendWrapper::new(loaded)).into_part()
}

#[cfg(not(feature = "hydrate"))]
fn arriving(_loading: Pin<Box<dyn Future<Output = Loaded>>>) -> Part {
    missing()
}

/// A piece of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Clusters and what is in them.
    Overview,
    /// Everything about one resource, and the audit log.
    Details,
}

impl Piece {
    /// The piece that the page at a path is in; the sign-in page needs no program at all.
    pub(crate) fn at(path: &str) -> Option<Self> {
        match Subject::of(path) {
            Subject::Clusters | Subject::Cluster(..) => Some(Self::Overview),
            Subject::Activity
            | Subject::Service(_)
            | Subject::Task(_)
            | Subject::TaskDefinition(..) => Some(Self::Details),
            Subject::SignIn | Subject::Unknown => None,
        }
    }

    /// Its name among the files of the site.
    #[cfg(not(feature = "hydrate"))]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Details => "details",
        }
    }
}

#[cfg(feature = "hydrate")]
pub use in_browser::{preload, preload_rest};

#[cfg(feature = "hydrate")]
mod in_browser {
    use leptos::prelude::window;

    use super::{Piece, preload_details, preload_overview};

    /// How long a page may settle before what others need is loaded, in milliseconds.
    const REST_MS: u32 = 1_000;

    /// Loads the piece of the page that is open. To be waited for before hydration. A piece that
    /// can't be loaded is tried again where a page of it is shown.
    pub async fn preload() {
        let path = window().location().pathname().unwrap_or_default();
        let loaded = match Piece::at(&path) {
            Some(Piece::Overview) => preload_overview().await,
            Some(Piece::Details) => preload_details().await,
            None => Ok(()),
        };
        drop(loaded);
    }

    /// Loads all pieces, once the open page has come to rest.
    pub async fn preload_rest() {
        gloo_timers::future::TimeoutFuture::new(REST_MS).await;
        drop(preload_overview().await);
        drop(preload_details().await);
    }
}
