//! Log groups: their state.

pub(super) mod operations;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    arn,
    clock::{DAY, Millis},
    document::Document,
    error::AwsError,
    input::Input,
    logs::stream::Stream,
};

/// A log group.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct Group {
    name: String,
    created: Millis,
    retention_days: Option<i64>,
    class: String,
    kms_key: Option<String>,
    protected: bool,
    pub(super) tags: BTreeMap<String, String>,
    /// Streams by name.
    pub(super) streams: BTreeMap<String, Stream>,
}

impl Group {
    /// An empty group.
    pub(super) fn new(name: &str, now: Millis) -> Self {
        Self {
            name: name.to_owned(),
            created: now,
            retention_days: None,
            class: "STANDARD".to_owned(),
            kms_key: None,
            protected: false,
            tags: BTreeMap::new(),
            streams: BTreeMap::new(),
        }
    }

    /// Refuses that anything is deleted while the group is protected.
    pub(super) fn check_deletion(&self) -> Result<(), AwsError> {
        if self.protected {
            return Err(AwsError::new(
                "ValidationException",
                "The specified log group has deletion protection enabled.",
            ));
        }
        Ok(())
    }

    /// The time before which events are forgotten.
    pub(super) fn oldest(&self, now: Millis) -> Millis {
        self.retention_days.map_or(0, |days| now - days * DAY)
    }

    /// Forgets streams of containers that ended before the retention time, which keeps long runs small.
    pub(super) fn forget_expired(&mut self, now: Millis) {
        let oldest = self.oldest(now);
        self.streams
            .retain(|_, stream| !stream.ended_before(oldest));
    }

    fn document(&self, region: &str, now: Millis) -> Value {
        let arn = arn::log_group(region, &self.name);
        let bytes: i64 = self
            .streams
            .values()
            .map(|stream| stream.approximate_bytes(now))
            .sum();
        Document::new()
            .set("logGroupName", self.name.as_str())
            .set("creationTime", self.created)
            .maybe("retentionInDays", self.retention_days)
            .set("metricFilterCount", 0)
            .set("arn", format!("{arn}:*"))
            .set("storedBytes", bytes)
            .maybe("kmsKeyId", self.kms_key.as_deref())
            .set("logGroupClass", self.class.as_str())
            .set("logGroupArn", arn)
            .set("deletionProtectionEnabled", self.protected)
            .build()
    }
}

/// The name in `logGroupName` or in `logGroupIdentifier`, which may be an ARN.
pub(super) fn name_in(input: &Input) -> Result<&str, AwsError> {
    let name = match input.text("logGroupIdentifier")? {
        Some(identifier) => identifier
            .split_once(":log-group:")
            .map_or(identifier, |(_, name)| name.trim_end_matches(":*")),
        None => input.text("logGroupName")?.unwrap_or_default(),
    };
    if name.is_empty() {
        return Err(AwsError::invalid_parameter(
            "A log group name or identifier is required.",
        ));
    }
    Ok(name)
}

/// The error for a group that doesn't exist.
pub(super) fn not_found() -> AwsError {
    AwsError::new(
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )
}
