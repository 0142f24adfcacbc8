//! The simulator as a value, and serving it.

use std::{
    convert::Infallible,
    future::{Future, IntoFuture},
    io,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::Router;
use tokio::{net::TcpListener, time::MissedTickBehavior};

use crate::{
    clock::{Clock, Millis},
    control::{faults::Faults, requests::Requests},
    limits::Buckets,
    options::{Options, Scenario},
    random::Random,
    scenario, wire,
    world::World,
};

/// How often, in real time, the world catches up with the clock while nobody asks.
const TICK: Duration = Duration::from_millis(250);

/// A simulated AWS account. Clones share the account.
#[derive(Debug, Clone)]
pub struct Simulator {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    options: Options,
    state: Mutex<State>,
}

/// Everything that changes.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) world: World,
    pub(crate) faults: Faults,
    pub(crate) requests: Requests,
    pub(crate) buckets: Buckets,
    /// Randomness of faults and latency, apart from the world's so that they don't change its history.
    pub(crate) random: Random,
}

impl Simulator {
    /// An account as its scenario describes it.
    pub fn new(options: Options) -> Self {
        let start = options
            .start
            .map_or_else(|| millis(SystemTime::now()), millis);
        let state = State {
            world: scenario::load(options.scenario, options.seed, start),
            clock: Clock::new(start, options.speed),
            faults: Faults::default(),
            requests: Requests::default(),
            buckets: Buckets::default(),
            random: Random::new(options.seed),
        };
        Self {
            inner: Arc::new(Inner {
                options,
                state: Mutex::new(state),
            }),
        }
    }

    /// The axum application: AWS's protocols at `/`, the control API under `/_ecscope/`.
    pub fn router(&self) -> Router {
        wire::router(self.clone())
    }

    /// What the simulator was started with.
    pub(crate) fn options(&self) -> &Options {
        &self.inner.options
    }

    /// Works on the state after everything due has happened.
    pub(crate) fn with_state<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self
            .inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let now = state.clock.now();
        state.world.advance(now);
        work(&mut state)
    }

    /// Starts the account over with a scenario at the clock's time; faults and counts are cleared.
    pub(crate) fn reset(&self, scenario: Scenario) {
        self.with_state(|state| {
            state.world = scenario::load(scenario, self.inner.options.seed, state.clock.now());
            state.faults = Faults::default();
            state.requests = Requests::default();
            state.buckets = Buckets::default();
        });
    }
}

/// Serves a simulator on a listener until `shutdown` resolves, and lets its time pass meanwhile.
pub async fn serve(
    listener: TcpListener,
    simulator: Simulator,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let served = axum::serve(listener, simulator.router()).with_graceful_shutdown(shutdown);
    tokio::select! {
        served = served.into_future() => served,
        never = tick(&simulator) => match never {},
    }
}

/// Lets time pass while nobody asks.
async fn tick(simulator: &Simulator) -> Infallible {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        simulator.with_state(|_| ());
    }
}

fn millis(time: SystemTime) -> Millis {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as Millis)
}
