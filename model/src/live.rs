//! The live protocol: topics, snapshots, patches and the messages of the socket `GET /live`.
//!
//! A *view* is what one topic shows. The server publishes a view's first state as a snapshot with a
//! revision, then minimal patches; [`View::diff`] makes them and [`View::apply`] takes them, so a
//! page that applies every patch equals a page that loads the newest snapshot.

mod budget;
mod keyed;
mod logs;
mod topic;
mod views;

use serde::{Deserialize, Serialize};

pub use budget::{BudgetClass, BudgetPatch, BudgetView};
pub use keyed::{Keyed, KeyedPatch};
pub use logs::{LogsPatch, LogsView};
pub use topic::{LogScope, Topic};
pub use views::{
    ClusterPatch, ClusterView, ClustersPatch, ClustersView, ListedService, Loading, Offered,
    ServicePatch, ServiceView, TaskPatch, TaskSummary, TaskView,
};

use crate::{Error, Timestamp};

/// The longest client message the server reads, in bytes.
pub const MAX_CLIENT_MESSAGE_BYTES: usize = 16 * 1024;

/// The most topics one socket may follow at once.
pub const MAX_SUBSCRIPTIONS: usize = 64;

/// What a page has last seen of a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The process that numbered the revision; another epoch means another numbering.
    pub epoch: String,
    /// The revision, rising by one with each patch.
    pub revision: u64,
}

/// How fresh a topic is, sent after every look at AWS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// The target's clock when this was sent.
    pub now: Timestamp,
    /// How long before sending the last good look at AWS ended, in milliseconds of real time: at
    /// what is on screens, where not all is looked at each time.
    pub age_ms: u64,
    /// How old the oldest of what is not on screens may be, in milliseconds of real time; absent
    /// where all of it is as old as `age_ms` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest_ms: Option<u64>,
    /// Whether looks wait for the console's own budget of calls.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paced: bool,
    /// What went wrong since, `None` while all is well.
    pub error: Option<Error>,
}

/// A view with its position, as a page's first paint and a socket's snapshot carry it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct First<V> {
    /// Where the patches continue.
    pub position: Position,
    /// How fresh it is.
    pub status: Status,
    /// The view.
    pub view: V,
}

/// A message from a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientMessage {
    /// Follow a topic under a number of the page's choice.
    Subscribe {
        /// The page's number for it.
        id: u32,
        /// What to follow.
        topic: Topic,
        /// What the page has already, to get only what is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Position>,
    },
    /// Which rows are on screen, so that those are kept freshest.
    View {
        /// The subscription.
        id: u32,
        /// Keys of the visible rows.
        visible: Vec<String>,
    },
    /// Stop following.
    Unsubscribe {
        /// The subscription.
        id: u32,
    },
}

/// The first message of every socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The server's build; a page of another build must reload.
    pub build: String,
    /// The server's epoch.
    pub epoch: String,
    /// The server's clock.
    pub time: Timestamp,
}

/// A message to a page.
pub type ServerMessage = ServerMessageOf<AnyView, AnyPatch>;

/// A message to a page, with views and changes as `S` and `P`: pages read those later, when they
/// know which kind they are of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerMessageOf<S, P> {
    /// The first message.
    Hello(Hello),
    /// News of a subscription.
    Topic {
        /// The page's number for it.
        id: u32,
        /// The news.
        event: TopicEventOf<S, P>,
    },
}

/// News of a topic. Encoded once and shared by all its sockets.
pub type TopicEvent = TopicEventOf<AnyView, AnyPatch>;

/// News of a topic, with its view and change as `S` and `P`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicEventOf<S, P> {
    /// The whole view; replaces everything.
    Snapshot {
        /// Its position's epoch.
        epoch: String,
        /// Its revision.
        revision: u64,
        /// How fresh it is.
        status: Status,
        /// The view.
        view: S,
        /// How many [`TopicEventOf::Part`]s follow, without which the view is not whole.
        #[serde(default, skip_serializing_if = "is_zero")]
        parts: u32,
    },
    /// More of the view of the snapshot before: large views come in pieces, so that nobody holds or
    /// reads megabytes at once.
    Part {
        /// What is added to it.
        patch: P,
    },
    /// What changed since the revision before.
    Patch {
        /// The revision after it.
        revision: u64,
        /// The change.
        patch: P,
    },
    /// How fresh it is now.
    Status(Status),
    /// The topic can't be followed (any more).
    Error(Error),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What a topic shows, and how its changes are made and taken.
pub trait View: Sized + Clone + PartialEq {
    /// The change from one state to another.
    type Patch;

    /// The kind of topic it belongs to, as `Cluster`.
    const TOPIC: &'static str;

    /// The view in pieces of about `items` items: a first one, and the changes that make it whole.
    fn split(self, items: usize) -> (Self, Vec<Self::Patch>);

    /// The smallest change from `old` to `self`; `None` when they are equal.
    fn diff(&self, old: &Self) -> Option<Self::Patch>;

    /// Takes a change that [`View::diff`] made against this state.
    fn apply(&mut self, patch: Self::Patch);

    /// The view under its topic's name.
    fn into_any(self) -> AnyView;

    /// The view, when it is of this kind.
    fn from_any(view: AnyView) -> Option<Self>;

    /// The change under its topic's name.
    fn patch_into_any(patch: Self::Patch) -> AnyPatch;

    /// The change, when it is of this kind.
    fn patch_from_any(patch: AnyPatch) -> Option<Self::Patch>;
}

macro_rules! any_view {
    ($($(#[$doc:meta])* $name:ident: $view:ident, $patch:ident;)+) => {
        /// A view of any topic.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum AnyView { $($(#[$doc])* $name($view),)+ }

        /// A change of any topic.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum AnyPatch { $($(#[$doc])* $name($patch),)+ }

        $(impl View for $view {
            type Patch = $patch;

            const TOPIC: &'static str = stringify!($name);

            fn split(self, items: usize) -> (Self, Vec<$patch>) {
                self.split_into(items)
            }

            fn diff(&self, old: &Self) -> Option<$patch> {
                self.diff_from(old)
            }

            fn apply(&mut self, patch: $patch) {
                self.take(patch);
            }

            fn into_any(self) -> AnyView {
                AnyView::$name(self)
            }

            fn from_any(view: AnyView) -> Option<Self> {
                match view { AnyView::$name(view) => Some(view), _ => None }
            }

            fn patch_into_any(patch: $patch) -> AnyPatch {
                AnyPatch::$name(patch)
            }

            fn patch_from_any(patch: AnyPatch) -> Option<$patch> {
                match patch { AnyPatch::$name(patch) => Some(patch), _ => None }
            }
        })+
    };
}

any_view! {
    /// The clusters of a place.
    Clusters: ClustersView, ClustersPatch;
    /// A cluster with its services and tasks.
    Cluster: ClusterView, ClusterPatch;
    /// A service with its tasks, deployments and events.
    Service: ServiceView, ServicePatch;
    /// A task.
    Task: TaskView, TaskPatch;
    /// Lines of containers.
    Logs: LogsView, LogsPatch;
    /// The console's budget of calls at a place.
    Budget: BudgetView, BudgetPatch;
}

#[cfg(test)]
mod tests;
