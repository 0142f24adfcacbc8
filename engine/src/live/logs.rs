//! Tails of container logs: one per service or task, any number of viewers.
//!
//! A tail follows the tasks of its cluster's watcher, reads each log group with FilterLogEvents over
//! an overlap, tells events apart by their ids, and numbers the lines. What a page has seen is a
//! revision of the channel, so a reconnect neither loses nor repeats a line.

mod cursor;
mod sources;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use model::live::{LogScope, LogsView};
use model::log::LogLine;
use model::place::ClusterRef;
use model::task::Task;
use model::{Error, ErrorKind, Timestamp};
use prometheus_client::metrics::counter::Counter;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::cadence;
use super::channel::Channel;
use super::cluster::ClusterWatcher;
use super::freshness::Freshness;
use super::hub::Hub;
use super::interest::Interest;
use crate::aws::{Client, LogEvent};
use cursor::Cursor;
use sources::{Destination, Source};

/// The shortest pause between two reads.
const PAUSE: Duration = Duration::from_secs(1);

/// The first read goes back this far, and further if that gives few lines.
const FIRST_WINDOWS_MS: [i64; 3] = [2 * 60_000, 15 * 60_000, 3 * 3_600_000];

/// The first read is content with this many lines.
const ENOUGH_LINES: usize = 200;

/// One read takes at most this many events; the next goes on from there.
const READ_LINES: usize = 10_000;

/// A line that is this much older than the newest shown is marked as late, in milliseconds.
const LATE_MS: i64 = 1_000;

/// Follows the lines of a service's or a task's containers.
pub(super) struct LogTail {
    hub: Hub,
    cluster: ClusterRef,
    scope: LogScope,
    channel: Arc<Channel<LogsView>>,
    interest: Arc<Interest>,
    stop: CancellationToken,
}

/// What a tail has read so far.
struct Progress {
    view: LogsView,
    next_number: u64,
    newest: Timestamp,
    cursors: BTreeMap<Destination, Cursor>,
    /// Counts lines that were read and not shown.
    skipped: Counter,
}

impl LogTail {
    pub(super) fn start(hub: Hub, cluster: ClusterRef, scope: LogScope) -> Arc<Self> {
        let tail = Arc::new(Self {
            channel: Arc::new(Channel::new(hub.shared_epoch())),
            interest: Arc::default(),
            stop: hub.stop_token(),
            hub: hub.clone(),
            cluster,
            scope,
        });
        hub.spawn(Arc::clone(&tail).run());
        tail
    }

    pub(super) fn channel(&self) -> Arc<Channel<LogsView>> {
        Arc::clone(&self.channel)
    }

    pub(super) fn interest(&self) -> &Arc<Interest> {
        &self.interest
    }

    async fn run(self: Arc<Self>) {
        // The tasks come from the cluster's watcher, which this interest keeps going.
        let (watcher, _interest) = self.hub.cluster(&self.cluster);
        let mut progress = Progress {
            view: LogsView {
                sources: Vec::new(),
                lines: Vec::new(),
            },
            next_number: 1,
            newest: Timestamp(0),
            cursors: BTreeMap::new(),
            skipped: self.hub.shared_epoch().metrics.log_lines_skipped,
        };
        let mut failures = 0;
        let mut good = None;
        while !self
            .hub
            .retire_tail(&self.cluster, &self.scope, || self.interest.is_over())
        {
            let look = self.look(&watcher, &mut progress);
            let Some(look) = self.stop.run_until_cancelled(look).await else {
                return;
            };
            let error = match look {
                Ok(calls) => {
                    failures = 0;
                    good = Some(Instant::now());
                    let pause = cadence::after(calls, PAUSE);
                    self.publish(&progress, good, None).await;
                    if self.pause(pause).await {
                        continue;
                    }
                    return;
                }
                Err(error) => error,
            };
            if error.kind == ErrorKind::NotFound {
                self.hub.retire_tail(&self.cluster, &self.scope, || true);
                self.channel.end(error);
                return;
            }
            failures += 1;
            tracing::warn!(
                cluster = self.cluster.cluster,
                code = error.code,
                "logs: {error}"
            );
            self.publish(&progress, good, Some(error)).await;
            if !self.pause(cadence::after_failures(failures)).await {
                return;
            }
        }
    }

    /// Waits; `false` when the tail must stop.
    async fn pause(&self, pause: Duration) -> bool {
        self.stop
            .run_until_cancelled(tokio::time::sleep(pause))
            .await
            .is_some()
    }

    async fn publish(&self, progress: &Progress, good: Option<Instant>, error: Option<Error>) {
        let now = match self.hub.client(&self.cluster.place).await {
            Ok(client) => client.now(),
            Err(_) => progress.newest,
        };
        let freshness = Freshness {
            now,
            at: Instant::now(),
            good,
            rest: None,
            paced: false,
            error,
        };
        if good.is_some() {
            self.channel.publish(progress.view.clone(), freshness);
        } else {
            self.channel.publish_status(freshness);
        }
    }

    /// One read of every destination; answers the calls it took.
    async fn look(
        &self,
        watcher: &ClusterWatcher,
        progress: &mut Progress,
    ) -> Result<usize, Error> {
        let client = self.hub.client(&self.cluster.place).await?;
        let tasks = self.tasks(watcher).await?;
        let mut sources = Vec::new();
        for task in &tasks {
            let definition = client.task_definition(&task.task_definition).await?;
            let regions = self.hub.regions(&self.cluster.place.target);
            let region = &self.cluster.place.region;
            sources.extend(sources::of(task, &definition.document, region, regions));
        }
        sources.sort_by_key(|source| (source.log.stopped, source.log.task.clone()));
        progress.view.sources = sources.iter().map(|source| source.log.clone()).collect();
        self.read(&sources, progress).await
    }

