//! The registry of watchers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use model::live::{
    BudgetView, ClusterView, ClustersView, First, LogScope, LogsView, Offered, Position,
    ServiceView, TaskView, Topic, View,
};
use model::place::{ClusterRef, Place, ServiceRef, TaskRef};
use model::{Error, ErrorKind};
use serde::Serialize;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::budget::BudgetWatcher;
use super::channel::{Channel, lock};
use super::cluster::ClusterWatcher;
use super::clusters::ClustersWatcher;
use super::epoch::Epoch;
use super::health::Health;
use super::interest::Guard;
use super::logs::LogTail;
use super::subscription::Subscription;
use crate::aws::{Accounts, Client};
use crate::metrics::Metrics;
use crate::settings::{Settings, Target};

/// How long a first paint waits for AWS before it is rendered without data.
const FIRST_PAINT_WAIT: Duration = Duration::from_secs(10);

/// How much longer a first paint waits for what is still missing.
const COMPLETE_WAIT: Duration = Duration::from_millis(1_500);

/// A first paint does not wait for the rest of a cluster with more services than this: a page of the
/// list, whose rows follow over the socket as they arrive.
const WHOLE_SERVICES: u32 = 99;

/// All watchers of the process, and the AWS clients they share.
#[derive(Clone)]
pub(crate) struct Hub {
    inner: Arc<Inner>,
}

struct Inner {
    epoch: Arc<str>,
    accounts: Accounts,
    metrics: Metrics,
    targets: HashMap<String, Target>,
    clients: HashMap<Place, OnceCell<Client>>,
    places: Mutex<HashMap<Place, Arc<ClustersWatcher>>>,
    budgets: Mutex<HashMap<Place, Arc<BudgetWatcher>>>,
    clusters: Mutex<HashMap<ClusterRef, Arc<ClusterWatcher>>>,
    tails: Mutex<HashMap<(ClusterRef, LogScope), Arc<LogTail>>>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// How much is watched at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// Watchers of clusters, places, budgets and tails, those that linger included.
    pub watchers: usize,
    /// How many are interested in them: subscriptions, first paints, and tails in their clusters.
    pub interests: usize,
}

impl Hub {
    /// How much is watched now.
    pub(crate) fn watched(&self) -> Watched {
        let Inner {
            places,
            budgets,
            clusters,
            tails,
            ..
        } = &*self.inner;
        let mut counts: Vec<usize> = Vec::new();
        counts.extend(lock(places).values().map(|w| w.interest().count()));
        counts.extend(lock(budgets).values().map(|w| w.interest().count()));
        counts.extend(lock(clusters).values().map(|w| w.interest().count()));
        counts.extend(lock(tails).values().map(|w| w.interest().count()));
        Watched {
            watchers: counts.len(),
            interests: counts.iter().sum(),
        }
    }

    pub(crate) fn new(settings: &Settings, metrics: &Metrics) -> Self {
        let targets = &settings.targets;
        let places = targets.iter().flat_map(|target| {
            target.regions.iter().map(|region| Place {
                target: target.name.clone(),
                region: region.clone(),
            })
        });
        Self {
            inner: Arc::new(Inner {
                epoch: uuid::Uuid::new_v4().simple().to_string().into(),
                accounts: Accounts::new(settings.background_share),
                metrics: metrics.clone(),
                clients: places.map(|place| (place, OnceCell::new())).collect(),
                targets: targets
                    .iter()
                    .map(|t| (t.name.clone(), t.clone()))
                    .collect(),
                places: Mutex::default(),
                budgets: Mutex::default(),
                clusters: Mutex::default(),
                tails: Mutex::default(),
                tasks: TaskTracker::new(),
                stop: CancellationToken::new(),
            }),
        }
    }

    pub(crate) fn epoch(&self) -> &str {
        &self.inner.epoch
    }

    pub(super) fn shared_epoch(&self) -> Epoch {
        Epoch {
            name: Arc::clone(&self.inner.epoch),
            metrics: self.inner.metrics.live.clone(),
        }
    }

    /// The clients that have been used.
    pub(crate) fn clients(&self) -> impl Iterator<Item = &Client> {
        self.inner.clients.values().filter_map(OnceCell::get)
    }

