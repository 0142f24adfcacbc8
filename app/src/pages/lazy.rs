//! Pages in pieces of the program, which browsers load when they need them.
//!
//! The cluster's page is opened first and mostly stays open, so it is part of what is loaded at once:
//! as a piece of its own it was 40 kB larger, because what it shares with other pages then lies in
//! files between them, each compressed by itself and calling the others through tables. The details
//! of one service, task or task definition are several times its size, and left out of it as well are
//! the list of clusters and the table of all tasks. The pieces of the page that is opened are loaded
//! together with the program (`preload` waits for them before hydration), the others afterwards, when
//! the browser is at rest. Few large pieces are better than one for each page: what pages share would
//! be in dozens of small files.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the macro adds the error of a piece that can't be loaded"
)]

use std::pin::Pin;

use futures_util::FutureExt;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use model::place::ClusterRef;

use super::activity::ActivityPage;
use super::budget::BudgetPanel;
use super::cluster::several::SeveralDialog;
use super::cluster::tasks::TasksCard;
use super::clusters::ClustersPage;
use super::service::ServicePage;
use super::task::TaskPage;
use super::task_definition::TaskDefinitionPage;
use crate::paths::{ClusterTab, Subject};
use crate::state::cluster::ClusterState;
use crate::ui::part::{IntoPart, Part};

/// A page of details, or the panel with the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Details {
    Service,
    Task,
    TaskDefinition,
    Activity,
    Budget,
}

/// A part of a cluster's page that is not there from the beginning.
#[derive(Debug, Clone, Copy)]
enum OfCluster {
    Tasks,
    Several(RwSignal<bool>),
}

/// What a piece gives.
type Loaded = Result<Part, SplitLoaderError>;

#[wasm_split(clusters, wasm_split_path = ::leptos::wasm_split, preload(preload_clusters), fallible)]
fn clusters(_page: ()) -> Loaded {
    Ok(view! { <ClustersPage /> }.into_part())
}

#[wasm_split(tasks, wasm_split_path = ::leptos::wasm_split, preload(preload_tasks), fallible)]
fn tasks(of: (ClusterRef, ClusterState, OfCluster)) -> Loaded {
    let (cluster, state, part) = of;
    Ok(match part {
        OfCluster::Tasks => view! { <TasksCard cluster state /> }.into_part(),
        OfCluster::Several(open) => view! { <SeveralDialog cluster state open /> }.into_part(),
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

/// The page of all clusters.
pub(crate) fn clusters_page() -> Part {
    show(Box::pin(clusters(())))
}

/// The table of all tasks of a cluster, a part of its page.
pub(crate) fn tasks_part(cluster: ClusterRef, state: ClusterState) -> Part {
    show(Box::pin(tasks((cluster, state, OfCluster::Tasks))))
}

/// The dialog that changes several services of a cluster.
pub(crate) fn several_part(cluster: ClusterRef, state: ClusterState, open: RwSignal<bool>) -> Part {
    show(Box::pin(tasks((cluster, state, OfCluster::Several(open)))))
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
    /// The list of clusters.
    Clusters,
    /// The table of a cluster's tasks.
    Tasks,
    /// Everything about one resource, and the audit log.
    Details,
}

impl Piece {
    /// The pieces that the page at a path is in; the sign-in page needs no program at all.
    pub(crate) fn at(path: &str) -> &'static [Self] {
        match Subject::of(path) {
            Subject::Clusters => &[Self::Clusters],
            Subject::Cluster(_, ClusterTab::Tasks) => &[Self::Tasks],
            Subject::Activity
            | Subject::Service(_)
            | Subject::Task(_)
            | Subject::TaskDefinition(..) => &[Self::Details],
            Subject::Cluster(_, ClusterTab::Services) | Subject::SignIn | Subject::Unknown => &[],
        }
    }

    /// Its name among the files of the site.
    #[cfg(not(feature = "hydrate"))]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Clusters => "clusters",
            Self::Tasks => "tasks",
            Self::Details => "details",
        }
    }
}

#[cfg(feature = "hydrate")]
pub use in_browser::{preload, preload_rest};

#[cfg(feature = "hydrate")]
mod in_browser {
    use leptos::prelude::window;

    use leptos::wasm_split::SplitLoaderError;

    use super::{Piece, preload_clusters, preload_details, preload_tasks};

    /// How long a page may settle before what others need is loaded, in milliseconds.
    const REST_MS: u32 = 1_000;

    /// Loads the pieces of the page that is open. To be waited for before hydration. A piece that
    /// can't be loaded is tried again where a page of it is shown.
    pub async fn preload() {
        let path = window().location().pathname().unwrap_or_default();
        for piece in Piece::at(&path) {
            drop(load(*piece).await);
        }
    }

    /// Loads all pieces, once the open page has come to rest.
    pub async fn preload_rest() {
        gloo_timers::future::TimeoutFuture::new(REST_MS).await;
        for piece in [Piece::Clusters, Piece::Tasks, Piece::Details] {
            drop(load(piece).await);
        }
    }

    async fn load(piece: Piece) -> Result<(), SplitLoaderError> {
        match piece {
            Piece::Clusters => preload_clusters().await,
            Piece::Tasks => preload_tasks().await,
            Piece::Details => preload_details().await,
        }
    }
}
