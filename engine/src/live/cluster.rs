//! The watcher of one cluster: its services, its tasks, and the deployments of those looked at.
//!
//! Three loops look at AWS apart from each other, so a slow or failing kind of answer delays no
//! other: services (with the cluster itself), tasks (cluster-wide), and histories (deployments and
//! revisions of the services that somebody looks at). Each takes its answers into the shared
//! [`state::State`] and publishes the views that somebody follows.

mod focus;
mod look;
mod state;
mod sweep;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use model::live::{ClusterView, ServiceView, TaskView, View};
use model::place::ClusterRef;
use model::task::Task;
use model::{Error, ErrorKind, Timestamp};
use serde::Serialize;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::cadence;
use super::channel::{Channel, Freshness, lock};
use super::hub::Hub;
use super::interest::{Guard, Interest};
use crate::aws::Client;
use focus::Focus;
use state::State;
use sweep::Sweep;

/// A kind of look at AWS, each with its own loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The cluster and its services.
    Services,
    /// The cluster's tasks.
    Tasks,
    /// Deployments and revisions of the services in focus.
    Histories,
}

/// Follows one cluster.
pub(super) struct ClusterWatcher {
    hub: Hub,
    reference: ClusterRef,
    interest: Arc<Interest>,
    channel: Arc<Channel<ClusterView>>,
    services: Mutex<HashMap<String, Focus<ServiceView>>>,
    tasks: Mutex<HashMap<String, Focus<TaskView>>>,
    state: Mutex<State>,
    sweep: Mutex<Sweep>,
    health: Mutex<Health>,
    /// Resolves for every loop at once.
    nudges: watch::Sender<()>,
    /// Wakes the loop of histories when another service comes into focus.
    refocused: Notify,
    /// Rises with every publication, for tails that follow the tasks.
    published: watch::Sender<()>,
    stop: CancellationToken,
}

/// When each kind of look last went well, and what went wrong since.
#[derive(Debug, Default)]
struct Health {
    good: BTreeMap<Kind, Instant>,
    errors: BTreeMap<Kind, Error>,
    /// When the services were last listed.
    listed: Option<Instant>,
    /// The target's clock, and when it was read.
    now: Option<(Timestamp, Instant)>,
}

impl ClusterWatcher {
    pub(super) fn start(hub: Hub, reference: ClusterRef) -> Arc<Self> {
        let watcher = Arc::new(Self {
            interest: Arc::default(),
            channel: Arc::new(Channel::new(hub.shared_epoch())),
            services: Mutex::default(),
            tasks: Mutex::default(),
            state: Mutex::default(),
            sweep: Mutex::default(),
            health: Mutex::default(),
            nudges: watch::Sender::new(()),
            refocused: Notify::new(),
            published: watch::Sender::new(()),
            stop: hub.stop_token(),
            reference,
            hub: hub.clone(),
        });
        for kind in [Kind::Services, Kind::Tasks, Kind::Histories] {
            hub.spawn(Arc::clone(&watcher).run(kind));
        }
        watcher
    }

    pub(super) fn channel(&self) -> Arc<Channel<ClusterView>> {
        Arc::clone(&self.channel)
    }

    pub(super) fn interest(&self) -> &Arc<Interest> {
        &self.interest
    }

    /// The channel of a service, kept fresh while the guard lives.
    pub(super) fn service(&self, name: &str) -> (Arc<Channel<ServiceView>>, Guard) {
        let focused = focus::enter(&self.services, name, &self.hub.shared_epoch());
        self.publish();
        self.refocused.notify_one();
        focused
    }

    /// The channel of a task, kept fresh while the guard lives.
    pub(super) fn task(&self, id: &str) -> (Arc<Channel<TaskView>>, Guard) {
        let focused = focus::enter(&self.tasks, id, &self.hub.shared_epoch());
        self.publish();
        self.refocused.notify_one();
        focused
    }

    /// Says which services a reader of the cluster has on screen; none when it has gone.
    pub(super) fn set_visible(&self, reader: u64, arns: Vec<String>) {
        lock(&self.sweep).set_visible(reader, arns);
    }

    /// Looks again at once.
    pub(super) fn nudge(&self) {
        self.nudges.send_replace(());
    }

    /// Resolves after each publication.
    pub(super) fn publications(&self) -> watch::Receiver<()> {
        self.published.subscribe()
    }

    /// The tasks that are wanted, `None` until the cluster's tasks are known.
    pub(super) fn known_tasks(&self, wanted: impl Fn(&Task) -> bool) -> Option<Vec<Task>> {
        let state = lock(&self.state);
        state.tasks_loaded().then(|| state.tasks(wanted))
    }

