//! The floor as it is measured: a client that makes just the calls that are needed, as fast as AWS's
//! limits allow.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde::Serialize;
use serde_json::{Value, json};

use super::floor::{Bucket, PAGE};
use crate::bench::simulator::connection::Connection;
use crate::bench::simulator::endpoint::{CLUSTER, Endpoint, Request};

/// Calls that are under way at once, for each of the two kinds.
const CALLS: usize = 12;

/// The pause after a call that was throttled all the same: the bucket here and the one there do not
/// begin at the same moment.
const THROTTLED: Duration = Duration::from_millis(50);

/// How long the calls took.
#[derive(Debug, Serialize)]
pub(super) struct Measured {
    /// Until the first description was there.
    pub(super) first_ms: f64,
    /// Until all services were described.
    pub(super) services_ms: f64,
    /// Until all services and tasks were described.
    pub(super) complete_ms: f64,
    /// Services and tasks that the lists named.
    pub(super) services: usize,
    /// The same of tasks.
    pub(super) tasks: usize,
}

/// Reads services and tasks at the same time.
pub(super) fn measure(endpoint: &Endpoint) -> anyhow::Result<Measured> {
    let begin = Instant::now();
    let (services, tasks) = thread::scope(|scope| {
        let services = scope.spawn(|| Reader::new(endpoint, begin, &SERVICES).run());
        let tasks = scope.spawn(|| Reader::new(endpoint, begin, &TASKS).run());
        let join = |handle: thread::ScopedJoinHandle<'_, anyhow::Result<Times>>| {
            handle.join().unwrap_or_else(|_| bail!("a reader panicked"))
        };
        anyhow::Ok((join(services)?, join(tasks)?))
    })?;
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    Ok(Measured {
        first_ms: ms(services.first),
        services_ms: ms(services.last),
        complete_ms: ms(services.last.max(tasks.last)),
        services: services.items,
        tasks: tasks.items,
    })
}

/// What is read.
struct Kind {
    list: &'static str,
    listed: &'static str,
    describe: &'static str,
    member: &'static str,
    batch: usize,
}

const SERVICES: Kind = Kind {
    list: "ListServices",
    listed: "serviceArns",
    describe: "DescribeServices",
    member: "services",
    batch: 10,
};

const TASKS: Kind = Kind {
    list: "ListTasks",
    listed: "taskArns",
    describe: "DescribeTasks",
    member: "tasks",
    batch: 100,
};

/// When a kind's descriptions were there.
struct Times {
    first: Duration,
    last: Duration,
    items: usize,
}

struct Reader<'a> {
    endpoint: &'a Endpoint,
    begin: Instant,
    kind: &'a Kind,
    bucket: Mutex<Bucket>,
    work: Mutex<Work>,
    more: Condvar,
}

/// What is still to be described, and what has been.
#[derive(Default)]
struct Work {
    batches: VecDeque<Vec<Value>>,
    listed: bool,
    answers: Vec<Duration>,
    items: usize,
}

impl<'a> Reader<'a> {
    fn new(endpoint: &'a Endpoint, begin: Instant, kind: &'a Kind) -> Self {
        Self {
            endpoint,
            begin,
            kind,
            bucket: Mutex::new(Bucket::full()),
            work: Mutex::default(),
            more: Condvar::new(),
        }
    }

    fn run(&self) -> anyhow::Result<Times> {
        thread::scope(|scope| {
            let describers: Vec<_> = (0..CALLS)
                .map(|_| scope.spawn(|| self.describe()))
                .collect();
            let listed = self.list();
            lock(&self.work).listed = true;
            self.more.notify_all();
            for describer in describers {
                describer
                    .join()
                    .unwrap_or_else(|_| bail!("a describer panicked"))?;
            }
            listed
        })?;
        let work = lock(&self.work);
        let none = "nothing was described";
        Ok(Times {
            first: work.answers.iter().min().copied().context(none)?,
            last: work.answers.iter().max().copied().context(none)?,
            items: work.items,
        })
    }

    fn list(&self) -> anyhow::Result<()> {
        let mut connection = Connection::to(self.endpoint.address());
        let mut input = json!({ "cluster": CLUSTER, "maxResults": PAGE });
        loop {
            let body = self.call(&mut connection, self.kind.list, &input)?;
            let mut page: Value = serde_json::from_slice(&body)?;
            let Value::Array(arns) = page[self.kind.listed].take() else {
                bail!("{} answers without {}", self.kind.list, self.kind.listed);
            };
            {
                let mut work = lock(&self.work);
                work.items += arns.len();
                work.batches
                    .extend(arns.chunks(self.kind.batch).map(<[_]>::to_vec));
            }
            self.more.notify_all();
            match page["nextToken"].take() {
                Value::Null => return Ok(()),
                token => input["nextToken"] = token,
            }
        }
    }

    fn describe(&self) -> anyhow::Result<()> {
        let mut connection = Connection::to(self.endpoint.address());
        while let Some(batch) = self.next() {
            let input = json!({ "cluster": CLUSTER, self.kind.member: batch });
            self.call(&mut connection, self.kind.describe, &input)?;
            lock(&self.work).answers.push(self.begin.elapsed());
        }
        Ok(())
    }

    fn next(&self) -> Option<Vec<Value>> {
        let mut work = lock(&self.work);
        loop {
            if let Some(batch) = work.batches.pop_front() {
                return Some(batch);
            }
            if work.listed {
                return None;
            }
            work = self.more.wait(work).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Makes a call as soon as the limits allow it.
    fn call(
        &self,
        connection: &mut Connection<'_>,
        operation: &str,
        input: &Value,
    ) -> anyhow::Result<Vec<u8>> {
        let request = Request::ecs(operation, input).to_bytes(self.endpoint.address());
        loop {
            let now = self.begin.elapsed().as_secs_f64();
            let at = Duration::from_secs_f64(lock(&self.bucket).draw(now));
            thread::sleep(at.saturating_sub(self.begin.elapsed()));
            match connection.exchange(&request)? {
                (200, body) => return Ok(body.to_vec()),
                (400, body) if String::from_utf8_lossy(body).contains("Throttling") => {
                    thread::sleep(THROTTLED);
                }
                (status, _) => bail!("{operation} answers {status}"),
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
