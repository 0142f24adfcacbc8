//! Serving a simulator, and what goes on meanwhile.

use std::{
    convert::Infallible,
    future::{Future, IntoFuture},
    io,
    time::{Duration, Instant},
};

use tokio::{
    net::TcpListener,
    task::spawn_blocking,
    time::{MissedTickBehavior, interval, sleep},
};

use crate::simulator::Simulator;

/// How often, in real time, the world catches up with the clock while nobody asks.
const TICK: Duration = Duration::from_millis(250);
/// How often the state is written to its file when it has changed.
const KEEP: Duration = Duration::from_secs(5);
/// At least so much more time passes between two writes than one takes, however large the state is.
const KEEP_SHARE: u32 = 20;

/// Serves a simulator on a listener until `shutdown` resolves, and lets its time pass meanwhile.
/// At the end the state is written to its file, if it has one.
pub async fn serve(
    listener: TcpListener,
    simulator: Simulator,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let served = axum::serve(listener, simulator.router()).with_graceful_shutdown(shutdown);
    let served = tokio::select! {
        served = served.into_future() => served,
        never = tick(&simulator) => match never {},
        never = keep(&simulator) => match never {},
    };
    let kept = spawn_blocking(move || simulator.keep(true)).await;
    kept.map_err(io::Error::other)?.map_err(io::Error::other)?;
    served
}

/// Lets time pass while nobody asks.
async fn tick(simulator: &Simulator) -> Infallible {
    let mut interval = interval(TICK);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        simulator.with_state(|_| ());
    }
}

/// Keeps the file up to date.
async fn keep(simulator: &Simulator) -> Infallible {
    if !simulator.is_kept() {
        return std::future::pending().await;
    }
    let mut pause = KEEP;
    loop {
        sleep(pause).await;
        let (begin, copy) = (Instant::now(), simulator.clone());
        match spawn_blocking(move || copy.keep(false)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the state was not kept"),
            Err(error) => tracing::warn!(%error, "keeping the state failed"),
        }
        pause = KEEP.max(begin.elapsed() * KEEP_SHARE);
    }
}
