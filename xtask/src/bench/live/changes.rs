//! How soon changes show on a page, by what has changed and whether it is on somebody's screen.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde::Serialize;
use serde_json::{Value, json};

use super::crowd::Crowd;
use super::picture::Picture;
use super::probe::{self, Probe};
use super::stage;
use crate::bench::console::Console;
use crate::bench::percentile::percentile;
use crate::bench::simulator::endpoint::{CLUSTER, Endpoint, Request};

/// Viewers whose screens show different rows.
const VIEWERS: usize = 10;

/// Rows on each of their screens.
const ROWS_EACH: usize = 6;

/// The pause between two changes.
const PAUSE: Duration = Duration::from_millis(500);

/// How long a change may take to show; then it counts as missed.
const PATIENCE: Duration = Duration::from_secs(90);

/// How soon changes of one kind showed.
#[derive(Debug, Serialize)]
pub(super) struct Delay {
    /// What was changed.
    pub(super) kind: Kind,
    /// How many changes were made.
    pub(super) changes: usize,
    /// How many never showed.
    pub(super) missed: usize,
    /// Half of the others showed within this.
    pub(super) p50_ms: f64,
    /// All of the others did.
    pub(super) max_ms: f64,
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// A setting of a service that is on a screen.
    OnScreen,
    /// The same of one that is on none.
    OffScreen,
    /// A task is stopped.
    Stopped,
    /// A task is started.
    Started,
}

const KINDS: [Kind; 4] = [
    Kind::OnScreen,
    Kind::OffScreen,
    Kind::Stopped,
    Kind::Started,
];

/// A change, and when it was made and shown.
struct Sample {
    kind: Kind,
    /// The service's ARN or the task's id.
    key: String,
    /// The service's new setting.
    exec: bool,
    made: Instant,
    shown: Option<Duration>,
}

/// Makes changes of all kinds for some `seconds` and waits until they show.
pub(super) fn measure(program: &Path, seconds: u64) -> anyhow::Result<Vec<Delay>> {
    let (simulated, endpoint) = stage::simulator(program)?;
    let console = Console::start_on(program, simulated.url())?;
    let (mut probe, mut picture) = stage::complete(&console)?;
    let on_screen = stage::rows(&picture, 0, VIEWERS * ROWS_EACH)?;
    let off_screen = stage::rows(&picture, 7, VIEWERS * ROWS_EACH)?;
    let from = stage::position(&console)?;
    let mut crowd = Crowd::open(&stage::door(&console), VIEWERS)?;
    crowd.say(|_| probe::subscribe(&stage::topic(), Some(&from)))?;
    crowd.say(|viewer| probe::view(&on_screen[viewer * ROWS_EACH..][..ROWS_EACH]))?;
    // What the first look has spent comes back meanwhile.
    crowd.drive_for(Duration::from_secs(10))?;
    let stop = AtomicBool::new(false);
    let samples = thread::scope(|scope| {
        let driving = scope.spawn(|| crowd.drive(&stop));
        let samples = make(
            &endpoint,
            &mut probe,
            &mut picture,
            [&on_screen, &off_screen],
            Duration::from_secs(seconds),
        );
        stop.store(true, Ordering::Relaxed);
        match driving.join() {
            Ok(driven) => driven?,
            Err(_) => bail!("the thread of the viewers panicked"),
        };
        samples
    })?;
    Ok(KINDS.map(|kind| delay(kind, &samples)).into())
}

