//! What CloudTrail has told, which does not change any more, and what it has not told yet.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use model::Timestamp;
use model::history::Started;
use quick_cache::sync::Cache;

/// How many deployments are remembered.
const DEPLOYMENTS: usize = 10_000;
/// How long CloudTrail is not asked again after it was refused.
const REMEMBER: Duration = Duration::from_mins(5);
/// How long CloudTrail is not asked again about a deployment whose event is still missing, in
/// milliseconds: everybody who has its page open asks.
const AGAIN_MS: i64 = 30_000;

/// Who started a deployment; `None` when nobody is on record.
#[derive(Debug, Clone)]
pub(super) struct Found(pub(super) Option<Started>);

/// Who started which deployment (by ARN), and whether CloudTrail may be asked.
pub(in crate::aws) struct Known {
    starters: Cache<String, Found>,
    /// When it was asked about a deployment last, in vain, by the target's clock.
    waiting: Cache<String, Timestamp>,
    refused: Mutex<Option<(Instant, String)>>,
    turn: tokio::sync::Mutex<()>,
}

impl Known {
    /// Nothing known yet.
    pub(in crate::aws) fn new() -> Self {
        Self {
            starters: Cache::new(DEPLOYMENTS),
            waiting: Cache::new(DEPLOYMENTS),
            refused: Mutex::default(),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    /// Who started a deployment, if that is known.
    pub(super) fn of(&self, deployment: &str) -> Option<Found> {
        self.starters.get(deployment)
    }

    /// Remembers who started a deployment.
    pub(super) fn learn(&self, deployment: &str, started: Option<Started>) {
        self.starters.insert(deployment.to_owned(), Found(started));
    }

    /// Remembers that there was nothing yet about a deployment.
    pub(super) fn waits(&self, deployment: &str, now: Timestamp) {
        self.waiting.insert(deployment.to_owned(), now);
    }

    /// Whether there was nothing yet about a deployment a moment ago.
    pub(super) fn is_waiting(&self, deployment: &str, now: Timestamp) -> bool {
        let asked = self.waiting.get(deployment);
        asked.is_some_and(|asked| (0..AGAIN_MS).contains(&now.since_ms(asked)))
    }

    /// CloudTrail may not be asked, or is not there.
    pub(super) fn refused(&self, why: &str) {
        let until = Instant::now() + REMEMBER;
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((until, why.to_owned()));
    }

    /// Why CloudTrail is not asked now.
    pub(super) fn refusal(&self) -> Option<String> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, why) = refused.as_ref()?;
        (Instant::now() < *until).then(|| why.clone())
    }

    /// Waits for the turn to ask.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }
}
