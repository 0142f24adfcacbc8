//! Tasks: lists and descriptions taken, and whose turn it is.

use std::collections::HashSet;

use model::Timestamp;
use model::place::short_name;
use model::task::{Task, TaskPhase};

use super::{Attention, GONE, Seen, State};
use crate::aws::Client;
use crate::live::cluster::pace;
use crate::live::cluster::rota::Turn;

/// How long a stopped task is kept after it stopped, in milliseconds: as long as ECS tells of it.
const STOPPED_KEPT_MS: i64 = 3_600_000;

impl State {
    /// Takes a page of a list of tasks: those that ECS wants to run, or wants stopped. Says whether
    /// something in it must be looked at.
    pub(in crate::live::cluster) fn list_tasks(&mut self, arns: &[String], stopped: bool) -> bool {
        let mut due = false;
        for arn in arns {
            let id = short_name(arn);
            match self.tasks.get(id) {
                None => {
                    self.task_rota.add(id);
                    self.dirty.loading |= !self.tasks_loaded;
                    due = true;
                }
                Some(seen) if stopped && !seen.value.wants_stop() && !seen.value.is_stopped() => {
                    self.task_rota.hurry(id);
                    due = true;
                }
                Some(_) => {}
            }
        }
        due
    }

    /// Takes the end of complete lists that began at `began_ms`: what they did not name is looked at
    /// by itself, and stopped tasks are forgotten when ECS has forgotten them.
    pub(in crate::live::cluster) fn end_task_lists(
        &mut self,
        ids: &HashSet<String>,
        began_ms: u64,
        now: Timestamp,
    ) {
        let mut forgotten = Vec::new();
        for (id, seen) in &mut self.tasks {
            if ids.contains(id) {
                continue;
            }
            if seen.value.is_stopped() {
                let stopped = seen.value.stopped_at.or(seen.value.stopping_at);
                if stopped.is_some_and(|at| now.since_ms(at) >= STOPPED_KEPT_MS) {
                    forgotten.push(id.clone());
                }
            } else if seen.since_ms < began_ms {
                seen.missing = seen.missing.max(1);
                self.task_rota.hurry(id);
            }
        }
        for id in forgotten {
            self.forget_task(&id);
        }
        self.forget_images();
    }

    /// Takes the list of the tasks of one service that ECS wants to run. Says whether something in it
    /// must be looked at.
    pub(in crate::live::cluster) fn list_tasks_of(
        &mut self,
        service: &str,
        arns: &[String],
    ) -> bool {
        let mut due = self.list_tasks(arns, false);
        let listed: HashSet<&str> = arns.iter().map(|arn| short_name(arn)).collect();
        let ids = self.by_service.get(service);
        for id in ids.into_iter().flatten() {
            let known = self.tasks.get(id).map(|seen| &seen.value);
            let expected = |task: &Task| !task.is_stopped() && !task.wants_stop();
            if known.is_some_and(expected) && !listed.contains(id.as_str()) {
                self.task_rota.hurry(id);
                due = true;
            }
        }
        due
    }

    /// Takes an answer about the tasks that were asked for.
    pub(in crate::live::cluster) fn take_tasks(
        &mut self,
        asked: &[String],
        described: Vec<Task>,
        now_ms: u64,
    ) {
        let mut answered = HashSet::new();
        for task in described {
            answered.insert(task.id.clone());
            self.take_task(task, now_ms);
        }
        for key in asked {
            let id = short_name(key);
            if answered.contains(id) {
                continue;
            }
            self.task_rota.looked(id, now_ms);
            match self.tasks.get_mut(id) {
                Some(seen) if seen.missing + 1 < GONE => seen.missing += 1,
                _ => self.forget_task(id),
            }
        }
    }