fn make(
    endpoint: &Endpoint,
    probe: &mut Probe,
    picture: &mut Picture,
    [on_screen, off_screen]: [&[String]; 2],
    time: Duration,
) -> anyhow::Result<Vec<Sample>> {
    let mut samples: Vec<Sample> = Vec::new();
    let end = Instant::now() + time;
    let mut next = Instant::now();
    loop {
        let now = Instant::now();
        if now < end && now >= next {
            let turn = samples.len() / KINDS.len();
            let kind = KINDS[samples.len() % KINDS.len()];
            let row = |rows: &[String]| rows[turn % rows.len()].clone();
            samples.push(match kind {
                Kind::OnScreen => set_exec(endpoint, picture, kind, row(on_screen))?,
                Kind::OffScreen => set_exec(endpoint, picture, kind, row(off_screen))?,
                Kind::Stopped => stop_task(endpoint, picture, turn)?,
                Kind::Started => start_task(endpoint)?,
            });
            next += PAUSE;
        }
        let waiting = samples.iter().filter(|sample| sample.shown.is_none());
        let until = match (now < end, waiting.map(|sample| sample.made).min()) {
            (true, _) => next,
            (false, Some(oldest)) if oldest.elapsed() < PATIENCE => oldest + PATIENCE,
            (false, _) => return Ok(samples),
        };
        let Some((at, event)) = probe.event(until)? else {
            continue;
        };
        picture.take(&event);
        for sample in samples.iter_mut().filter(|sample| sample.shown.is_none()) {
            if sample.shows(picture) {
                sample.shown = Some(at.saturating_duration_since(sample.made));
            }
        }
    }
}

impl Sample {
    fn shows(&self, picture: &Picture) -> bool {
        let task = picture.tasks.get(&self.key);
        match self.kind {
            Kind::OnScreen | Kind::OffScreen => picture
                .services
                .get(&self.key)
                .is_some_and(|service| service["exec_enabled"] == self.exec),
            Kind::Stopped => task.is_none_or(|task| task["phase"] != "running"),
            Kind::Started => task.is_some(),
        }
    }
}

/// Turns ECS Exec on or off, which starts and stops nothing.
fn set_exec(
    endpoint: &Endpoint,
    picture: &Picture,
    kind: Kind,
    arn: String,
) -> anyhow::Result<Sample> {
    let exec = picture
        .services
        .get(&arn)
        .is_none_or(|service| service["exec_enabled"] != true);
    call(
        endpoint,
        "UpdateService",
        &json!({ "cluster": CLUSTER, "service": arn, "enableExecuteCommand": exec }),
    )?;
    Ok(made(kind, arn, exec))
}

fn stop_task(endpoint: &Endpoint, picture: &Picture, turn: usize) -> anyhow::Result<Sample> {
    let mut running: Vec<&String> = picture
        .tasks
        .iter()
        .filter(|(_, task)| task["phase"] == "running")
        .map(|(id, _)| id)
        .collect();
    running.sort_unstable();
    // Ids are random: tasks in their order belong to services in none.
    let id = running.get(turn * 97 % running.len().max(1));
    let id = (*id.context("no task is running")?).clone();
    let input = json!({ "cluster": CLUSTER, "task": id, "reason": "by the bench" });
    call(endpoint, "StopTask", &input)?;
    Ok(made(Kind::Stopped, id, false))
}

fn start_task(endpoint: &Endpoint) -> anyhow::Result<Sample> {
    let network = json!({ "awsvpcConfiguration": { "subnets": ["subnet-0a1b2c3d4e5f60001"] } });
    let input = json!({
        "cluster": CLUSTER,
        "taskDefinition": "account-api",
        "launchType": "FARGATE",
        "networkConfiguration": network,
    });
    let answer = call(endpoint, "RunTask", &input)?;
    let arn = answer["tasks"][0]["taskArn"].as_str();
    let id = arn.and_then(|arn| arn.rsplit('/').next());
    let id = id.with_context(|| format!("RunTask answers {answer}"))?;
    Ok(made(Kind::Started, id.to_owned(), false))
}

fn call(endpoint: &Endpoint, operation: &str, input: &Value) -> anyhow::Result<Value> {
    let answer = endpoint.send(&Request::ecs(operation, input))?;
    Ok(serde_json::from_slice(&answer)?)
}

fn made(kind: Kind, key: String, exec: bool) -> Sample {
    Sample {
        kind,
        key,
        exec,
        made: Instant::now(),
        shown: None,
    }
}

fn delay(kind: Kind, samples: &[Sample]) -> Delay {
    let of_kind = samples.iter().filter(|sample| sample.kind == kind);
    let changes = of_kind.clone().count();
    let mut shown: Vec<Duration> = of_kind.filter_map(|sample| sample.shown).collect();
    shown.sort_unstable();
    Delay {
        kind,
        changes,
        missed: changes - shown.len(),
        p50_ms: percentile(&shown, 50),
        max_ms: percentile(&shown, 100),
    }
}
