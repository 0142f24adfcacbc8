//! What a cluster's page shows: services and tasks, each with a signal of its own while it is on
//! screen, so that a change renders what it changed.

pub(crate) mod counts;
mod snapshot;
pub(crate) mod store;
mod waiting;

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use model::Timestamp;
use model::cluster::Cluster;
use model::live::{ClusterPatch, ClusterView, First, Loading, TaskSummary, Topic};
use model::place::ClusterRef;
use model::service::Service;

use self::counts::Counts;
use self::store::{Store, Touched};
use self::waiting::Waiting;
use super::effect::effect;
use super::listing::Listing;
use super::sort::Ranked;
use crate::live::following::Following;
use crate::state::memo::memo;

/// How often states that depend on the time are worked out again, in milliseconds.
const STATE_STEP_MS: i64 = 5_000;

/// How far back failed tasks count, in milliseconds.
const FAILURES_MS: i64 = 3_600_000;

/// The most changes that wait for the next frame. Hidden pages have none, so they would wait long.
const MOST_WAITING: usize = 200;

/// Signals of what is on screen, by name or id.
type Shown = StoredValue<HashMap<String, (ArcTrigger, usize)>>;

/// A cluster that is followed. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClusterState(StoredValue<ClusterParts>);

impl ClusterState {
    /// Follows a cluster from its first paint.
    pub(crate) fn follow(cluster: &ClusterRef, first: First<ClusterView>) -> Self {
        Self(StoredValue::new(ClusterParts::follow(cluster, first)))
    }

    /// What is followed of it.
    pub(crate) fn parts(self) -> ClusterParts {
        self.0.get_value()
    }
}

/// What is followed of a cluster: many signals, which is why they are handed on as a
/// [`ClusterState`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClusterParts {
    /// The topic.
    pub(crate) live: Following,
    /// The cluster itself.
    pub(crate) cluster: RwSignal<Cluster>,
    /// How far the first load is.
    pub(crate) loading: RwSignal<Option<Loading>>,
    /// The cluster in numbers.
    pub(crate) counts: RwSignal<Counts>,
    /// Names of its services in the order of their table.
    pub(crate) services: Listing,
    /// Ids of its tasks in the order of their table.
    pub(crate) tasks: Listing,
    store: StoredValue<Store>,
    shown_services: Shown,
    shown_tasks: Shown,
    waiting: StoredValue<Waiting>,
}

impl ClusterParts {
    fn follow(cluster: &ClusterRef, first: First<ClusterView>) -> Self {
        let live = Following::new(&first.status);
        let about = first.view.cluster.clone();
        let loading = first.view.loading;
        let store = Store::of(first.view, first.status.now);
        let counts = store.counts();
        let store = StoredValue::new(store);
        let state = Self {
            live,
            cluster: RwSignal::new(about),
            loading: RwSignal::new(loading),
            counts: RwSignal::new(counts),
            services: Listing::new(store, |store| store.names().cloned().collect()),
            tasks: Listing::new(store, |store| store.task_ids().cloned().collect()),
            store,
            shown_services: StoredValue::new(HashMap::new()),
            shown_tasks: StoredValue::new(HashMap::new()),
            waiting: StoredValue::new(Waiting::default()),
        };
        let take = snapshot::taking(
            move || live.clock.now_untracked(),
            move |whole| state.replace(whole),
            move |patch| state.enqueue(patch),
        );
        live.follow(Topic::Cluster(cluster.clone()), first.position, take);
        let coarse_now = memo(move || {
            let now = live.now().0;
            Timestamp(now - now.rem_euclid(STATE_STEP_MS))
        });
        effect(move || {
            let now = coarse_now.get();
            let touched = state.store.try_update_value(|store| store.pass(now));
            state.tell(&touched.unwrap_or_default());
        });
        state
    }

    /// The services that have been described, by name, as they are now.
    pub(crate) fn described(self) -> Vec<Arc<Service>> {
        self.store.with_value(|store| {
            let services = store
                .names()
                .filter_map(|name| store.service(name)?.service);
            services.collect()
        })
    }

    /// One service with its state, following it.
    pub(crate) fn service(self, name: String) -> Memo<Option<Ranked>> {
        let changed = watch(self.shown_services, &name);
        memo(move || {
            changed.track();
            self.store.with_value(|store| store.service(&name))
        })
    }