    /// Goes through the watchers that look at AWS: kind, place, and how each does.
    pub(crate) fn each_watcher(&self, look: &mut dyn FnMut(&'static str, &Place, Health)) {
        for (place, watcher) in lock(&self.inner.places).iter() {
            look("clusters", place, watcher.channel().health());
        }
        for (cluster, watcher) in lock(&self.inner.clusters).iter() {
            look("cluster", &cluster.place, watcher.channel().health());
        }
        for ((cluster, _), tail) in lock(&self.inner.tails).iter() {
            look("logs", &cluster.place, tail.channel().health());
        }
    }

    /// The AWS client of a place, made at its first use.
    pub(crate) async fn client(&self, place: &Place) -> Result<Client, Error> {
        let unknown = || {
            Error::not_found(format!(
                "{} {} is not configured.",
                place.target, place.region
            ))
        };
        let target = self.inner.targets.get(&place.target).ok_or_else(unknown)?;
        let cell = self.inner.clients.get(place).ok_or_else(unknown)?;
        Ok(cell
            .get_or_init(|| {
                let metrics = self.inner.metrics.aws.clone();
                Client::join(target, &place.region, &self.inner.accounts, metrics)
            })
            .await
            .clone())
    }

    /// A token that is cancelled at shutdown.
    pub(super) fn stop_token(&self) -> CancellationToken {
        self.inner.stop.child_token()
    }

    /// Runs a watcher's task; shutdown waits for it.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.inner.tasks.spawn(task);
    }

    /// Follows a topic, starting its watcher when nobody else does.
    pub(crate) fn subscribe(&self, topic: &Topic, from: Option<&Position>) -> Subscription {
        match topic {
            Topic::Clusters(place) => {
                let (watcher, guard) = self.place(place);
                Subscription::new(topic.clone(), from, watcher.channel(), guard)
            }
            Topic::Cluster(cluster) => {
                let (watcher, guard) = self.cluster(cluster);
                Subscription::new(topic.clone(), from, watcher.channel(), guard).with_visible(
                    Arc::new(move |reader, arns| watcher.set_visible(reader, &arns)),
                )
            }
            Topic::Service(service) => {
                let (watcher, guard) = self.cluster(&service.cluster);
                let (channel, focus) = watcher.service(&service.service);
                Subscription::new(topic.clone(), from, channel, (guard, focus))
            }
            Topic::Task(task) => {
                let (watcher, guard) = self.cluster(&task.cluster);
                let (channel, focus) = watcher.task(&task.task);
                Subscription::new(topic.clone(), from, channel, (guard, focus))
            }
            Topic::Budget(place) => {
                let (watcher, guard) = self.budget(place);
                Subscription::new(topic.clone(), from, watcher.channel(), guard)
            }
            Topic::Logs { cluster, scope } => {
                let (tail, guard) = self.tail(cluster, scope);
                Subscription::new(topic.clone(), from, tail.channel(), guard)
            }
        }
    }

    /// The clusters of a place, for a page that is rendered on the server. The interest in it
    /// lingers, so the page's socket finds the watcher running; so for the others below.
    pub(crate) async fn first_clusters(&self, place: &Place) -> Result<First<ClustersView>, Error> {
        let (watcher, _guard) = self.place(place);
        first(&watcher.channel(), |_| true).await
    }

    /// The budget of a place, for who begins to look at it.
    pub(crate) async fn first_budget(&self, place: &Place) -> Result<First<BudgetView>, Error> {
        let (watcher, _guard) = self.budget(place);
        first(&watcher.channel(), |_| true).await
    }

    /// A cluster, for a page that is rendered on the server.
    pub(crate) async fn first_cluster(
        &self,
        cluster: &ClusterRef,
    ) -> Result<First<ClusterView>, Error> {
        let (watcher, _guard) = self.cluster(cluster);
        first(&watcher.channel(), |view| {
            view.loading
                .is_none_or(|loading| loading.total > WHOLE_SERVICES && loading.loaded > 0)
        })
        .await
    }

    /// A service, for a page that is rendered on the server.
    pub(crate) async fn first_service(
        &self,
        service: &ServiceRef,
    ) -> Result<First<ServiceView>, Error> {
        let (watcher, _guard) = self.cluster(&service.cluster);
        let (channel, _focus) = watcher.service(&service.service);
        first(&channel, |view| {
            !matches!(view.deployments, Offered::Loading)
        })
        .await
    }

    /// A task, for a page that is rendered on the server.
    pub(crate) async fn first_task(&self, task: &TaskRef) -> Result<First<TaskView>, Error> {
        let (watcher, _guard) = self.cluster(&task.cluster);
        let (channel, _focus) = watcher.task(&task.task);
        first(&channel, |_| true).await
    }

    /// Lines of logs, for a page that is rendered on the server.
    pub(crate) async fn first_logs(
        &self,
        cluster: &ClusterRef,
        scope: &LogScope,
    ) -> Result<First<LogsView>, Error> {
        let (tail, _guard) = self.tail(cluster, scope);
        first(&tail.channel(), |_| true).await
    }

