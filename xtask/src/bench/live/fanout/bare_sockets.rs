//! The same bytes at the same times through a server that does nothing but send them.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::bail;
use serde::Serialize;

use super::super::crowd::{Crowd, Seen, patch_revision};
use super::super::handshake::Door;
use super::lag::{self, Lag};
use crate::bench::memory;
use crate::bench::processor;
use crate::process::Running;

/// What was measured on the bare server.
#[derive(Debug, Serialize)]
pub(in crate::bench::live) struct Bare {
    /// From handing a patch to the server to the last socket.
    pub(in crate::bench::live) last: Lag,
    /// From the first socket to the last one, of each patch.
    pub(in crate::bench::live) spread: Lag,
    /// Memory of a socket, in KiB.
    pub(in crate::bench::live) socket_kib: f64,
    /// Seconds of processor a second.
    pub(in crate::bench::live) cpu: f64,
}

/// Sends what the first socket got since `begin` through the program `bare` to as many sockets.
pub(super) fn measure(
    bare: &Path,
    sockets: usize,
    seen: &Seen,
    begin: Instant,
    time: Duration,
) -> anyhow::Result<Bare> {
    let (running, line) = Running::start(&mut Command::new(bare))?;
    let address = line.trim().to_owned();
    let before_kib = memory::resident_kib(running.id())?;
    let door = Door {
        address: address.clone(),
        path: "/live",
        cookie: String::new(),
    };
    let mut crowd = Crowd::open(&door, sockets)?;
    let messages = seen
        .sample
        .iter()
        .map(|(at, content)| (at.saturating_duration_since(begin), content));
    let cpu_before = processor::time_of(running.id())?;
    let stop = AtomicBool::new(false);
    let (sent, again) = thread::scope(|scope| {
        let driving = scope.spawn(|| crowd.drive(&stop));
        let sent = send(&address, messages);
        // The last message needs a moment to arrive.
        thread::sleep(Duration::from_secs(1));
        stop.store(true, Ordering::Relaxed);
        match driving.join() {
            Ok(again) => anyhow::Ok((sent?, again?)),
            Err(_) => bail!("the thread of the sockets panicked"),
        }
    })?;
    let cpu = processor::time_of(running.id())?.saturating_sub(cpu_before);
    let grown_kib = memory::resident_kib(running.id())?.saturating_sub(before_kib);
    let last = again
        .patches
        .iter()
        .filter_map(|(revision, arrivals)| {
            Some(
                arrivals
                    .last
                    .saturating_duration_since(*sent.get(revision)?),
            )
        })
        .collect();
    Ok(Bare {
        last: Lag::of(last),
        spread: lag::spread(&again),
        socket_kib: grown_kib as f64 / sockets as f64,
        cpu: cpu.as_secs_f64() / time.as_secs_f64(),
    })
}

/// Hands messages to the server, each at its time; when each patch was.
fn send<'a>(
    address: &str,
    messages: impl Iterator<Item = (Duration, &'a Vec<u8>)>,
) -> anyhow::Result<HashMap<u64, Instant>> {
    let agent = ureq::Agent::new_with_defaults();
    let url = format!("http://{address}/send");
    let begin = Instant::now();
    let mut sent = HashMap::new();
    for (at, content) in messages {
        thread::sleep(at.saturating_sub(begin.elapsed()));
        if let Some(revision) = patch_revision(content) {
            sent.insert(revision, Instant::now());
        }
        agent.post(&url).send(content.as_slice())?;
    }
    Ok(sent)
}
