//! Posting webhooks.

use std::time::Duration;

use model::place::ServiceRef;
use model::webhook::{DeploymentEvent, Happened, is_meant, payload};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use crate::config::{SiteAddress, WebhookSettings};

/// How many wait at most; what comes then is dropped, with a line in the log.
const QUEUE: usize = 200;

/// How often one is sent at most.
const ATTEMPTS: u32 = 5;

/// How long an answer is waited for.
const TIMEOUT: Duration = Duration::from_secs(10);

/// One webhook, with its queue: a slow one holds no other back.
pub(super) struct Sender {
    settings: WebhookSettings,
    queue: mpsc::Sender<Value>,
    _task: AbortOnDropHandle<()>,
}

impl Sender {
    /// Starts sending; `None` when this machine has no way to, which the log says.
    pub(super) fn start(settings: WebhookSettings, retry: Duration) -> Option<Self> {
        let client = reqwest::Client::builder()
            .timeout(TIMEOUT)
            // An address is configuration: nobody else decides where it leads.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("ecscope")
            .build();
        let client = match client {
            Ok(client) => client,
            Err(error) => {
                tracing::error!(%error, "webhooks can't be sent");
                return None;
            }
        };
        let (queue, mut waiting) = mpsc::channel::<Value>(QUEUE);
        let url = settings.url.clone();
        let task = tokio::spawn(async move {
            while let Some(payload) = waiting.recv().await {
                post(&client, &url, &payload, retry).await;
            }
        });
        Some(Self {
            settings,
            queue,
            _task: AbortOnDropHandle::new(task),
        })
    }

    /// Tells of something, if this webhook is about it.
    pub(super) fn tell(&self, service: &ServiceRef, happened: &Happened, address: &SiteAddress) {
        let events: &[DeploymentEvent] = &self.settings.events;
        let mut filters = self.settings.services.iter();
        if !events.contains(&happened.event) || !filters.any(|filter| is_meant(filter, service)) {
            return;
        }
        let link = format!("{}{}", address.url(), app::service_page(service));
        if self
            .queue
            .try_send(payload(service, happened, &link))
            .is_err()
        {
            tracing::warn!(host = self.host(), "a webhook is dropped: too many wait");
        }
    }

    fn host(&self) -> &str {
        self.settings.url.host_str().unwrap_or_default()
    }
}

async fn post(client: &reqwest::Client, url: &url::Url, payload: &Value, retry: Duration) {
    let host = url.host_str().unwrap_or_default();
    let mut pause = retry;
    for attempt in 1..=ATTEMPTS {
        let sent = client.post(url.clone()).json(payload).send().await;
        // The error's own words name the address, which is a secret.
        let (why, is_final) = match sent {
            Ok(answer) if answer.status().is_success() => return,
            Ok(answer) => {
                let status = answer.status();
                let passing = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
                (format!("it answered {status}"), !passing)
            }
            Err(error) if error.is_timeout() => ("it did not answer in time".to_owned(), false),
            Err(_) => ("it can't be reached".to_owned(), false),
        };
        if is_final || attempt == ATTEMPTS {
            tracing::warn!(host, attempt, "a webhook is given up: {why}");
            return;
        }
        tracing::debug!(host, attempt, "a webhook is sent again: {why}");
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
}