    /// Looks again at once at a service that was just acted on.
    pub(crate) fn nudge_service(&self, service: &ServiceRef) {
        if let Some(watcher) = lock(&self.inner.clusters).get(&service.cluster) {
            watcher.nudge(&service.service);
        }
    }

    /// Looks again at once at a task that was just acted on, and at its service.
    pub(crate) fn nudge_task(&self, task: &TaskRef, service: Option<&str>) {
        if let Some(watcher) = lock(&self.inner.clusters).get(&task.cluster) {
            watcher.nudge_task(&task.task);
            if let Some(service) = service {
                watcher.nudge(service);
            }
        }
    }

    /// Stops every watcher and waits for them.
    pub(crate) async fn shutdown(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }

    pub(super) fn place(&self, place: &Place) -> (Arc<ClustersWatcher>, Guard) {
        let mut places = lock(&self.inner.places);
        let watcher = places
            .entry(place.clone())
            .or_insert_with(|| ClustersWatcher::start(self.clone(), place.clone()));
        (Arc::clone(watcher), watcher.interest().enter())
    }

    pub(super) fn cluster(&self, cluster: &ClusterRef) -> (Arc<ClusterWatcher>, Guard) {
        let mut clusters = lock(&self.inner.clusters);
        let watcher = clusters
            .entry(cluster.clone())
            .or_insert_with(|| ClusterWatcher::start(self.clone(), cluster.clone()));
        (Arc::clone(watcher), watcher.interest().enter())
    }

    fn budget(&self, place: &Place) -> (Arc<BudgetWatcher>, Guard) {
        let mut budgets = lock(&self.inner.budgets);
        let watcher = budgets
            .entry(place.clone())
            .or_insert_with(|| BudgetWatcher::start(self.clone(), place.clone()));
        (Arc::clone(watcher), watcher.interest().enter())
    }

    fn tail(&self, cluster: &ClusterRef, scope: &LogScope) -> (Arc<LogTail>, Guard) {
        let mut tails = lock(&self.inner.tails);
        let tail = tails
            .entry((cluster.clone(), scope.clone()))
            .or_insert_with(|| LogTail::start(self.clone(), cluster.clone(), scope.clone()));
        (Arc::clone(tail), tail.interest().enter())
    }

    /// Forgets a place's watcher if nobody is interested; says whether it did. Under the registry's
    /// lock, so nobody can become interested in between.
    pub(super) fn retire_place(&self, place: &Place, over: impl Fn() -> bool) -> bool {
        let mut places = lock(&self.inner.places);
        let retire = over();
        if retire {
            places.remove(place);
        }
        retire
    }

    /// Like [`Hub::retire_place`], for the watcher of a budget.
    pub(super) fn retire_budget(&self, place: &Place, over: impl Fn() -> bool) -> bool {
        let mut budgets = lock(&self.inner.budgets);
        let retire = over();
        if retire {
            budgets.remove(place);
        }
        retire
    }

    /// Like [`Hub::retire_place`], for a cluster's watcher.
    pub(super) fn retire_cluster(&self, cluster: &ClusterRef, over: impl Fn() -> bool) -> bool {
        let mut clusters = lock(&self.inner.clusters);
        let retire = over();
        if retire {
            clusters.remove(cluster);
        }
        retire
    }

    /// Like [`Hub::retire_place`], for a tail.
    pub(super) fn retire_tail(
        &self,
        cluster: &ClusterRef,
        scope: &LogScope,
        over: impl Fn() -> bool,
    ) -> bool {
        let mut tails = lock(&self.inner.tails);
        let retire = over();
        if retire {
            tails.remove(&(cluster.clone(), scope.clone()));
        }
        retire
    }

    /// The regions configured for a target.
    pub(super) fn regions(&self, target: &str) -> &[String] {
        self.inner
            .targets
            .get(target)
            .map(|target| target.regions.as_slice())
            .unwrap_or_default()
    }
}

/// A channel's first state, or why there is none. One that is not complete is waited for a little,
/// so that small clusters are painted whole and large ones soon.
async fn first<V: View + Serialize>(
    channel: &Channel<V>,
    is_complete: impl Fn(&V) -> bool,
) -> Result<First<V>, Error> {
    let any = tokio::time::timeout(FIRST_PAINT_WAIT, channel.first(|_| true));
    let first = any.await.unwrap_or_else(|_| {
        Err(Error::new(
            ErrorKind::Unreachable,
            "AWS has not answered within 10 s.",
        ))
    })?;
    if is_complete(&first.view) {
        return Ok(first);
    }
    let complete = tokio::time::timeout(COMPLETE_WAIT, channel.first(is_complete));
    complete.await.unwrap_or(Ok(first))
}
