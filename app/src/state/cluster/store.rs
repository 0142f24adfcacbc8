//! A cluster's services and tasks by name and id, changed one by one.

use std::collections::HashMap;
use std::sync::Arc;

use model::Timestamp;
use model::attention::{ServiceState, Severity, service_state};
use model::live::{ClusterPatch, ClusterView, KeyedPatch, ListedService, TaskSummary};
use model::place::short_name;
use model::service::Service;
use model::task::TaskPhase;

use super::counts::{Counts, Share};
use crate::state::sort::Ranked;

/// A service, whatever is known of it.
#[derive(Debug, Default)]
struct Entry {
    /// Its ARN; empty while only its tasks are known.
    arn: String,
    service: Option<Arc<Service>>,
    listed: bool,
    /// Oldest first.
    tasks: Vec<TaskSummary>,
    state: Option<ServiceState>,
    share: Share,
}

/// What a change touched, each once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    /// Names of services.
    pub(crate) services: Vec<String>,
    /// Ids of tasks.
    pub(crate) tasks: Vec<String>,
}

impl Touched {
    /// Adds what another change touched; to be tidied in the end.
    pub(crate) fn add(&mut self, other: Self) {
        self.services.extend(other.services);
        self.tasks.extend(other.tasks);
    }

    /// Leaves each name once.
    pub(crate) fn tidy(&mut self) {
        once(&mut self.services);
        once(&mut self.tasks);
    }
}

/// Brings names in order, each once.
fn once(names: &mut Vec<String>) {
    model::order::sort_by(names, Ord::cmp);
    names.dedup();
}

/// A cluster's services and tasks. A change costs what it changes, however many there are.
#[derive(Debug)]
pub(crate) struct Store {
    services: HashMap<String, Entry>,
    /// The service of each task, `None` for those run on their own.
    homes: HashMap<String, Option<String>>,
    alone: HashMap<String, TaskSummary>,
    /// When failed tasks stopped, by id.
    failed: HashMap<String, Option<Timestamp>>,
    shares: Share,
    now: Timestamp,
}

impl Store {
    /// The services and tasks of a view at a time.
    pub(crate) fn of(view: ClusterView, now: Timestamp) -> Self {
        let mut store = Self {
            services: HashMap::new(),
            homes: HashMap::new(),
            alone: HashMap::new(),
            failed: HashMap::new(),
            shares: Share::default(),
            now,
        };
        store.apply(ClusterPatch {
            cluster: None,
            services: added(view.services),
            listed: added(view.listed),
            tasks: added(view.tasks),
            loading: None,
        });
        store
    }

    /// Takes a change of services and tasks.
    pub(crate) fn apply(&mut self, patch: ClusterPatch) -> Touched {
        let mut touched = Touched::default();
        for id in patch.tasks.removed {
            self.take_out(&id, &mut touched);
        }
        for task in patch.tasks.upserted {
            self.put_task(task, &mut touched);
        }
        for arn in patch.listed.removed {
            let name = short_name(&arn).to_owned();
            if let Some(entry) = self.services.get_mut(&name) {
                entry.listed = false;
            }
            touched.services.push(name);
        }
        for ListedService { arn } in patch.listed.upserted {
            let name = short_name(&arn).to_owned();
            let entry = self.services.entry(name.clone()).or_default();
            entry.listed = true;
            entry.arn = arn;
            touched.services.push(name);
        }
        for arn in patch.services.removed {
            let name = short_name(&arn).to_owned();
            if let Some(entry) = self.services.get_mut(&name)
                && entry.arn == arn
            {
                entry.service = None;
            }
            touched.services.push(name);
        }
        for service in patch.services.upserted {
            let name = service.name.clone();
            let entry = self.services.entry(name.clone()).or_default();
            entry.arn.clone_from(&service.arn);
            entry.service = Some(Arc::new(service));
            touched.services.push(name);
        }
        touched.tidy();
        for name in &touched.services {
            self.work_out(name);
        }
        touched
    }

    /// Lets time pass: states that depend on it are worked out again, which are those of services
    /// with failed tasks.
    pub(crate) fn pass(&mut self, now: Timestamp) -> Touched {
        self.now = now;
        let homes = self.failed.keys().filter_map(|id| self.homes.get(id));
        let mut services: Vec<String> = homes.flatten().cloned().collect();
        once(&mut services);
        services.retain(|name| self.work_out(name));
        Touched {
            services,
            tasks: Vec::new(),
        }
    }

