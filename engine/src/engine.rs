//! The façade: everything the server and the interface ask for.

use std::sync::Arc;

use model::access::{Action, Role, may};
use model::live::{Position, Topic};
use model::place::{Place, ServiceRef};
use model::session::{SessionInfo, TargetAccess};
use model::{Error, ErrorKind};
use prometheus_client::registry::Registry;

use crate::access::Principal;
use crate::actions::Actions;
use crate::live::{Hub, Subscription, Watched};
use crate::metrics::{self, Metrics};
use crate::settings::{Settings, Target};
use crate::store::Store;

/// The console without its web server. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    store: Store,
    hub: Hub,
    metrics: Metrics,
    actions: Actions,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("epoch", &self.epoch())
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine on these targets and this store. Calls nothing: watchers start with the first
    /// interest in what they watch.
    pub fn new(settings: Settings, store: Store) -> Self {
        let metrics = Metrics::default();
        let hub = Hub::new(&settings, &metrics);
        Self {
            inner: Arc::new(Inner {
                settings,
                store,
                hub,
                metrics,
                actions: Actions::default(),
            }),
        }
    }

    /// The store of users, grants and the audit log.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The settings the engine was made with.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The build this is; a page of another build must reload.
    pub fn build(&self) -> &str {
        &self.inner.settings.build
    }

    /// The epoch of this process: revisions of another epoch mean nothing here.
    pub fn epoch(&self) -> &str {
        self.hub().epoch()
    }

    /// Adds the engine's metrics to a registry.
    pub fn register_metrics(&self, registry: &mut Registry) {
        metrics::register(registry, &self.inner.metrics, self.hub().clone());
    }

    /// Checks that somebody may read the metrics, which tell of every target: an admin of all.
    pub fn may_read_metrics(&self, who: &Principal) -> Result<(), Error> {
        let targets = &self.settings().targets;
        if targets
            .iter()
            .all(|target| who.role_at(&target.name) == Some(Role::Admin))
        {
            return Ok(());
        }
        let words = "Only admins of all targets may read the metrics.";
        Err(Error::new(ErrorKind::Forbidden, words))
    }

    /// How much is watched now.
    pub fn watched(&self) -> Watched {
        self.hub().watched()
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.inner.hub
    }

    pub(crate) fn actions(&self) -> &Actions {
        &self.inner.actions
    }

    /// What the browser needs to know about the signed-in user.
    pub fn session_info(&self, who: &Principal) -> SessionInfo {
        let access = |target: &Target| {
            Some(TargetAccess {
                target: target.name.clone(),
                regions: target.regions.clone(),
                role: who.role_at(&target.name)?,
                protected: target.protected,
            })
        };
        SessionInfo {
            user: who.user.clone(),
            targets: self.settings().targets.iter().filter_map(access).collect(),
            read_only: self.settings().read_only,
            demo: self.settings().demo,
        }
    }

    /// Checks that somebody may do something at a place that is configured. A target that is not
    /// configured is refused like one without a grant, so names can't be probed.
    pub(crate) fn authorise(
        &self,
        who: &Principal,
        place: &Place,
        action: Action,
    ) -> Result<(), Error> {
        let target = self
            .settings()
            .targets
            .iter()
            .find(|target| target.name == place.target);
        let role = target.and_then(|target| who.role_at(&target.name));
        may(action, role, self.settings().read_only)?;
        if target.is_some_and(|target| target.regions.contains(&place.region)) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::NotFound,
            format!(
                "The target {} has no region {} configured.",
                place.target, place.region
            ),
        ))
    }

    /// Checks what the user typed where the target is protected.
    pub(crate) fn check_typed(
        &self,
        service: &ServiceRef,
        typed: Option<&str>,
    ) -> Result<(), Error> {
        let place = &service.cluster.place;
        let mut targets = self.settings().targets.iter();
        let is_protected = targets.any(|target| target.name == place.target && target.protected);
        if !is_protected || typed.map(str::trim) == Some(service.service.as_str()) {
            return Ok(());
        }
        Err(Error::invalid(format!(
            "{} is protected: type the service’s name, {}, to confirm.",
            place.target, service.service
        )))
    }

    /// Follows a topic from what has been seen of it. Errors: `Forbidden`, `NotFound` for a region
    /// that is not configured; everything later arrives as an event.
    pub fn subscribe(
        &self,
        who: &Principal,
        topic: &Topic,
        from: Option<&Position>,
    ) -> Result<Subscription, Error> {
        self.authorise(who, topic.place(), Action::View)?;
        Ok(self.hub().subscribe(topic, from))
    }

    /// Waits for changes that are being made, stops every watcher and waits until they have ended.
    pub async fn shutdown(&self) {
        self.inner.actions.finish().await;
        self.hub().shutdown().await;
    }
}
