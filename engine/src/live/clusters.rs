//! The watcher of a place's clusters.

use std::sync::Arc;
use std::time::Duration;

use model::Error;
use model::live::ClustersView;
use model::place::Place;
use tokio::time::Instant;

use super::cadence;
use super::channel::Channel;
use super::freshness::Freshness;
use super::hub::Hub;
use super::interest::Interest;

/// Clusters change rarely, and their counts are only a summary.
const PAUSE: Duration = Duration::from_secs(4);

/// Follows the clusters of one place.
pub(super) struct ClustersWatcher {
    channel: Arc<Channel<ClustersView>>,
    interest: Arc<Interest>,
}

impl ClustersWatcher {
    pub(super) fn start(hub: Hub, place: Place) -> Arc<Self> {
        let watcher = Arc::new(Self {
            channel: Arc::new(Channel::new(hub.shared_epoch())),
            interest: Arc::default(),
        });
        hub.clone().spawn(Arc::clone(&watcher).run(hub, place));
        watcher
    }

    pub(super) fn channel(&self) -> Arc<Channel<ClustersView>> {
        Arc::clone(&self.channel)
    }

    pub(super) fn interest(&self) -> &Arc<Interest> {
        &self.interest
    }

    async fn run(self: Arc<Self>, hub: Hub, place: Place) {
        let stop = hub.stop_token();
        let mut failures = 0;
        let mut good = None;
        while !hub.retire_place(&place, || self.interest.is_over()) {
            let look = self.look(&hub, &place, &mut good);
            let pause = match stop.run_until_cancelled(look).await {
                None => return,
                Some(Ok(calls)) => {
                    failures = 0;
                    cadence::after(calls, PAUSE)
                }
                Some(Err(())) => {
                    failures += 1;
                    cadence::after_failures(failures)
                }
            };
            if stop
                .run_until_cancelled(tokio::time::sleep(pause))
                .await
                .is_none()
            {
                return;
            }
        }
    }

    /// One look; answers the calls it took.
    async fn look(
        &self,
        hub: &Hub,
        place: &Place,
        good: &mut Option<Instant>,
    ) -> Result<usize, ()> {
        let client = match hub.client(place).await {
            Ok(client) => client,
            Err(error) => {
                self.channel.end(error);
                return Err(());
            }
        };
        // Somebody waits for the first look; the later ones leave room for them.
        let reader = if good.is_some() {
            client.background()
        } else {
            client.clone()
        };
        let answer = reader.clusters().await;
        let freshness = |good: Option<Instant>, error: Option<Error>| Freshness {
            now: client.now(),
            at: Instant::now(),
            good,
            rest: None,
            error,
            paced: false,
        };
        match answer {
            Ok(mut clusters) => {
                *good = Some(Instant::now());
                clusters.sort_by(|a, b| a.arn.cmp(&b.arn));
                let calls = 2 + clusters.len() / 50;
                self.channel
                    .publish(ClustersView { clusters }, freshness(*good, None));
                Ok(calls)
            }
            Err(error) => {
                tracing::warn!(target = place.target, region = place.region, %error, code = error.code, "clusters could not be read");
                self.channel.publish_status(freshness(*good, Some(error)));
                Err(())
            }
        }
    }
}
