//! How the tasks of a cluster are read: a first load, then whose turn it is, beside lists that find
//! what started and stopped.

use std::collections::HashSet;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use model::place::short_name;
use model::task::Task;
use model::{Error, ErrorKind};
use tokio::time::Instant;

use super::rota::Turn;
use super::{ClusterWatcher, Kind, focus, pace};
use crate::aws::{Client, Page, TaskFilter};
use crate::live::channel::lock;

/// Calls of a first load that are under way at once.
const LOAD_CALLS: usize = 8;

/// Calls of one turn that are under way at once.
const TURN_CALLS: usize = 2;

/// Services whose tasks are listed in one look because something about them changed.
const CHECKS_PER_LOOK: usize = 8;

/// An answer of the first load.
enum Answer {
    Listed(Page, bool),
    Described(Vec<String>, Vec<Task>),
}

impl ClusterWatcher {
    /// Looks at the tasks whose turn it is; answers the pause until the next.
    pub(super) async fn look_at_tasks(&self, client: &Client) -> Result<Duration, Error> {
        if !lock(&self.state).tasks_loaded() {
            self.load_tasks(client).await?;
        }
        self.find_tasks(client).await?;
        let per_s = client.task_pace().per_s;
        let lists = self.with_attention(|attention| {
            lock(&self.state).deploying_lists(self.now_ms(), per_s, attention)
        });
        lock(&self.checks).extend(lists.due);
        self.look_at_checks(client).await?;
        let turn = self.with_attention(|attention| {
            let mut state = lock(&self.state);
            state.task_turn(self.now_ms(), per_s, TURN_CALLS, attention)
        });
        let until_list = lists
            .next_in_ms
            .map_or(Duration::MAX, Duration::from_millis);
        let ids = match turn {
            Turn::Now(ids) => ids,
            Turn::In(ms) => return Ok(until_list.min(Duration::from_millis(ms))),
            Turn::Never => return Ok(until_list.min(Kind::Tasks.longest_pause())),
        };
        let cluster = &self.reference.cluster;
        let batches = ids.chunks(Client::TASKS_PER_CALL).map(<[_]>::to_vec);
        let mut answers = stream::iter(batches.collect::<Vec<_>>())
            .map(|batch| async move {
                let described = client.describe_tasks(cluster, &batch).await?;
                Ok::<_, Error>((batch, described))
            })
            .buffer_unordered(TURN_CALLS);
        while let Some((asked, described)) = answers.try_next().await? {
            self.take_tasks(&asked, described);
        }
        Ok(Duration::ZERO)
    }

    /// The first load: both lists page by page, descriptions as soon as ids are known, those that run
    /// first.
    async fn load_tasks(&self, client: &Client) -> Result<(), Error> {
        let cluster = self.reference.cluster.as_str();
        let mut calls: FuturesUnordered<BoxFuture<'_, Result<Answer, Error>>> =
            FuturesUnordered::new();
        let list = |stopped: bool, token: Option<String>| {
            let filter = TaskFilter {
                stopped,
                service: None,
            };
            async move {
                let page = client.list_tasks_page(cluster, filter, token).await?;
                Ok(Answer::Listed(page, stopped))
            }
            .boxed()
        };
        calls.push(list(false, None));
        calls.push(list(true, None));
        let began_ms = self.now_ms();
        let mut ids = HashSet::new();
        // What waits to be described: those that run, those that stopped.
        let mut waiting: [Vec<String>; 2] = [Vec::new(), Vec::new()];
        let mut lists = 2;
        let mut pages = 0;
        while let Some(answer) = calls.next().await {
            let answer = answer?;
            self.recovered(Kind::Tasks);
            match answer {
                Answer::Listed(page, stopped) => {
                    pages += 1;
                    lock(&self.state).list_tasks(&page.arns, stopped);
                    for arn in &page.arns {
                        let id = short_name(arn).to_owned();
                        // A retry after a failure need not ask again.
                        if ids.insert(id.clone()) && !lock(&self.state).has_task(&id) {
                            waiting[usize::from(stopped)].push(id);
                        }
                    }
                    match page.next {
                        Some(token) => calls.push(list(stopped, Some(token))),
                        None => lists -= 1,
                    }
                }
                Answer::Described(batch, described) => self.take_tasks(&batch, described),
            }
            self.changed.notify_one();
            while calls.len() < LOAD_CALLS {
                let Some(batch) = next_batch(&mut waiting, lists == 0) else {
                    break;
                };
                calls.push(
                    async move {
                        let described = client.describe_tasks(cluster, &batch).await?;
                        Ok(Answer::Described(batch, described))
                    }
                    .boxed(),
                );
            }
        }
        {
            let mut state = lock(&self.state);
            state.end_task_lists(&ids, began_ms, client.now());
            state.end_task_load();
        }
        {
            let mut lists = lock(&self.lists);
            lists.task_pages = pages;
            lists.tasks_at = Some(Instant::now());
        }
        self.changed.notify_one();
        self.wake(Kind::TaskList);
        // Images that no task shows are known to be so only now.
        self.wake(Kind::Services);
        Ok(())
    }

