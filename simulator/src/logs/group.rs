//! Log groups.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    arn,
    clock::{DAY, Millis},
    document::Document,
    error::{Answer, AwsError},
    input::Input,
    logs::{Logs, stream::Stream},
    page::{PageSize, page},
    world::Context,
};

/// A log group.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct Group {
    name: String,
    created: Millis,
    retention_days: Option<i64>,
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
            streams: BTreeMap::new(),
        }
    }

    /// Forgets streams of containers that ended before the retention time, which keeps long runs small.
    pub(super) fn forget_expired(&mut self, now: Millis) {
        if let Some(days) = self.retention_days {
            self.streams
                .retain(|_, stream| !stream.ended_before(now - days * DAY));
        }
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
            .set("logGroupClass", "STANDARD")
            .set("logGroupArn", arn)
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

/// `CreateLogGroup`.
pub(super) fn create(logs: &mut Logs, input: &Input, context: &Context<'_>) -> Answer {
    let name = name_in(input)?;
    let valid = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_./#".contains(&byte));
    if name.len() > 512 || !valid {
        return Err(AwsError::invalid_parameter(
            "Value at 'logGroupName' failed to satisfy constraint.",
        ));
    }
    if logs.groups.contains_key(name) {
        return Err(AwsError::new(
            "ResourceAlreadyExistsException",
            "The specified log group already exists",
        ));
    }
    logs.groups
        .insert(name.to_owned(), Group::new(name, context.now));
    Ok(json!({}))
}

/// `PutRetentionPolicy`.
pub(super) fn put_retention(logs: &mut Logs, input: &Input) -> Answer {
    let days = input
        .integer("retentionInDays")?
        .filter(|days| (1..=3_653).contains(days));
    let days = days.ok_or_else(|| {
        AwsError::invalid_parameter("Value at 'retentionInDays' failed to satisfy constraint.")
    })?;
    logs.group_mut(input)?.retention_days = Some(days);
    Ok(json!({}))
}

/// `DescribeLogGroups`.
pub(super) fn describe(logs: &Logs, input: &Input, context: &Context<'_>) -> Answer {
    let prefix = input.text("logGroupNamePrefix")?.unwrap_or_default();
    let pattern = input
        .text("logGroupNamePattern")?
        .unwrap_or_default()
        .to_lowercase();
    let items = logs
        .groups
        .values()
        .filter(|group| {
            group.name.starts_with(prefix) && group.name.to_lowercase().contains(&pattern)
        })
        .map(|group| {
            (
                group.name.clone(),
                group.document(&context.region, context.now),
            )
        });
    let (groups, token) = page(
        items,
        &limit_as_max_results(input)?,
        PageSize {
            default: 50,
            most: 50,
        },
        "DescribeLogGroups",
    )?;
    Ok(Document::new()
        .set("logGroups", groups)
        .maybe("nextToken", token)
        .build())
}

/// CloudWatch Logs calls the page size `limit`.
pub(super) fn limit_as_max_results(input: &Input) -> Result<Input, AwsError> {
    Ok(Input::from_value(
        Document::new()
            .maybe("maxResults", input.integer("limit")?)
            .maybe("nextToken", input.text("nextToken")?)
            .build(),
    ))
}