    /// The tasks whose containers are followed, once the cluster's watcher knows them.
    async fn tasks(&self, watcher: &ClusterWatcher) -> Result<Vec<Task>, Error> {
        let wanted = |task: &Task| match &self.scope {
            LogScope::Service(name) => task.service() == Some(name),
            LogScope::Task(id) => task.id == *id,
        };
        let mut publications = watcher.publications();
        loop {
            if let Some(tasks) = watcher.known_tasks(wanted) {
                if let (true, LogScope::Task(id)) = (tasks.is_empty(), &self.scope) {
                    let words = format!(
                        "There is no task {id}; ECS forgets stopped tasks after about an hour."
                    );
                    return Err(Error::not_found(words));
                }
                return Ok(tasks);
            }
            if let Some(error) = watcher.trouble() {
                return Err(error);
            }
            if publications.changed().await.is_err() {
                return Err(Error::new(
                    ErrorKind::Internal,
                    "The cluster is no longer followed.",
                ));
            }
        }
    }

    async fn read(&self, sources: &[Source], progress: &mut Progress) -> Result<usize, Error> {
        let mut by_destination: BTreeMap<Destination, Vec<&Source>> = BTreeMap::new();
        for source in sources {
            if let Some(destination) = &source.destination {
                by_destination
                    .entry(destination.clone())
                    .or_default()
                    .push(source);
            }
        }
        progress
            .cursors
            .retain(|destination, _| by_destination.contains_key(destination));
        let mut calls = 0;
        let mut fresh: Vec<(String, LogEvent)> = Vec::new();
        for (destination, sources) in by_destination {
            let place = model::place::Place {
                target: self.cluster.place.target.clone(),
                region: destination.region.clone(),
            };
            let client = self.hub.client(&place).await?;
            let cursor = progress.cursors.entry(destination.clone()).or_default();
            let events = read_group(&client, &destination, &sources, cursor, &mut calls).await?;
            fresh.extend(events);
        }
        progress.take(fresh);
        Ok(calls)
    }
}

/// New events of a log group, each with its source's key.
async fn read_group(
    client: &Client,
    destination: &Destination,
    sources: &[&Source],
    cursor: &mut Cursor,
    calls: &mut usize,
) -> Result<Vec<(String, LogEvent)>, Error> {
    let now = client.now();
    let keys: BTreeMap<&str, String> = sources
        .iter()
        .map(|source| (source.stream.as_str(), source.log.key()))
        .collect();
    let mut found: Vec<LogEvent> = Vec::new();
    let mut reached = now;
    if cursor.is_new() {
        let streams: Vec<String> = keys.keys().map(|stream| (*stream).to_owned()).collect();
        for window in FIRST_WINDOWS_MS {
            reached = now;
            found.clear();
            let start = now.plus_ms(-window);
            read(
                client,
                destination,
                &streams,
                start,
                &mut found,
                &mut reached,
                calls,
            )
            .await?;
            if found.len() >= ENOUGH_LINES {
                break;
            }
        }
    } else {
        for (start, streams) in cursor.reads(sources, now) {
            read(
                client,
                destination,
                &streams,
                start,
                &mut found,
                &mut reached,
                calls,
            )
            .await?;
        }
    }
    found.retain(|event| cursor.is_unseen(&event.id, event.at));
    cursor.took(sources, reached);
    let with_key = |event: LogEvent| Some((keys.get(event.stream.as_str())?.clone(), event));
    Ok(found.into_iter().filter_map(with_key).collect())
}

/// Reads streams from `start` on. An answer that is cut off at the most that one read takes moves
/// `reached` back to its last event, so that the next read goes on from there.
async fn read(
    client: &Client,
    destination: &Destination,
    streams: &[String],
    start: Timestamp,
    found: &mut Vec<LogEvent>,
    reached: &mut Timestamp,
    calls: &mut usize,
) -> Result<(), Error> {
    for batch in streams.chunks(Client::STREAMS_PER_CALL) {
        *calls += 1;
        let events = client
            .log_events(&destination.group, batch, start, None, READ_LINES)
            .await?;
        if let (true, Some(last)) = (events.len() >= READ_LINES, events.last()) {
            *reached = (*reached).min(last.at);
        }
        found.extend(events);
    }
    Ok(())
}

impl Progress {
    /// Numbers new events by time and appends them to the view.
    fn take(&mut self, mut events: Vec<(String, LogEvent)>) {
        events.sort_by(|a, b| a.1.at.cmp(&b.1.at).then_with(|| a.1.id.cmp(&b.1.id)));
        let excess = events.len().saturating_sub(LogsView::MAX_LINES);
        // Numbers are given to lines that are not kept as well, so the gap can be seen.
        self.next_number += excess as u64;
        self.skipped.inc_by(excess as u64);
        let shown = self.newest;
        for (source, event) in events.drain(..).skip(excess) {
            self.view.lines.push(LogLine {
                number: self.next_number,
                at: event.at,
                source,
                late: event.at.plus_ms(LATE_MS) < shown,
                message: event.message,
            });
            self.next_number += 1;
            self.newest = self.newest.max(event.at);
        }
        let excess = self.view.lines.len().saturating_sub(LogsView::MAX_LINES);
        self.view.lines.drain(..excess);
    }
}
