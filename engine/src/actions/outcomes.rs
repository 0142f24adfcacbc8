//! How deployments that were started here ended, for the audit log.

use std::time::Duration;

use model::audit::AuditEntry;
use model::history::{ended_words, starters};
use model::place::Place;

use crate::Engine;

/// How often it is looked after deployments that have not ended.
const EVERY: Duration = Duration::from_secs(15);

/// How long most deployments take at most.
const USUAL_MS: i64 = 60 * 60_000;

/// Every how many rounds it is looked after those that take longer, or whose record can't be found.
const SLOW_ROUNDS: u64 = 40;

/// How long a deployment is waited for. ECS gives up rolling ones long before; one with a pause hook
/// may wait for a day.
const LONGEST_MS: i64 = 3 * 24 * 60 * 60_000;

impl Engine {
    /// Looks after deployments that were started here until it is dropped.
    pub async fn follow_deployments(self) {
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut rounds = 0_u64;
        loop {
            ticks.tick().await;
            let longest = if rounds.is_multiple_of(SLOW_ROUNDS) {
                LONGEST_MS
            } else {
                USUAL_MS
            };
            self.look_after(longest).await;
            rounds += 1;
        }
    }

    /// Notes in the audit log how deployments that were started here have ended, of those that have.
    pub async fn note_outcomes(&self) {
        self.look_after(LONGEST_MS).await;
    }

    /// The same for deployments that were started within this time.
    async fn look_after(&self, longest_ms: i64) {
        let since = crate::store::now().plus_ms(-longest_ms);
        let open = match self.store().audit_open(since).await {
            Ok(open) => open,
            Err(error) => {
                tracing::error!(%error, "the audit log could not be read");
                return;
            }
        };
        for entry in open {
            self.note_outcome(&entry).await;
        }
    }

    async fn note_outcome(&self, entry: &AuditEntry) {
        let place = Place {
            target: entry.target.clone(),
            region: entry.region.clone(),
        };
        let Some((cluster, service)) = entry.resource.split_once('/') else {
            return;
        };
        let configured = self.settings().targets.iter();
        let mut configured = configured.filter(|target| target.name == place.target);
        if !configured.any(|target| target.regions.contains(&place.region)) {
            return;
        }
        let Ok(client) = self.hub().client(&place).await else {
            return;
        };
        let newest = client.background();
        let newest = newest.newest_service_deployments(cluster, service).await;
        // What can't be read now is read at the next round.
        let Ok(deployments) = newest else {
            return;
        };
        let found = starters(&deployments, std::slice::from_ref(entry))
            .into_iter()
            .next();
        let deployment = found.and_then(|found| {
            let mut deployments = deployments.iter();
            deployments.find(|deployment| deployment.arn == found.deployment)
        });
        let Some(words) = deployment.and_then(ended_words) else {
            return;
        };
        if let Err(error) = self.store().audit_ended(entry.id, &words).await {
            tracing::error!(%error, entry = entry.id, "an outcome could not be audited");
        }
    }
}
