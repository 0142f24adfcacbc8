//! What all measurements start with: the simulator of a large account, and the console on it.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use super::handshake::Door;
use super::picture::Picture;
use super::probe::Probe;
use crate::bench::console::{Console, Simulated};
use crate::bench::simulator::endpoint::{CLUSTER, Endpoint};

/// How long the simulator holds each answer back, on average.
pub(super) const LATENCY: Duration = Duration::from_millis(40);

/// How long a console may take until its picture is complete.
const PATIENCE: Duration = Duration::from_mins(3);

/// A simulator whose buckets are full, because it has just been started.
pub(super) fn simulator(program: &Path) -> anyhow::Result<(Simulated, Endpoint)> {
    let latency = LATENCY.as_millis().to_string();
    let options = [
        "--scenario",
        "large",
        "--limits",
        "aws",
        "--latency",
        &latency,
    ];
    let simulated = Simulated::start(program, &options)?;
    let endpoint = Endpoint::at(simulated.url())?;
    Ok((simulated, endpoint))
}

/// The topic of the large cluster.
pub(super) fn topic() -> Value {
    json!({ "cluster": { "target": "default", "region": "us-east-1", "cluster": CLUSTER } })
}

/// Where the console's sockets are.
pub(super) fn door(console: &Console) -> Door {
    Door {
        address: console.url().trim_start_matches("http://").to_owned(),
        path: "/live",
        cookie: console.cookie().to_owned(),
    }
}

/// The position that a page painted now goes on from.
pub(super) fn position(console: &Console) -> anyhow::Result<Value> {
    #[derive(Deserialize)]
    struct First {
        position: Value,
    }
    let path = format!("/api/cluster?target=default&region=us-east-1&cluster={CLUSTER}");
    let first: First = serde_json::from_slice(&console.get(&path, "identity")?)?;
    Ok(first.position)
}

/// A socket that has the whole cluster, and keeps its watcher going.
pub(super) fn complete(console: &Console) -> anyhow::Result<(Probe, Picture)> {
    let mut probe = Probe::open(&door(console))?;
    probe.subscribe(&topic(), None)?;
    let mut picture = Picture::default();
    let until = Instant::now() + PATIENCE;
    while !picture.is_complete() {
        let Some((_, event)) = probe.event(until)? else {
            bail!("no complete picture within {} s", PATIENCE.as_secs());
        };
        picture.take(&event);
    }
    Ok((probe, picture))
}

/// ARNs of `count` services, evenly from all of them in their order, beginning at the `offset`th.
pub(super) fn rows(picture: &Picture, offset: usize, count: usize) -> anyhow::Result<Vec<String>> {
    let mut arns: Vec<&String> = picture.services.keys().collect();
    arns.sort_unstable();
    let step = (arns.len() / count).max(1);
    let rows: Vec<String> = arns
        .into_iter()
        .skip(offset)
        .step_by(step)
        .take(count)
        .cloned()
        .collect();
    (rows.len() == count)
        .then_some(rows)
        .context("too few services")
}
