//! Services: lists and descriptions taken, and whose turn it is.

use std::collections::{HashMap, HashSet};

use model::place::short_name;
use model::service::{Service, ServiceEvent, ServiceStatus};
use model::task::TaskPhase;
use model::{Timestamp, order};

use super::{GONE, Seen, State};
use crate::aws::Client;
use crate::live::cluster::pace;
use crate::live::cluster::rota::Turn;
use crate::live::cluster::visible::Visible;

/// How long an answer that is older than what is known is not believed, in milliseconds. Nothing at
/// ECS lags that long, so what still looks old then is true.
const STALE_MS: u64 = 30_000;

/// What somebody looks at.
pub(in crate::live::cluster) struct Attention<'a> {
    /// Services and tasks that have a page of their own open.
    pub(in crate::live::cluster) focused: &'a HashSet<String>,
    /// Rows on screens.
    pub(in crate::live::cluster) visible: &'a Visible,
}

impl Attention<'_> {
    /// Whether somebody looks at the service.
    pub(in crate::live::cluster) fn has(&self, service: &str) -> bool {
        self.focused.contains(service) || self.visible.has(service)
    }
}

impl State {
    /// Takes a page of a list of services.
    pub(in crate::live::cluster) fn list_services(&mut self, arns: &[String]) {
        for arn in arns {
            let name = short_name(arn);
            if self.listed.insert(name.to_owned(), arn.clone()).is_none() {
                self.service_rota.add(name);
                self.dirty.services.insert(name.to_owned(), arn.clone());
                self.dirty.loading |= !self.services_loaded;
            }
        }
    }

    /// Takes the end of a complete list: what it did not name is looked at by itself.
    pub(in crate::live::cluster) fn end_service_list(&mut self, names: &HashSet<String>) {
        self.services_listed = true;
        self.dirty.cluster = true;
        let missed: Vec<String> = self
            .listed
            .keys()
            .filter(|name| !names.contains(*name))
            .cloned()
            .collect();
        for name in missed {
            match self.services.get_mut(&name) {
                Some(seen) => {
                    seen.missing = seen.missing.max(1);
                    self.service_rota.hurry(&name);
                }
                None => self.forget_service(&name),
            }
        }
    }

    /// Takes an answer about the services that were asked for. Says what is new in it: whether a
    /// deployment began, and which services changed so that their tasks did, too.
    pub(in crate::live::cluster) fn take_services(
        &mut self,
        asked: &[String],
        described: Vec<(Service, Vec<ServiceEvent>)>,
        now_ms: u64,
    ) -> News {
        let mut news = News::default();
        let mut answered = HashSet::new();
        for (service, events) in described {
            let name = service.name.clone();
            answered.insert(name.clone());
            if service.status == ServiceStatus::Inactive {
                self.forget_service(&name);
                continue;
            }
            self.listed
                .entry(name.clone())
                .or_insert_with(|| service.arn.clone());
            self.service_rota.add(&name);
            self.service_rota.looked(&name, now_ms);
            let known = self.services.get(&name);
            if known.is_some_and(|known| is_stale(known, &service, now_ms)) {
                continue;
            }
            let since_ms = known.map_or(now_ms, |known| known.since_ms);
            if let Some(known) = known {
                news.compare(&known.value.0, &service);
            }
            let answer = (service, events);
            if known.is_none_or(|known| known.value != answer) {
                self.dirty
                    .services
                    .insert(name.clone(), answer.0.arn.clone());
                self.dirty.loading |= !self.services_loaded;
            }
            let seen = Seen {
                value: answer,
                missing: 0,
                since_ms,
                last_ms: now_ms,
            };
            self.services.insert(name, seen);
        }
        for key in asked {
            let name = short_name(key);
            if answered.contains(name) {
                continue;
            }
            self.service_rota.looked(name, now_ms);
            match self.services.get_mut(name) {
                Some(seen) if seen.missing + 1 < GONE => seen.missing += 1,
                _ => self.forget_service(name),
            }
        }
        news
    }

    fn forget_service(&mut self, name: &str) {
        self.service_rota.remove(name);
        let known = self.services.remove(name).map(|seen| seen.value.0.arn);
        let arn = self.listed.remove(name).or(known);
        if let Some(arn) = arn {
            self.histories.remove(name);
            self.dirty.services.insert(name.to_owned(), arn);
            self.dirty.loading |= !self.services_loaded;
        }
    }

    pub(in crate::live::cluster) fn has_service(&self, name: &str) -> bool {
        self.services.contains_key(name)
    }

    pub(in crate::live::cluster) fn services_loaded(&self) -> bool {
        self.services_loaded
    }

    /// Notes that every service has been described once.
    pub(in crate::live::cluster) fn end_service_load(&mut self) {
        self.services_loaded = true;
        self.dirty.loading = true;
    }

    /// Makes a service due at once.
    pub(in crate::live::cluster) fn hurry_service(&mut self, name: &str) {
        self.service_rota.hurry(name);
    }

