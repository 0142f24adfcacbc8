//! How the services of a cluster are read: a first load, then whose turn it is, beside a slow list.

use std::collections::HashSet;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use model::Error;
use model::cluster::Cluster;
use model::place::short_name;
use model::service::{Service, ServiceEvent};
use tokio::time::Instant;

use super::rota::Turn;
use super::state::images_of;
use super::{ClusterWatcher, Kind, focus, pace};
use crate::aws::{Client, Page};
use crate::live::channel::lock;

/// Calls of a first load that are under way at once: enough for the whole burst of a bucket within
/// half a second at usual latencies.
const LOAD_CALLS: usize = 12;

/// Calls of one turn that are under way at once.
const TURN_CALLS: usize = 4;

/// Task definitions read in one look for the images of services without a running task.
const IMAGES_PER_LOOK: usize = 5;

/// An answer of the first load.
enum Answer {
    Cluster(Cluster),
    Listed(Page),
    Described(Vec<String>, Vec<(Service, Vec<ServiceEvent>)>),
}

impl ClusterWatcher {
    /// Looks at the services whose turn it is; answers the pause until the next.
    pub(super) async fn look_at_services(&self, client: &Client) -> Result<Duration, Error> {
        if !lock(&self.state).services_loaded() {
            self.load_services(client).await?;
        }
        self.find_services(client).await?;
        self.look_for_images(client).await;
        let turn = self.with_attention(|attention| {
            let per_s = client.service_pace().per_s;
            let mut state = lock(&self.state);
            state.service_turn(self.now_ms(), per_s, TURN_CALLS, attention)
        });
        let names = match turn {
            Turn::Now(names) => names,
            Turn::In(ms) => return Ok(Duration::from_millis(ms)),
            Turn::Never => return Ok(Kind::Services.longest_pause()),
        };
        let cluster = &self.reference.cluster;
        let batches = names.chunks(Client::SERVICES_PER_CALL).map(<[_]>::to_vec);
        let mut answers = stream::iter(batches.collect::<Vec<_>>())
            .map(|batch| async move {
                let described = client.describe_services(cluster, &batch).await?;
                Ok::<_, Error>((batch, described))
            })
            .buffer_unordered(TURN_CALLS);
        while let Some((asked, described)) = answers.try_next().await? {
            self.take_services(&asked, described);
        }
        Ok(Duration::ZERO)
    }

    /// The first load: pages of the list one after the other, descriptions as soon as names are
    /// known, all as fast as the budget allows.
    async fn load_services(&self, client: &Client) -> Result<(), Error> {
        let cluster = self.reference.cluster.as_str();
        let mut calls: FuturesUnordered<BoxFuture<'_, Result<Answer, Error>>> =
            FuturesUnordered::new();
        let list = |token: Option<String>| {
            async move {
                Ok(Answer::Listed(
                    client.list_services_page(cluster, token).await?,
                ))
            }
            .boxed()
        };
        calls.push(async move { Ok(Answer::Cluster(client.cluster(cluster).await?)) }.boxed());
        calls.push(list(None));
        let mut names = HashSet::new();
        let mut asked = HashSet::new();
        let mut is_complete = false;
        while let Some(answer) = calls.next().await {
            let answer = answer?;
            self.recovered(Kind::Services);
            match answer {
                Answer::Cluster(described) => lock(&self.state).take_cluster(described),
                Answer::Listed(page) => {
                    names.extend(page.arns.iter().map(|arn| short_name(arn).to_owned()));
                    lock(&self.state).list_services(&page.arns);
                    self.count_service_page(names.len());
                    if let Some(token) = page.next {
                        calls.push(list(Some(token)));
                    } else {
                        is_complete = true;
                        lock(&self.state).end_service_list(&names);
                    }
                }
                Answer::Described(batch, described) => self.take_services(&batch, described),
            }
            self.changed.notify_one();
            while calls.len() < LOAD_CALLS {
                let batch = self.with_attention(|attention| {
                    let most = Client::SERVICES_PER_CALL;
                    lock(&self.state).next_to_load(&asked, attention, most)
                });
                // A call that is not full waits for the next page.
                if batch.is_empty() || (batch.len() < Client::SERVICES_PER_CALL && !is_complete) {
                    break;
                }
                asked.extend(batch.iter().cloned());
                calls.push(
                    async move {
                        let described = client.describe_services(cluster, &batch).await?;
                        Ok(Answer::Described(batch, described))
                    }
                    .boxed(),
                );
            }
        }
        lock(&self.state).end_service_load();
        lock(&self.lists).services_at = Some(Instant::now());
        self.changed.notify_one();
        self.wake(Kind::ServiceList);
        Ok(())
    }

