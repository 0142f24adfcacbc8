//! The looks of a cluster's watcher: which calls, in which order, how often.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt, stream};
use model::{Error, ErrorKind};
use tokio::time::Instant;

use super::{ClusterWatcher, Kind, focus, state};
use crate::aws::Client;
use crate::live::cadence::{self, FASTEST};
use crate::live::channel::lock;

/// How many calls of one look are under way at once.
const CONCURRENT_CALLS: usize = 6;

/// DescribeServices takes at most this many.
const SERVICES_PER_CALL: usize = 10;

/// Services described in one look once all are known: eight calls, which a look may cost every
/// [`FASTEST`].
const SERVICES_PER_LOOK: usize = 80;

/// DescribeTasks takes at most this many.
const TASKS_PER_CALL: usize = 100;

/// How often the list of services and the cluster itself are read.
const LIST_PAUSE: Duration = Duration::from_secs(10);

/// How often the history of a service without an ongoing deployment is read.
const CALM_HISTORY_PAUSE: Duration = Duration::from_secs(10);

/// Task definitions read in one look for the images of services without a running task.
const IMAGES_PER_LOOK: usize = 5;

impl ClusterWatcher {
    /// One look; answers the pause until the next.
    pub(super) async fn look(&self, kind: Kind, client: &Client) -> Result<Duration, Error> {
        match kind {
            Kind::Services => self.look_at_services(client).await,
            Kind::Tasks => self.look_at_tasks(client).await,
            Kind::Histories => Ok(self.look_at_histories(client).await),
        }
    }

    async fn look_at_services(&self, client: &Client) -> Result<Duration, Error> {
        let cluster = &self.reference.cluster;
        let due = lock(&self.health)
            .listed
            .is_none_or(|at| at.elapsed() >= LIST_PAUSE);
        if due {
            let (described, arns) =
                tokio::try_join!(client.cluster(cluster), client.list_services(cluster))?;
            {
                let mut state = lock(&self.state);
                state.take_cluster(described);
                state.take_service_list(arns);
            }
            lock(&self.health).listed = Some(Instant::now());
        }
        let first = !lock(&self.state).services_loaded();
        let (all, deploying) = {
            let state = lock(&self.state);
            (state.service_arns(), state.deploying_arns())
        };
        let most = if first { usize::MAX } else { SERVICES_PER_LOOK };
        let arns = lock(&self.sweep).next(all, &deploying, most);
        let batches: Vec<Vec<String>> = arns.chunks(SERVICES_PER_CALL).map(<[_]>::to_vec).collect();
        let calls = batches.len();
        let mut answers = stream::iter(batches)
            .map(|batch| async move { client.describe_services(cluster, &batch).await })
            .buffer_unordered(CONCURRENT_CALLS);
        while let Some(described) = answers.try_next().await? {
            if lock(&self.state).take_services(described) {
                // The records of deployments of what is looked at have something new to tell.
                self.refocused.notify_one();
            }
            if first {
                self.publish();
            }
        }
        self.look_for_images(client).await;
        self.find_services(client).await?;
        Ok(cadence::after(calls, FASTEST))
    }

    /// Reads task definitions of services that no running task shows the images of. A failure only
    /// leaves the images out.
    async fn look_for_images(&self, client: &Client) {
        if !lock(&self.state).tasks_loaded() {
            return;
        }
        let unknown = lock(&self.state).unknown_images();
        for arn in unknown.into_iter().take(IMAGES_PER_LOOK) {
            let images = match client.task_definition(&arn).await {
                Ok(answer) => state::images_of(&answer.document),
                Err(error) if error.is_passing() => return,
                Err(_) => Vec::new(),
            };
            lock(&self.state).take_images(arn, images);
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
            if described.is_empty() {
                let words = format!("There is no service {name} in the cluster {cluster}.");
                focus::end(&self.services, &name, Error::not_found(words));
            } else {
                lock(&self.state).take_services(described);
            }
        }
        Ok(())
    }

    async fn look_at_tasks(&self, client: &Client) -> Result<Duration, Error> {
        let cluster = &self.reference.cluster;
        let (mut listed, stopped) = tokio::try_join!(
            client.list_tasks(cluster, false),
            client.list_tasks(cluster, true)
        )?;
        let calls = 2 + listed.len() / TASKS_PER_CALL + stopped.len() / TASKS_PER_CALL;
        listed.extend(stopped);
        listed.sort_unstable();
        listed.dedup();
        let wanted = lock(&self.state).tasks_to_describe(&listed);
        let batches: Vec<Vec<String>> = wanted.chunks(TASKS_PER_CALL).map(<[_]>::to_vec).collect();
        let calls = calls + batches.len();
        let described: Vec<Vec<_>> = stream::iter(batches)
            .map(|batch| async move { client.describe_tasks(cluster, &batch).await })
            .buffer_unordered(CONCURRENT_CALLS)
            .try_collect()
            .await?;
        lock(&self.state).take_tasks(&listed, described.concat(), client.now());
        self.find_tasks(client).await?;
        Ok(cadence::after(calls, FASTEST))
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
            if let Some(task) = described.into_iter().next() {
                lock(&self.state).take_task(task);
                continue;
            }
            let words = format!(
                "There is no task {id} in the cluster {cluster}. ECS forgets stopped tasks after about an hour."
            );
            focus::end(&self.tasks, &id, Error::not_found(words));
        }
        Ok(())
    }

    /// Deployments and revisions of the services in focus. An endpoint that does not offer them, or
    /// a role that may not read them, is shown there and nowhere else.
    async fn look_at_histories(&self, client: &Client) -> Duration {
        let mut pause = CALM_HISTORY_PAUSE;
        let mut calls = 0;
        for service in focus::keys(&self.services) {
            let known = lock(&self.state).history(&service).ended();
            calls += 2;
            match self.look_at_history(client, &service, &known).await {
                Ok(()) => {}
                Err(error) => {
                    let words = match &error.code {
                        Some(code) => format!("{error} ({code})"),
                        None => error.to_string(),
                    };
                    let loaded = lock(&self.state).history(&service).is_loaded();
                    // What is known stays on screen while AWS throttles or can't be reached.
                    if !loaded || error.kind == ErrorKind::Unavailable {
                        lock(&self.state).history(&service).set_unavailable(words);
                    }
                }
            }
            if lock(&self.state).is_deploying(&service) {
                pause = FASTEST;
            }
        }
        cadence::after(calls, pause)
    }

    async fn look_at_history(
        &self,
        client: &Client,
        service: &str,
        ended: &std::collections::HashSet<String>,
    ) -> Result<(), Error> {
        let cluster = &self.reference.cluster;
        let (order, described) = client.service_deployments(cluster, service, ended).await?;
        lock(&self.state)
            .history(service)
            .take_deployments(order, described);
        let unknown = lock(&self.state).history(service).unknown_revisions();
        if !unknown.is_empty() {
            let revisions = client.service_revisions(&unknown).await?;
            lock(&self.state).history(service).take_revisions(revisions);
        }
        Ok(())
    }
}