    /// The next services of the first load, at most `most`: those on screens, then those whose tasks
    /// tell of trouble, then the others by name. `asked` are under way.
    pub(in crate::live::cluster) fn next_to_load(
        &self,
        asked: &HashSet<String>,
        attention: &Attention<'_>,
        most: usize,
    ) -> Vec<String> {
        let mut waiting: Vec<(u8, &String)> = self
            .listed
            .keys()
            .filter(|name| !self.services.contains_key(*name) && !asked.contains(*name))
            .map(|name| {
                let rank = match () {
                    () if attention.has(name) => 0,
                    () if self.is_troubled(name) => 1,
                    () => 2,
                };
                (rank, name)
            })
            .collect();
        order::sort_by(&mut waiting, Ord::cmp);
        waiting
            .into_iter()
            .take(most)
            .map(|(_, name)| name.clone())
            .collect()
    }

    /// Whether a service's tasks show that it needs attention.
    fn is_troubled(&self, name: &str) -> bool {
        let ids = self.by_service.get(name);
        ids.into_iter().flatten().any(|id| {
            self.tasks
                .get(id)
                .is_some_and(|seen| seen.value.phase() != TaskPhase::Running)
        })
    }

    /// Whose turn it is among the services.
    pub(in crate::live::cluster) fn service_turn(
        &mut self,
        now_ms: u64,
        per_s: f64,
        calls: usize,
        attention: &Attention<'_>,
    ) -> Turn {
        let per_call = Client::SERVICES_PER_CALL;
        let rest_ms = pace::services_ms(self.service_rota.len(), per_call, per_s);
        self.service_rota.turn(now_ms, per_call, calls, |name| {
            let changes = || {
                self.services
                    .get(name)
                    .is_some_and(|seen| seen.missing > 0 || seen.value.0.is_deploying())
            };
            let interval = match () {
                () if attention.focused.contains(name) => pace::FOCUSED_MS,
                () if attention.visible.has(name) => pace::VISIBLE_MS,
                () if changes() => pace::CHANGING_MS,
                () => rest_ms,
            };
            interval.min(rest_ms)
        })
    }

    /// When the services on screens were all looked at; `None` when nothing is on screens.
    pub(in crate::live::cluster) fn visible_since(&self, visible: &Visible) -> Option<u64> {
        let names = visible.names();
        names.filter_map(|name| self.service_rota.last(name)).min()
    }

    /// When all services were looked at.
    pub(in crate::live::cluster) fn services_since(&self) -> Option<u64> {
        self.service_rota.oldest()
    }

    /// Task definitions of services whose images neither a task nor an answer has shown.
    pub(in crate::live::cluster) fn unknown_images(&self) -> Vec<String> {
        let arns: HashSet<&String> = self
            .services
            .values()
            .map(|seen| &seen.value.0.task_definition)
            .filter(|arn| !arn.is_empty() && !self.images.contains_key(*arn))
            .collect();
        arns.into_iter().cloned().collect()
    }

    /// Takes the images of a task definition; they never change.
    pub(in crate::live::cluster) fn take_images(
        &mut self,
        task_definition: &str,
        images: Vec<String>,
    ) {
        self.images.insert(task_definition.to_owned(), images);
        let shown = self
            .services
            .values()
            .map(|seen| &seen.value.0)
            .filter(|service| service.task_definition == task_definition)
            .map(|service| (service.name.clone(), service.arn.clone()));
        self.dirty.services.extend(shown.collect::<HashMap<_, _>>());
    }
}

/// What an answer about services tells beyond their state.
#[derive(Debug, Default)]
pub(in crate::live::cluster) struct News {
    /// Whether a deployment began.
    pub(in crate::live::cluster) deployed: bool,
    /// Services whose tasks have changed.
    pub(in crate::live::cluster) tasks_of: Vec<String>,
}

impl News {
    fn compare(&mut self, old: &Service, new: &Service) {
        let newest = |service: &Service| service.primary().map(|primary| primary.id.clone());
        let counts = |service: &Service| {
            let event = service.last_event.as_ref().map(|event| event.id.clone());
            (service.running, service.pending, event)
        };
        self.deployed |= newest(old) != newest(new);
        if counts(old) != counts(new) {
            self.tasks_of.push(new.name.clone());
        }
    }
}

/// Whether an answer is older than what is known: its newest deployment or its newest event is.
fn is_stale(known: &Seen<(Service, Vec<ServiceEvent>)>, answer: &Service, now_ms: u64) -> bool {
    let times = |service: &Service| -> (Option<Timestamp>, Option<Timestamp>) {
        let deployed = service.primary().and_then(|primary| primary.created_at);
        (deployed, service.last_event.as_ref().map(|event| event.at))
    };
    let (old, new) = (times(&known.value.0), times(answer));
    let older = new.0 < old.0 || new.1 < old.1;
    older && now_ms.saturating_sub(known.last_ms) < STALE_MS
}
