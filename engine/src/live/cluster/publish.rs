//! Publishing what has changed, to whoever follows it.

use std::sync::Arc;
use std::time::Duration;

use model::live::{ServiceView, TaskView, View};
use model::{Error, Timestamp};
use serde::Serialize;
use tokio::time::Instant;

use super::state::State;
use super::visible::Visible;
use super::{ClusterWatcher, Kind};
use crate::aws::Client;
use crate::live::channel::{Channel, lock};
use crate::live::freshness::Freshness;

/// The shortest time between two publications: at most twenty a second.
const GAP: Duration = Duration::from_millis(50);

/// How often it is told how fresh everything is.
const STATUS_EVERY: Duration = Duration::from_secs(1);

/// What is not on screens and older than this is told of, in milliseconds.
const REST_TOLD_MS: u64 = 5_000;

/// Looks that wait for the budget are told of when what is on screens is older than this.
const PACED_TOLD: Duration = Duration::from_secs(4);

/// The looks that the view of a cluster is made of.
const MAIN: [Kind; 4] = [
    Kind::Services,
    Kind::ServiceList,
    Kind::Tasks,
    Kind::TaskList,
];

/// What was told last.
#[derive(Default)]
struct Told {
    at: Option<Instant>,
    error: Option<Error>,
}

impl ClusterWatcher {
    /// Publishes until the watcher stops.
    pub(super) async fn run_publisher(self: Arc<Self>) {
        let mut told = Told::default();
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = self.changed.notified() => {}
                () = tokio::time::sleep(STATUS_EVERY) => {}
            }
            self.publish(&mut told);
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(GAP) => {}
            }
        }
    }

    /// Publishes what has changed, and every second how fresh it is.
    fn publish(&self, told: &mut Told) {
        let visible = lock(&self.visible);
        let mut state = lock(&self.state);
        let dirty = state.take_dirty();
        let fresh = self.freshness(&state, &visible);
        let is_due =
            told.at.is_none_or(|at| at.elapsed() >= STATUS_EVERY) || told.error != fresh.error;
        let status = is_due.then_some(&fresh);
        if self.channel.has_view() {
            self.channel
                .publish_change(|view| state.cluster_patch(view, &dirty), status.cloned());
        } else if !dirty.is_empty() || is_due {
            publish(&self.channel, state.cluster_view(), &fresh);
        }
        for (name, focus) in lock(&self.services).iter() {
            let channel = focus.channel();
            if !channel.has_view() || dirty.concerns_service(name) {
                publish(channel, state.service_view(name), &fresh);
            } else if is_due {
                channel.publish_status(fresh.clone());
            }
        }
        for (id, focus) in lock(&self.tasks).iter() {
            let channel = focus.channel();
            if !channel.has_view() || dirty.concerns_task(id) {
                publish(channel, state.task_view(id), &fresh);
            } else if is_due {
                channel.publish_status(fresh.clone());
            }
        }
        drop(state);
        drop(visible);
        if is_due {
            *told = Told {
                at: Some(Instant::now()),
                error: fresh.error,
            };
        }
        self.published.send_replace(());
    }

    /// Gives somebody who begins to look at a service what is known of it.
    pub(super) fn publish_service(&self, name: &str, channel: &Channel<ServiceView>) {
        let visible = lock(&self.visible);
        let state = lock(&self.state);
        if !channel.has_view() {
            let fresh = self.freshness(&state, &visible);
            publish(channel, state.service_view(name), &fresh);
        }
    }

    /// Gives somebody who begins to look at a task what is known of it.
    pub(super) fn publish_task(&self, id: &str, channel: &Channel<TaskView>) {
        let visible = lock(&self.visible);
        let state = lock(&self.state);
        if !channel.has_view() {
            let fresh = self.freshness(&state, &visible);
            publish(channel, state.task_view(id), &fresh);
        }
    }

    /// How fresh everything is: what is on screens, and the rest.
    fn freshness(&self, state: &State, visible: &Visible) -> Freshness {
        let at = Instant::now();
        let (looked, error) = {
            let health = lock(&self.health);
            let looked = [Kind::Services, Kind::Tasks].map(|kind| health.good.get(&kind).copied());
            let error = MAIN.iter().find_map(|kind| health.errors.get(kind));
            (looked, error.cloned())
        };
        let instant = |ms: u64| self.begin + Duration::from_millis(ms);
        let [services, tasks] = looked;
        let on_screens = state.visible_since(visible).map(instant);
        let good = services
            .map(|services| on_screens.unwrap_or(services))
            .zip(tasks)
            .map(|(services, tasks)| services.min(tasks));
        let listed = lock(&self.lists).tasks_since_ms;
        let rest = [state.services_since(), state.tasks_since(), listed];
        let oldest = rest.into_iter().flatten().min();
        let now_ms = self.now_ms();
        let rest = oldest.filter(|since| now_ms.saturating_sub(*since) > REST_TOLD_MS);
        let client = self.client.get();
        let waits =
            client.is_some_and(|client| client.service_pace().waits || client.task_pace().waits);
        Freshness {
            now: client.map_or(Timestamp(0), Client::now),
            at,
            good,
            rest: good.and(rest).map(instant),
            error,
            paced: waits && good.is_some_and(|good| good.elapsed() > PACED_TOLD),
        }
    }
}

/// Publishes a view when there is one, else only how things are.
fn publish<V: View + Serialize>(channel: &Channel<V>, view: Option<V>, fresh: &Freshness) {
    match view {
        Some(view) => channel.publish(view, fresh.clone()),
        None if fresh.error.is_some() => channel.publish_status(fresh.clone()),
        None => {}
    }
}