    /// A service with its state; `None` when it is neither described nor listed.
    pub(crate) fn service(&self, name: &str) -> Option<Ranked> {
        let entry = self.services.get(name)?;
        let state = entry.state.clone()?;
        Some(Ranked {
            arn: entry.arn.clone(),
            service: entry.service.clone(),
            state,
        })
    }

    /// Names of all services.
    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        let known = |entry: &Entry| entry.state.is_some();
        let services = self.services.iter();
        services.filter_map(move |(name, entry)| known(entry).then_some(name))
    }

    /// The tasks of a service, oldest first.
    pub(crate) fn tasks_of(&self, name: &str) -> &[TaskSummary] {
        self.services
            .get(name)
            .map_or(&[], |entry| entry.tasks.as_slice())
    }

    /// A task.
    pub(crate) fn task(&self, id: &str) -> Option<&TaskSummary> {
        match self.homes.get(id)? {
            None => self.alone.get(id),
            Some(name) => self.tasks_of(name).iter().find(|task| task.id == id),
        }
    }

    /// Ids of all tasks.
    pub(crate) fn task_ids(&self) -> impl Iterator<Item = &String> {
        self.homes.keys()
    }

    /// The cluster in numbers.
    pub(crate) fn counts(&self) -> Counts {
        let lately = |at: &&Option<Timestamp>| {
            at.is_some_and(|at| self.now.since_ms(at) <= super::FAILURES_MS)
        };
        Counts {
            share: self.shares,
            tasks: self.homes.len(),
            failed: self.failed.values().filter(lately).count(),
            standalone: self.alone.values().filter(|task| is_there(task)).count(),
        }
    }

    fn put_task(&mut self, task: TaskSummary, touched: &mut Touched) {
        let home = self.homes.get(&task.id);
        if home.is_some_and(|home| *home != task.service) {
            self.take_out(&task.id.clone(), touched);
        }
        if task.phase == TaskPhase::Failed {
            self.failed.insert(task.id.clone(), task.stopped_at);
        } else {
            self.failed.remove(&task.id);
        }
        self.homes.insert(task.id.clone(), task.service.clone());
        touched.tasks.push(task.id.clone());
        let Some(name) = task.service.clone() else {
            self.alone.insert(task.id.clone(), task);
            return;
        };
        let tasks = &mut self.services.entry(name.clone()).or_default().tasks;
        touched.services.push(name);
        tasks.retain(|other| other.id != task.id);
        let place = |task: &TaskSummary| (task.created_at, task.id.clone());
        let at = place(&task);
        let at = tasks.partition_point(|other| place(other) < at);
        tasks.insert(at, task);
    }

    fn take_out(&mut self, id: &str, touched: &mut Touched) {
        self.failed.remove(id);
        self.alone.remove(id);
        touched.tasks.push(id.to_owned());
        if let Some(Some(name)) = self.homes.remove(id)
            && let Some(entry) = self.services.get_mut(&name)
        {
            entry.tasks.retain(|task| task.id != id);
            touched.services.push(name);
        }
    }

    /// Works out a service's state and its share in the counts; whether the state changed.
    fn work_out(&mut self, name: &str) -> bool {
        let Some(entry) = self.services.get_mut(name) else {
            return false;
        };
        let state = match &entry.service {
            Some(service) => Some(service_state(service, &entry.tasks, self.now)),
            None => entry.listed.then(|| listed_state(&entry.tasks)),
        };
        let share = Share::of(entry.service.as_deref(), state.as_ref());
        self.shares.add(&entry.share, -1);
        self.shares.add(&share, 1);
        entry.share = share;
        let changed = entry.state != state;
        entry.state = state;
        if entry.state.is_none() && entry.tasks.is_empty() {
            self.services.remove(name);
        }
        changed
    }
}

/// Whether a task has not stopped.
pub(crate) fn is_there(task: &TaskSummary) -> bool {
    !matches!(task.phase, TaskPhase::Stopped | TaskPhase::Failed)
}

fn added<T>(upserted: Vec<T>) -> KeyedPatch<T> {
    KeyedPatch {
        upserted,
        removed: Vec::new(),
    }
}

/// The state of a service of which only the tasks are known.
fn listed_state(tasks: &[TaskSummary]) -> ServiceState {
    let failed = tasks.iter().any(|task| task.phase == TaskPhase::Failed);
    ServiceState {
        severity: if failed {
            Severity::Failing
        } else {
            Severity::Idle
        },
        words: if failed {
            "tasks failed, loading".to_owned()
        } else {
            "Loading".to_owned()
        },
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests;
