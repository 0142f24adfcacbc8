//! The keys of the configuration as they are written.

use serde::{Deserialize, Deserializer};

/// All keys; absent ones have their defaults where they are checked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    pub(super) listen: Option<String>,
    pub(super) metrics_listen: Option<String>,
    pub(super) public_url: Option<String>,
    pub(super) store: Option<String>,
    pub(super) read_only: Option<bool>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(super) trusted_proxies: Vec<String>,
    #[serde(default)]
    pub(super) session: SessionKeys,
    #[serde(default)]
    pub(super) log: LogKeys,
    #[serde(default)]
    pub(super) budget: BudgetKeys,
    #[serde(default)]
    pub(super) targets: Vec<TargetKeys>,
    #[serde(default)]
    pub(super) webhooks: Vec<WebhookKeys>,
}

/// The names of the top-level keys, which environment variables may begin with.
pub(super) const TOP_LEVEL: [&str; 11] = [
    "listen",
    "metrics_listen",
    "public_url",
    "store",
    "read_only",
    "trusted_proxies",
    "session",
    "log",
    "budget",
    "targets",
    "webhooks",
];

/// The keys of `[session]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionKeys {
    pub(super) absolute_hours: Option<u32>,
    pub(super) idle_minutes: Option<u32>,
}

/// The keys of `[log]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogKeys {
    pub(super) format: Option<String>,
    pub(super) filter: Option<String>,
}

/// The keys of `[budget]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BudgetKeys {
    pub(super) background_percent: Option<u32>,
}

/// The keys of a `[[targets]]` entry.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetKeys {
    pub(super) name: String,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(super) regions: Vec<String>,
    pub(super) profile: Option<String>,
    pub(super) role_arn: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) endpoint: Option<String>,
    #[serde(default)]
    pub(super) protected: bool,
}

/// The keys of a `[[webhooks]]` entry.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookKeys {
    pub(super) url: String,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(super) events: Vec<String>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(super) services: Vec<String>,
}

impl std::fmt::Debug for WebhookKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Who knows the address can post there.
        f.debug_struct("WebhookKeys")
            .field("events", &self.events)
            .field("services", &self.services)
            .finish_non_exhaustive()
    }
}

/// A list, or one text that stands for a list of one: environment variables are written that way.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct OneOrMany;

    impl<'de> serde::de::Visitor<'de> for OneOrMany {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a list of texts")
        }

        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok(vec![text.to_owned()])
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(
            self,
            mut items: A,
        ) -> Result<Self::Value, A::Error> {
            let mut texts = Vec::new();
            while let Some(text) = items.next_element()? {
                texts.push(text);
            }
            Ok(texts)
        }
    }

    deserializer.deserialize_any(OneOrMany)
}
