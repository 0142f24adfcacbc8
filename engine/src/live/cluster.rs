//! The watcher of one cluster: its services, its tasks, and the deployments of those looked at.
//!
//! Five loops look at AWS apart from each other, so a slow or failing kind of answer delays no other.
//! Services and tasks are first loaded as fast as the budget allows. Then two loops read again whose
//! turn it is: what somebody looks at most often, the rest as often as the budget's share for
//! background work allows; two others list both, slowly, to find what is new and what has gone. The
//! fifth reads deployments and revisions of the services that somebody has open. All take their
//! answers into the shared [`state::State`]; what changed there is published at most twenty times a
//! second.

mod focus;
mod histories;
mod pace;
mod publish;
mod rota;
mod services;
mod state;
mod tasks;
mod visible;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use model::live::{ClusterView, ServiceView, TaskView};
use model::place::ClusterRef;
use model::task::Task;
use model::{Error, ErrorKind};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::cadence;
use super::channel::{Channel, lock};
use super::hub::Hub;
use super::interest::{Guard, Interest};
use crate::aws::Client;
use focus::Focus;
use state::{Attention, State};
use visible::Visible;

/// A kind of look at AWS, each with its own loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The services whose turn it is.
    Services,
    /// The list of services, and the cluster itself.
    ServiceList,
    /// The tasks whose turn it is.
    Tasks,
    /// The lists of tasks.
    TaskList,
    /// Deployments and revisions of the services in focus.
    Histories,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Services,
        Self::ServiceList,
        Self::Tasks,
        Self::TaskList,
        Self::Histories,
    ];

    /// The longest that a loop rests; it is woken when there is something to do before.
    fn longest_pause(self) -> Duration {
        match self {
            Self::Services | Self::Tasks => Duration::from_millis(1_500),
            Self::ServiceList | Self::TaskList | Self::Histories => Duration::from_secs(15),
        }
    }
}

/// Follows one cluster.
pub(super) struct ClusterWatcher {
    hub: Hub,
    reference: ClusterRef,
    begin: Instant,
    /// Known once the place's client has been made.
    client: OnceLock<Client>,
    interest: Arc<Interest>,
    channel: Arc<Channel<ClusterView>>,
    services: Mutex<HashMap<String, Focus<ServiceView>>>,
    tasks: Mutex<HashMap<String, Focus<TaskView>>>,
    visible: Mutex<Visible>,
    state: Mutex<State>,
    lists: Mutex<Lists>,
    /// Services whose tasks are to be listed at once.
    checks: Mutex<BTreeSet<String>>,
    health: Mutex<Health>,
    /// Wakes the loop of each kind.
    wakes: [Notify; Kind::ALL.len()],
    /// Resolves for the publisher when the state may have changed.
    changed: Notify,
    /// Rises with every publication, for tails that follow the tasks.
    published: watch::Sender<()>,
    stop: CancellationToken,
}

/// How long the lists are, and when they were last read.
#[derive(Debug, Default)]
struct Lists {
    service_pages: usize,
    services_at: Option<Instant>,
    task_pages: usize,
    tasks_at: Option<Instant>,
    /// When the newest complete lists of tasks began.
    tasks_since_ms: Option<u64>,
}

/// When each kind of look last went well, and what went wrong since.
#[derive(Debug, Default)]
struct Health {
    good: BTreeMap<Kind, Instant>,
    errors: BTreeMap<Kind, Error>,
}

impl ClusterWatcher {
    pub(super) fn start(hub: Hub, reference: ClusterRef) -> Arc<Self> {
        let watcher = Arc::new(Self {
            begin: Instant::now(),
            client: OnceLock::new(),
            interest: Arc::default(),
            channel: Arc::new(Channel::new(hub.shared_epoch())),
            services: Mutex::default(),
            tasks: Mutex::default(),
            visible: Mutex::default(),
            state: Mutex::default(),
            lists: Mutex::default(),
            checks: Mutex::default(),
            health: Mutex::default(),
            wakes: Default::default(),
            changed: Notify::new(),
            published: watch::Sender::new(()),
            stop: hub.stop_token(),
            reference,
            hub: hub.clone(),
        });
        for kind in Kind::ALL {
            hub.spawn(Arc::clone(&watcher).run(kind));
        }
        hub.spawn(Arc::clone(&watcher).run_publisher());
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
        self.publish_service(name, &focused.0);
        for kind in [Kind::Services, Kind::Tasks, Kind::Histories] {
            self.wake(kind);
        }
        focused
    }