    /// Takes an answer about services, and lets those look who want to know more.
    fn take_services(&self, asked: &[String], described: Vec<(Service, Vec<ServiceEvent>)>) {
        let news = lock(&self.state).take_services(asked, described, self.now_ms());
        self.changed.notify_one();
        if news.deployed {
            self.wake(Kind::Histories);
        }
        let checks: Vec<String> = self.with_attention(|attention| {
            let seen = news.tasks_of.into_iter();
            seen.filter(|name| attention.has(name)).collect()
        });
        self.check_tasks_of(checks);
    }

    /// One page after the other of the list of services, spread over its interval.
    pub(super) async fn list_services(&self, client: &Client) -> Result<Duration, Error> {
        let interval = {
            let pages = lock(&self.lists).service_pages;
            let ms = pace::service_list_ms(pages, client.service_pace().per_s);
            Duration::from_millis(ms)
        };
        let Some(at) = lock(&self.lists).services_at else {
            return Ok(Kind::ServiceList.longest_pause());
        };
        if at.elapsed() < interval {
            return Ok(interval.saturating_sub(at.elapsed()));
        }
        let cluster = &self.reference.cluster;
        let began = Instant::now();
        let described = client.cluster(cluster).await?;
        lock(&self.state).take_cluster(described);
        let mut names = HashSet::new();
        let mut token = None;
        let mut pages = 0;
        loop {
            let page = client.list_services_page(cluster, token).await?;
            self.recovered(Kind::ServiceList);
            pages += 1;
            names.extend(page.arns.iter().map(|arn| short_name(arn).to_owned()));
            lock(&self.state).list_services(&page.arns);
            self.changed.notify_one();
            self.wake(Kind::Services);
            token = page.next;
            if token.is_none() {
                break;
            }
            let expected = lock(&self.lists).service_pages.max(1);
            tokio::time::sleep(interval / u32::try_from(expected).unwrap_or(u32::MAX)).await;
        }
        lock(&self.state).end_service_list(&names);
        let mut lists = lock(&self.lists);
        lists.service_pages = pages;
        // Lists of one page pause here, long ones are spread.
        lists.services_at = Some(if pages > 1 { began } else { Instant::now() });
        Ok(Duration::ZERO)
    }

    fn count_service_page(&self, names: usize) {
        lock(&self.lists).service_pages = names.div_ceil(100).max(1);
    }

    /// Reads task definitions of services that no task shows the images of. A failure only leaves the
    /// images out.
    async fn look_for_images(&self, client: &Client) {
        if !lock(&self.state).tasks_loaded() {
            return;
        }
        let unknown = lock(&self.state).unknown_images();
        for arn in unknown.into_iter().take(IMAGES_PER_LOOK) {
            let images = match client.task_definition(&arn).await {
                Ok(answer) => images_of(&answer.document),
                Err(error) if error.is_passing() => return,
                Err(_) => Vec::new(),
            };
            lock(&self.state).take_images(&arn, images);
            self.changed.notify_one();
        }
    }

    /// Ends the channels of services that do not exist, after asking for each once more by name.
    async fn find_services(&self, client: &Client) -> Result<(), Error> {
        for name in focus::keys(&self.services) {
            if lock(&self.state).has_service(&name) {
                continue;
            }
            let cluster = &self.reference.cluster;
            let described = client
                .describe_services(cluster, std::slice::from_ref(&name))
                .await?;
            self.take_services(std::slice::from_ref(&name), described);
            if !lock(&self.state).has_service(&name) {
                let words = format!("There is no service {name} in the cluster {cluster}.");
                focus::end(&self.services, &name, Error::not_found(words));
            }
        }
        Ok(())
    }
}