    fn take_tasks(&self, asked: &[String], described: Vec<Task>) {
        lock(&self.state).take_tasks(asked, described, self.now_ms());
        self.changed.notify_one();
    }

    /// One page after the other of the lists of tasks, spread over their interval.
    pub(super) async fn list_tasks(&self, client: &Client) -> Result<Duration, Error> {
        let (at, expected) = {
            let lists = lock(&self.lists);
            (lists.tasks_at, lists.task_pages.max(2))
        };
        let Some(at) = at else {
            return Ok(Kind::TaskList.longest_pause());
        };
        let interval_ms = pace::task_list_ms(expected, client.task_pace().per_s);
        let interval = Duration::from_millis(interval_ms);
        if at.elapsed() < interval && expected == 2 {
            return Ok(interval.saturating_sub(at.elapsed()));
        }
        let spacing = interval / u32::try_from(expected).unwrap_or(u32::MAX);
        let began_ms = self.now_ms();
        let mut ids = HashSet::new();
        let mut pages = 0;
        for stopped in [false, true] {
            let filter = TaskFilter {
                stopped,
                service: None,
            };
            let mut token = None;
            loop {
                let cluster = &self.reference.cluster;
                let page = client.list_tasks_page(cluster, filter, token).await?;
                self.recovered(Kind::TaskList);
                pages += 1;
                ids.extend(page.arns.iter().map(|arn| short_name(arn).to_owned()));
                if lock(&self.state).list_tasks(&page.arns, stopped) {
                    self.wake(Kind::Tasks);
                }
                token = page.next;
                if expected > 2 {
                    tokio::time::sleep(spacing).await;
                }
                if token.is_none() {
                    break;
                }
            }
        }
        lock(&self.state).end_task_lists(&ids, began_ms, client.now());
        {
            let mut lists = lock(&self.lists);
            lists.task_pages = pages;
            lists.tasks_at = Some(Instant::now());
            lists.tasks_since_ms = Some(began_ms);
        }
        self.changed.notify_one();
        self.wake(Kind::Tasks);
        Ok(Duration::ZERO)
    }

    /// The tasks of these services have changed: they are listed at once.
    pub(super) fn check_tasks_of(&self, services: Vec<String>) {
        if !services.is_empty() {
            lock(&self.checks).extend(services);
            self.wake(Kind::Tasks);
        }
    }

    /// Lists the tasks of services that have changed.
    async fn look_at_checks(&self, client: &Client) -> Result<(), Error> {
        let services: Vec<String> = {
            let mut checks = lock(&self.checks);
            let some: Vec<String> = checks.iter().take(CHECKS_PER_LOOK).cloned().collect();
            for name in &some {
                checks.remove(name);
            }
            some
        };
        let cluster = &self.reference.cluster;
        let mut answers = stream::iter(services)
            .map(|name| async move {
                let listed = client.list_tasks_of(cluster, &name).await;
                (name, listed)
            })
            .buffer_unordered(TURN_CALLS);
        while let Some((name, listed)) = answers.next().await {
            match listed {
                Ok(arns) => {
                    lock(&self.state).list_tasks_of(&name, &arns);
                }
                // Gone meanwhile, which the other looks will find.
                Err(error) if error.kind == ErrorKind::NotFound => {}
                Err(error) => {
                    lock(&self.checks).insert(name);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Ends the channels of tasks that do not exist, after asking for each once more by id.
    async fn find_tasks(&self, client: &Client) -> Result<(), Error> {
        for id in focus::keys(&self.tasks) {
            if lock(&self.state).has_task(&id) {
                continue;
            }
            let cluster = &self.reference.cluster;
            let described = match client
                .describe_tasks(cluster, std::slice::from_ref(&id))
                .await
            {
                // An id of a wrong form is refused rather than missed.
                Err(error) if matches!(error.kind, ErrorKind::Invalid) => Vec::new(),
                other => other?,
            };
            self.take_tasks(std::slice::from_ref(&id), described);
            if !lock(&self.state).has_task(&id) {
                let words = format!(
                    "There is no task {id} in the cluster {cluster}. ECS forgets stopped tasks after about an hour."
                );
                focus::end(&self.tasks, &id, Error::not_found(words));
            }
        }
        Ok(())
    }
}

/// The next call's tasks: a full one, or what is left when nothing comes any more.
fn next_batch(waiting: &mut [Vec<String>; 2], is_complete: bool) -> Option<Vec<String>> {
    let most = Client::TASKS_PER_CALL;
    let many = waiting[0].len() + waiting[1].len();
    if many == 0 || (many < most && !is_complete) {
        return None;
    }
    let mut batch = Vec::with_capacity(most);
    for queue in waiting {
        let some = queue.len().min(most - batch.len());
        batch.extend(queue.drain(..some));
    }
    Some(batch)
}