    /// Why the cluster can't be followed, when it can't.
    pub(super) fn trouble(&self) -> Option<Error> {
        lock(&self.health).errors.get(&Kind::Tasks).cloned()
    }

    async fn run(self: Arc<Self>, kind: Kind) {
        let mut nudged = self.nudges.subscribe();
        let mut failures = 0;
        loop {
            let look = async {
                let client = self.hub.client(&self.reference.place).await?;
                // Somebody waits for the first look; the later ones leave room for them.
                let seen = lock(&self.health).good.contains_key(&kind);
                let reader = if seen {
                    client.background()
                } else {
                    client.clone()
                };
                let pause = self.look(kind, &reader).await;
                self.took(kind, &client, pause.as_ref().err());
                pause
            };
            let pause = match self.stop.run_until_cancelled(look).await {
                None => return,
                Some(Ok(pause)) => {
                    failures = 0;
                    pause
                }
                Some(Err(error)) if self.is_over(&error, failures) => {
                    self.end(error);
                    return;
                }
                Some(Err(error)) => {
                    failures += 1;
                    tracing::warn!(
                        cluster = self.reference.cluster,
                        ?kind,
                        failures,
                        code = error.code,
                        request_id = error.request_id,
                        "{error}"
                    );
                    cadence::after_failures(failures)
                }
            };
            if self.retire() {
                return;
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
                _ = nudged.changed() => {}
                () = self.refocused.notified(), if kind == Kind::Histories => {}
            }
        }
    }

    /// Stops all loops when nobody has been interested for a while.
    fn retire(&self) -> bool {
        focus::forget(&self.services);
        focus::forget(&self.tasks);
        let over = self
            .hub
            .retire_cluster(&self.reference, || self.interest.is_over());
        if over {
            self.stop.cancel();
        }
        over
    }

    /// Whether the cluster does not exist, which ends the watcher. One that did exist must be missing
    /// twice in a row.
    fn is_over(&self, error: &Error, failures: u32) -> bool {
        // Histories go well without a look at anything when no service is in focus.
        let good = &lock(&self.health).good;
        let existed = good.contains_key(&Kind::Services) || good.contains_key(&Kind::Tasks);
        error.kind == ErrorKind::NotFound && (failures > 0 || !existed)
    }

    fn end(&self, error: Error) {
        // Out of the registry first: whoever comes next starts anew and asks AWS again.
        self.hub.retire_cluster(&self.reference, || true);
        self.channel.end(error.clone());
        focus::end_all(&self.services, &error);
        focus::end_all(&self.tasks, &error);
        self.stop.cancel();
        self.published.send_replace(());
    }

    /// Notes how a look went, and publishes.
    fn took(&self, kind: Kind, client: &Client, error: Option<&Error>) {
        {
            let mut health = lock(&self.health);
            match error {
                None => {
                    health.good.insert(kind, Instant::now());
                    health.errors.remove(&kind);
                }
                Some(error) => {
                    health.errors.insert(kind, error.clone());
                }
            }
            health.now = Some((client.now(), Instant::now()));
        }
        self.publish();
    }

    /// How fresh what these kinds of look give is: as fresh as the oldest of them.
    fn freshness(&self, kinds: &[Kind]) -> Freshness {
        let health = lock(&self.health);
        let (now, at) = health.now.unwrap_or((Timestamp(0), Instant::now()));
        let good = kinds
            .iter()
            .map(|kind| health.good.get(kind).copied())
            .min()
            .flatten();
        let error = kinds
            .iter()
            .find_map(|kind| health.errors.get(kind).cloned());
        Freshness {
            now,
            at,
            good,
            rest: None,
            error,
            paced: false,
        }
    }

    /// Publishes every view that somebody follows.
    fn publish(&self) {
        let main = self.freshness(&[Kind::Services, Kind::Tasks]);
        let state = lock(&self.state);
        publish(&self.channel, state.cluster_view(), main.clone());
        for (name, focus) in lock(&self.services).iter() {
            publish(focus.channel(), state.service_view(name), main.clone());
        }
        let tasks = self.freshness(&[Kind::Tasks]);
        for (id, focus) in lock(&self.tasks).iter() {
            publish(focus.channel(), state.task_view(id), tasks.clone());
        }
        drop(state);
        self.published.send_replace(());
    }
}

/// Publishes a view when there is one, else only how things are.
fn publish<V: View + Serialize>(channel: &Channel<V>, view: Option<V>, freshness: Freshness) {
    match view {
        Some(view) => channel.publish(view, freshness),
        None if freshness.error.is_some() => channel.publish_status(freshness),
        None => {}
    }
}
