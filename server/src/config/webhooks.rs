//! Webhooks: who is told of deployments.

use model::webhook::DeploymentEvent;
use url::Url;

use super::error::ConfigError;
use super::source::Read;

/// A webhook as it is configured.
#[derive(Clone)]
pub struct WebhookSettings {
    /// Where it is sent. A secret: who knows it can post there.
    pub url: Url,
    /// What is told.
    pub events: Vec<DeploymentEvent>,
    /// Of which services: `target/cluster/service`, in which `*` stands for any text.
    pub services: Vec<String>,
}

impl std::fmt::Debug for WebhookSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookSettings")
            .field("host", &self.url.host_str())
            .field("events", &self.events)
            .field("services", &self.services)
            .finish_non_exhaustive()
    }
}

pub(super) fn from_keys(read: &Read) -> Result<Vec<WebhookSettings>, ConfigError> {
    let mut webhooks = Vec::new();
    for (index, keys) in read.keys.webhooks.iter().enumerate() {
        let wrong = |member: &str, expected: &str| {
            Err(read.error(&format!("webhooks[{index}].{member}"), expected))
        };
        let url = Url::parse(&keys.url);
        let url = url
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some());
        let Some(url) = url else {
            return wrong("url", "expected a URL, as https://hooks.example.com/…");
        };
        let mut events = Vec::new();
        for word in &keys.events {
            match DeploymentEvent::from_word(word) {
                Some(event) => events.push(event),
                None => {
                    return wrong(
                        "events",
                        "expected started, succeeded, failed or rolled_back",
                    );
                }
            }
        }
        if events.is_empty() {
            events = DeploymentEvent::ALL.to_vec();
        }
        let services = if keys.services.is_empty() {
            vec!["*".to_owned()]
        } else {
            keys.services.clone()
        };
        webhooks.push(WebhookSettings {
            url,
            events,
            services,
        });
    }
    Ok(webhooks)
}
