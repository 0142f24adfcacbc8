//! Webhooks: telling others of deployments, wherever they were started.
//!
//! * `watch`: looks at the clusters that webhooks ask for, and finds what happened
//! * `send`: posts it, again when that fails for now

mod send;
mod watch;

use std::time::Duration;

use engine::Engine;

use self::send::Sender;
use self::watch::Watch;
use crate::config::{SiteAddress, WebhookSettings};

/// Webhooks, and how often is looked.
#[derive(Debug, Clone)]
pub struct Webhooks {
    /// The configured ones; with none nothing is watched.
    pub settings: Vec<WebhookSettings>,
    /// The time between two looks at what is watched. The looks themselves cost no AWS calls.
    pub every: Duration,
    /// The wait before the first repetition of a failed one; it doubles each time.
    pub retry: Duration,
}

impl Webhooks {
    /// These, at the usual pace.
    pub fn new(settings: Vec<WebhookSettings>) -> Self {
        Self {
            settings,
            every: Duration::from_secs(2),
            retry: Duration::from_secs(2),
        }
    }

    /// Watches and sends until it is dropped.
    pub(crate) async fn run(self, engine: Engine, address: SiteAddress) {
        if self.settings.is_empty() {
            return;
        }
        let senders: Vec<Sender> = self
            .settings
            .iter()
            .filter_map(|settings| Sender::start(settings.clone(), self.retry))
            .collect();
        let mut watch = Watch::new(engine, &self.settings);
        let mut ticks = tokio::time::interval(self.every);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            for (service, happened) in watch.look().await {
                for sender in &senders {
                    sender.tell(&service, &happened, &address);
                }
            }
        }
    }
}
