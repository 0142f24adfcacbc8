//! The simulator as a value: what it holds, and how it is worked on.

mod serving;

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use axum::Router;
use serde::{Deserialize, Serialize};

use crate::{
    clock::{Clock, Millis},
    control::{faults::Faults, requests::Requests},
    limits::Buckets,
    options::{Options, Scenario},
    random::Random,
    scenario,
    state_file::{Draft, StateFile, StateFileError},
    wire,
    world::{Past, World},
};
pub use serving::serve;

/// A simulated AWS account. Clones share the account.
#[derive(Debug, Clone)]
pub struct Simulator {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    options: Options,
    state: Mutex<State>,
    /// Where the state is kept, if anywhere.
    file: Option<Mutex<StateFile>>,
}

/// Everything that changes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct State {
    #[serde(skip)]
    pub(crate) clock: Clock,
    pub(crate) world: World,
    pub(crate) faults: Faults,
    pub(crate) requests: Requests,
    pub(crate) buckets: Buckets,
    /// Randomness of faults and latency, apart from the world's so that they don't change its history.
    pub(crate) random: Random,
    /// Earlier states, while a fault makes answers stale.
    #[serde(skip)]
    pub(crate) past: Past,
}

impl State {
    fn new(options: &Options) -> Self {
        let start = options
            .start
            .map_or_else(|| millis(SystemTime::now()), millis);
        Self {
            world: scenario::load(options.scenario, options.seed, start),
            clock: Clock::new(start, options.speed),
            faults: Faults::default(),
            requests: Requests::default(),
            buckets: Buckets::default(),
            random: Random::new(options.seed),
            past: Past::default(),
        }
    }
}

impl Simulator {
    /// An account as its scenario describes it.
    pub fn new(options: Options) -> Self {
        let state = State::new(&options);
        Self::with(options, state, None)
    }

    /// The account that a file holds, at the time and with the history it was kept with; where there
    /// is no such file, an account as its scenario describes it. [`serve`] keeps the file up to date.
    pub fn open(options: Options, file: &Path) -> Result<Self, StateFileError> {
        let file = StateFile::new(file);
        let state = match file.read()? {
            Some(kept) => {
                let mut state = kept.state;
                state.clock = Clock::new(kept.now_ms, options.speed);
                state.clock.set_paused(kept.paused);
                state.world.resume(kept.now_ms);
                state
            }
            None => State::new(&options),
        };
        let simulator = Self::with(options, state, Some(file));
        // A place that can't be written to is told now, not when there is something to lose.
        simulator.keep(true)?;
        Ok(simulator)
    }

    fn with(options: Options, state: State, file: Option<StateFile>) -> Self {
        Self {
            inner: Arc::new(Inner {
                options,
                state: Mutex::new(state),
                file: file.map(Mutex::new),
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
        let mut state = lock(&self.inner.state);
        let now = state.clock.now();
        state.world.advance(now);
        let State {
            past,
            world,
            faults,
            ..
        } = &mut *state;
        past.note(world, faults.longest_staleness());
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

    /// Writes the state to its file, if it has one; a state in which only time has passed is written
    /// only where `even_unchanged` asks for it.
    fn keep(&self, even_unchanged: bool) -> Result<(), StateFileError> {
        let Some(file) = &self.inner.file else {
            return Ok(());
        };
        let mut file = lock(file);
        // The state is locked while it is copied, not while it is written.
        let draft = self.with_state(|state| Draft::of(state));
        let draft = draft.map_err(|error| file.failed(error.into()))?;
        if even_unchanged {
            file.write(&draft)
        } else {
            file.keep(&draft)
        }
    }

    /// Whether the state is kept in a file.
    fn is_kept(&self) -> bool {
        self.inner.file.is_some()
    }
}

/// A panic while the lock was held leaves a state that is as good as before it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn millis(time: SystemTime) -> Millis {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as Millis)
}
