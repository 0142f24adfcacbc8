//! The watcher of a place's budget of calls, which calls nothing itself.

use std::sync::Arc;
use std::time::Duration;

use model::live::BudgetView;
use model::place::Place;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::channel::Channel;
use super::freshness::Freshness;
use super::hub::Hub;
use super::interest::Interest;

/// How often the budget is looked at while somebody does.
const PAUSE: Duration = Duration::from_secs(1);

/// Follows the budget of one place.
pub(super) struct BudgetWatcher {
    channel: Arc<Channel<BudgetView>>,
    interest: Arc<Interest>,
}

impl BudgetWatcher {
    pub(super) fn start(hub: Hub, place: Place) -> Arc<Self> {
        let watcher = Arc::new(Self {
            channel: Arc::new(Channel::new(hub.shared_epoch())),
            interest: Arc::default(),
        });
        let stop = hub.stop_token();
        hub.clone()
            .spawn(Arc::clone(&watcher).run(hub, place, stop));
        watcher
    }

    pub(super) fn channel(&self) -> Arc<Channel<BudgetView>> {
        Arc::clone(&self.channel)
    }

    pub(super) fn interest(&self) -> &Arc<Interest> {
        &self.interest
    }

    async fn run(self: Arc<Self>, hub: Hub, place: Place, stop: CancellationToken) {
        let client = match stop.run_until_cancelled(hub.client(&place)).await {
            None => return,
            Some(Ok(client)) => client,
            Some(Err(error)) => {
                hub.retire_budget(&place, || true);
                return self.channel.end(error);
            }
        };
        while !hub.retire_budget(&place, || self.interest.is_over()) {
            let at = Instant::now();
            let freshness = Freshness {
                now: client.now(),
                at,
                good: Some(at),
                rest: None,
                error: None,
                paced: false,
            };
            let classes = client.budget_report();
            self.channel.publish(BudgetView { classes }, freshness);
            let pause = tokio::time::sleep(PAUSE);
            if stop.run_until_cancelled(pause).await.is_none() {
                return;
            }
        }
    }
}