    /// The channel of a task, kept fresh while the guard lives.
    pub(super) fn task(&self, id: &str) -> (Arc<Channel<TaskView>>, Guard) {
        let focused = focus::enter(&self.tasks, id, &self.hub.shared_epoch());
        self.publish_task(id, &focused.0);
        self.wake(Kind::Tasks);
        focused
    }

    /// Says which services a reader of the cluster has on screen; none when it has gone.
    pub(super) fn set_visible(&self, reader: u64, arns: &[String]) {
        lock(&self.visible).set(reader, arns);
        self.wake(Kind::Services);
        self.wake(Kind::Tasks);
    }

    /// Looks again at once at a service, its tasks and its deployments.
    pub(super) fn nudge(&self, service: &str) {
        lock(&self.state).hurry_service(service);
        self.check_tasks_of(vec![service.to_owned()]);
        self.wake(Kind::Services);
        self.wake(Kind::Histories);
    }

    /// Looks again at once at a task.
    pub(super) fn nudge_task(&self, id: &str) {
        lock(&self.state).hurry_task(id);
        self.wake(Kind::Tasks);
    }

    fn wake(&self, kind: Kind) {
        self.wakes[kind as usize].notify_one();
    }

    /// Milliseconds since the watcher began.
    fn now_ms(&self) -> u64 {
        u64::try_from(self.begin.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Does something with what somebody looks at.
    fn with_attention<T>(&self, act: impl FnOnce(&Attention<'_>) -> T) -> T {
        let mut focused: HashSet<String> = focus::keys(&self.services).into_iter().collect();
        focused.extend(focus::keys(&self.tasks));
        let visible = lock(&self.visible);
        act(&Attention {
            focused: &focused,
            visible: &visible,
        })
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
        let mut failures = 0;
        loop {
            let look = async {
                let client = self.hub.client(&self.reference.place).await?;
                let _ = self.client.set(client.clone());
                // Somebody waits for the first look; the later ones leave room for them.
                let seen = lock(&self.health).good.contains_key(&kind);
                let reader = if seen {
                    client.background()
                } else {
                    client.cold()
                };
                self.look(kind, &reader).await
            };
            let Some(looked) = self.stop.run_until_cancelled(look).await else {
                return;
            };
            self.note(kind, looked.as_ref().err());
            let pause = match looked {
                Ok(pause) => {
                    failures = 0;
                    pause
                }
                Err(error) if self.is_over(&error, failures) => return self.end(error),
                Err(error) => {
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
            let wake = self.wakes[kind as usize].notified();
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
                // A wake does not shorten the pause after a failure.
                () = wake, if failures == 0 => {}
            }
        }
    }

    /// One look; answers the pause until the next.
    async fn look(&self, kind: Kind, client: &Client) -> Result<Duration, Error> {
        match kind {
            Kind::Services => self.look_at_services(client).await,
            Kind::ServiceList => self.list_services(client).await,
            Kind::Tasks => self.look_at_tasks(client).await,
            Kind::TaskList => self.list_tasks(client).await,
            Kind::Histories => Ok(self.look_at_histories(client).await),
        }
    }

    /// Notes in the middle of a long look that AWS answers again.
    fn recovered(&self, kind: Kind) {
        if lock(&self.health).errors.remove(&kind).is_some() {
            self.changed.notify_one();
        }
    }

    /// Notes how a look went.
    fn note(&self, kind: Kind, error: Option<&Error>) {
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
        drop(health);
        self.changed.notify_one();
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
}
