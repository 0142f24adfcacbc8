//! Asking a server as fast as it answers.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::bench::simulator::connection::Connection;
use crate::bench::simulator::endpoint::{Endpoint, Request};

/// Clients at the same time, each with a connection of its own that it keeps.
const CLIENTS: usize = 4;

/// How long the server is asked before counting begins.
const WARM_UP: Duration = Duration::from_secs(1);

/// Whole answers a second over some `seconds`, all clients together. Each client sends the requests
/// in turn, beginning at another one.
pub(super) fn rate(endpoint: &Endpoint, requests: &[Request], seconds: u64) -> anyhow::Result<f64> {
    let span = Duration::from_secs(seconds);
    let requests: Vec<Vec<u8>> = requests
        .iter()
        .map(|request| request.to_bytes(endpoint.address()))
        .collect();
    let counted: anyhow::Result<Vec<f64>> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let offset = client * requests.len() / CLIENTS;
                let requests = &requests;
                scope.spawn(move || one(endpoint.address(), requests, offset, span))
            })
            .collect();
        clients
            .into_iter()
            .map(|client| {
                client
                    .join()
                    .unwrap_or_else(|_| anyhow::bail!("a client panicked"))
            })
            .collect()
    });
    Ok(counted?.iter().sum())
}

/// Answers a second that one client gets.
fn one(address: &str, requests: &[Vec<u8>], offset: usize, span: Duration) -> anyhow::Result<f64> {
    let mut connection = Connection::to(address);
    let mut turns = requests.iter().cycle().skip(offset);
    let mut send_until = |end: Instant| {
        let mut answers = 0_u32;
        while Instant::now() < end {
            if let Some(request) = turns.next() {
                let (status, _) = connection.exchange(request)?;
                ensure!(status == 200, "status {status}");
                answers += 1;
            }
        }
        anyhow::Ok(answers)
    };
    send_until(Instant::now() + WARM_UP)?;
    let begin = Instant::now();
    let answers = send_until(begin + span)?;
    Ok(f64::from(answers) / begin.elapsed().as_secs_f64())
}