    /// Takes one task, unless the answer is older than what is known.
    pub(in crate::live::cluster) fn take_task(&mut self, task: Task, now_ms: u64) {
        let id = task.id.clone();
        if task.is_stopped() {
            // Never changes again.
            self.task_rota.remove(&id);
        } else {
            self.task_rota.add(&id);
            self.task_rota.looked(&id, now_ms);
        }
        let known = self.tasks.get_mut(&id);
        let since_ms = known.as_ref().map_or(now_ms, |seen| seen.since_ms);
        if let Some(known) = known {
            known.missing = 0;
            known.last_ms = now_ms;
            if known.value.version > task.version {
                if known.value.is_stopped() {
                    self.task_rota.remove(&id);
                }
                return;
            }
            if known.value == task {
                return;
            }
        }
        if let Some(service) = task.service() {
            self.dirty.of_services.insert(service.to_owned());
            self.by_service
                .entry(service.to_owned())
                .or_default()
                .insert(id.clone());
        }
        self.dirty.tasks.insert(id.clone());
        self.dirty.loading |= !self.tasks_loaded;
        if !self.images.contains_key(&task.task_definition) {
            let images = task.containers.iter().filter_map(|c| c.image.clone());
            let images: Vec<String> = images.collect();
            if !images.is_empty() {
                self.take_images(&task.task_definition, images);
            }
        }
        let seen = Seen {
            value: task,
            missing: 0,
            since_ms,
            last_ms: now_ms,
        };
        self.tasks.insert(id, seen);
    }

    fn forget_task(&mut self, id: &str) {
        self.task_rota.remove(id);
        let Some(seen) = self.tasks.remove(id) else {
            return;
        };
        self.dirty.tasks.insert(id.to_owned());
        if let Some(service) = seen.value.service() {
            self.dirty.of_services.insert(service.to_owned());
            if let Some(ids) = self.by_service.get_mut(service) {
                ids.remove(id);
                if ids.is_empty() {
                    self.by_service.remove(service);
                }
            }
        }
    }

    /// Forgets images of task definitions that nothing uses any more.
    fn forget_images(&mut self) {
        let services = self.services.values().map(|seen| &seen.value.0);
        let tasks = self.tasks.values().map(|seen| &seen.value.task_definition);
        let used: HashSet<&String> = services
            .map(|service| &service.task_definition)
            .chain(tasks)
            .collect();
        self.images.retain(|arn, _| used.contains(arn));
    }

    pub(in crate::live::cluster) fn has_task(&self, id: &str) -> bool {
        self.tasks.contains_key(id)
    }

    pub(in crate::live::cluster) fn tasks_loaded(&self) -> bool {
        self.tasks_loaded
    }

    /// Makes a task due at once.
    pub(in crate::live::cluster) fn hurry_task(&mut self, id: &str) {
        self.task_rota.hurry(id);
    }

    /// Notes that every task has been described once.
    pub(in crate::live::cluster) fn end_task_load(&mut self) {
        self.tasks_loaded = true;
        self.dirty.loading = true;
    }

    /// Whose turn it is among the tasks.
    pub(in crate::live::cluster) fn task_turn(
        &mut self,
        now_ms: u64,
        per_s: f64,
        calls: usize,
        attention: &Attention<'_>,
    ) -> Turn {
        let per_call = Client::TASKS_PER_CALL;
        let rest_ms = pace::tasks_ms(self.task_rota.len(), per_call, per_s);
        let tasks = &self.tasks;
        self.task_rota.turn(now_ms, per_call, calls, |id| {
            let Some(seen) = tasks.get(id) else {
                return rest_ms;
            };
            let service = seen.value.service();
            let focused = |name: &str| attention.focused.contains(name);
            let changes = || {
                seen.missing > 0
                    || matches!(
                        seen.value.phase(),
                        TaskPhase::Starting | TaskPhase::Stopping
                    )
            };
            let interval = match () {
                () if focused(id) || service.is_some_and(focused) => pace::FOCUSED_MS,
                () if service.is_some_and(|name| attention.visible.has(name)) => pace::VISIBLE_MS,
                () if changes() => pace::CHANGING_MS,
                () => rest_ms,
            };
            interval.min(rest_ms)
        })
    }

    /// When all tasks that have not stopped were looked at.
    pub(in crate::live::cluster) fn tasks_since(&self) -> Option<u64> {
        self.task_rota.oldest()
    }

    /// Tasks of a service, or one task, for their logs.
    pub(in crate::live::cluster) fn tasks(&self, wanted: impl Fn(&Task) -> bool) -> Vec<Task> {
        self.tasks
            .values()
            .map(|seen| &seen.value)
            .filter(|task| wanted(task))
            .cloned()
            .collect()
    }
}