    /// The tasks of one service, oldest first, following them.
    pub(crate) fn tasks_of(self, name: String) -> Memo<Vec<TaskSummary>> {
        let changed = watch(self.shown_services, &name);
        memo(move || {
            changed.track();
            self.store
                .with_value(|store| store.tasks_of(&name).to_vec())
        })
    }

    /// One task, following it.
    pub(crate) fn task(self, id: String) -> Memo<Option<TaskSummary>> {
        let changed = watch(self.shown_tasks, &id);
        memo(move || {
            changed.track();
            self.store.with_value(|store| store.task(&id).cloned())
        })
    }

    /// Everything anew.
    fn replace(self, whole: snapshot::Whole) {
        self.waiting.set_value(Waiting::default());
        self.cluster.set(whole.cluster);
        self.loading.set(whole.loading);
        self.store.set_value(whole.store);
        self.services.renew();
        self.tasks.renew();
        for shown in [self.shown_services, self.shown_tasks] {
            let triggers: Vec<ArcTrigger> = shown
                .with_value(|shown| shown.values().map(|(changed, _)| changed.clone()).collect());
            triggers.iter().for_each(Notify::notify);
        }
        self.count();
    }

    /// Keeps a change for the next frame: however many come, they are rendered once.
    fn enqueue(self, patch: ClusterPatch) {
        let waiting = self.waiting.try_update_value(|waiting| {
            let before = waiting.is_empty();
            (before, waiting.push(patch))
        });
        match waiting {
            Some((_, many)) if many >= MOST_WAITING => {
                let patches = self.waiting.try_update_value(Waiting::all);
                self.take(patches.unwrap_or_default());
            }
            Some((true, _)) => request_animation_frame(move || self.take_frame()),
            _ => {}
        }
    }

    /// Takes what waits for this frame, and leaves the rest of much to the next ones.
    fn take_frame(self) {
        // The page may have gone before its frame came.
        let Some((patches, done)) = self.waiting.try_update_value(|waiting| {
            let patches = waiting.frame();
            (patches, waiting.is_empty())
        }) else {
            return;
        };
        self.take(patches);
        if !done {
            request_animation_frame(move || self.take_frame());
        }
    }

    fn take(self, patches: Vec<ClusterPatch>) {
        let mut touched = Touched::default();
        for mut patch in patches {
            if let Some(cluster) = patch.cluster.take() {
                self.cluster.set(cluster);
            }
            if self.loading.get_untracked() != patch.loading {
                self.loading.set(patch.loading);
            }
            let taken = self.store.try_update_value(|store| store.apply(patch));
            touched.add(taken.unwrap_or_default());
        }
        touched.tidy();
        self.tell(&touched);
    }

    /// Tells who shows it what a change touched.
    fn tell(self, touched: &Touched) {
        notify(self.shown_services, &touched.services);
        notify(self.shown_tasks, &touched.tasks);
        self.services.touch(&touched.services);
        self.tasks.touch(&touched.tasks);
        self.count();
    }

    fn count(self) {
        let counts = self.store.with_value(Store::counts);
        if self.counts.get_untracked() != counts {
            self.counts.set(counts);
        }
    }
}

/// What tells of changes of something on screen, until the current owner is cleaned up.
fn watch(shown: Shown, key: &str) -> ArcTrigger {
    let changed = shown.try_update_value(|shown| {
        let (changed, watchers) = shown
            .entry(key.to_owned())
            .or_insert_with(|| (ArcTrigger::new(), 0));
        *watchers += 1;
        changed.clone()
    });
    let key = key.to_owned();
    on_cleanup(move || {
        shown.try_update_value(|shown| {
            let Some((_, watchers)) = shown.get_mut(&key) else {
                return;
            };
            *watchers -= 1;
            if *watchers == 0 {
                shown.remove(&key);
            }
        });
    });
    changed.unwrap_or_default()
}

fn notify(shown: Shown, keys: &[String]) {
    let triggers: Vec<ArcTrigger> = shown.with_value(|shown| {
        let shown = keys.iter().filter_map(|key| shown.get(key));
        shown.map(|(changed, _)| changed.clone()).collect()
    });
    triggers.iter().for_each(Notify::notify);
}

/// Tells of a change; a signal whose row is gone has nobody to tell.
pub(crate) fn bump(signal: RwSignal<u32>) {
    if let Some(mut count) = signal.try_write() {
        *count = count.wrapping_add(1);
    }
}

/// What a row's rank is worked out by.
pub(crate) type Ranker = Arc<dyn Fn(&Store, &str) -> Option<super::ordered::Rank> + Send + Sync>;
