//! Operations on log groups.

use serde_json::json;

use crate::{
    arn,
    document::Document,
    error::{Answer, AwsError},
    input::Input,
    logs::{
        Logs,
        group::{Group, name_in},
        tag,
    },
    page::{PageSize, page},
    world::Context,
};

/// The days that events can be kept.
const RETENTION_DAYS: [i64; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557,
    2_922, 3_288, 3_653,
];

const SIZE: PageSize = PageSize {
    default: 50,
    most: 50,
};

/// `CreateLogGroup`.
pub(crate) fn create(logs: &mut Logs, input: &Input, context: &Context<'_>) -> Answer {
    let name = name_in(input)?;
    if logs.groups.contains_key(name) {
        return Err(AwsError::new(
            "ResourceAlreadyExistsException",
            "The specified log group already exists",
        ));
    }
    let mut group = Group::new(name, context.now);
    if let Some(class) = input.text("logGroupClass")? {
        class.clone_into(&mut group.class);
    }
    group.kms_key = input.text("kmsKeyId")?.map(str::to_owned);
    group.protected = input.flag("deletionProtectionEnabled")?.unwrap_or(false);
    group.tags = tag::parse(input)?;
    logs.groups.insert(name.to_owned(), group);
    Ok(json!({}))
}

/// `DeleteLogGroup`.
pub(crate) fn delete(logs: &mut Logs, input: &Input) -> Answer {
    let group = logs.group(input)?;
    group.check_deletion()?;
    let name = group.name.clone();
    logs.groups.remove(&name);
    Ok(json!({}))
}

/// `PutRetentionPolicy`.
pub(crate) fn put_retention(logs: &mut Logs, input: &Input) -> Answer {
    let days = input
        .integer("retentionInDays")?
        .filter(|days| RETENTION_DAYS.contains(days));
    let days = days.ok_or_else(|| {
        AwsError::invalid_parameter(format!(
            "1 validation error detected: Value at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: {RETENTION_DAYS:?}"
        ))
    })?;
    logs.group_mut(input)?.retention_days = Some(days);
    Ok(json!({}))
}

/// `DeleteRetentionPolicy`: events are kept for ever.
pub(crate) fn delete_retention(logs: &mut Logs, input: &Input) -> Answer {
    logs.group_mut(input)?.retention_days = None;
    Ok(json!({}))
}

/// The groups that a request is about, by prefix, part of the name, class and identifiers.
fn wanted<'a>(logs: &'a Logs, input: &'a Input) -> Result<Vec<&'a Group>, AwsError> {
    let prefix = input.text("logGroupNamePrefix")?;
    let pattern = input.text("logGroupNamePattern")?;
    if prefix.is_some() && pattern.is_some() {
        return Err(AwsError::invalid_parameter(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        ));
    }
    let class = input.text("logGroupClass")?;
    let pattern = pattern.unwrap_or_default().to_lowercase();
    let identifiers = input.texts("logGroupIdentifiers")?;
    let named = |group: &Group| {
        identifiers.is_empty()
            || identifiers.iter().any(|identifier| {
                let name = identifier.split_once(":log-group:").map(|(_, name)| name);
                name.unwrap_or(identifier).trim_end_matches(":*") == group.name
            })
    };
    let groups = logs.groups.values().filter(|group| {
        group.name.starts_with(prefix.unwrap_or_default())
            && group.name.to_lowercase().contains(&pattern)
            && class.is_none_or(|class| class == group.class)
            && named(group)
    });
    Ok(groups.collect())
}

/// `DescribeLogGroups`.
pub(crate) fn describe(logs: &Logs, input: &Input, context: &Context<'_>) -> Answer {
    let items = wanted(logs, input)?
        .into_iter()
        .map(|group| (group.name.clone(), group));
    let (groups, token) = page(
        items,
        &limit_as_max_results(input)?,
        SIZE,
        "DescribeLogGroups",
    )?;
    let groups = groups
        .into_iter()
        .map(|group| group.document(&context.region, context.now));
    Ok(Document::new()
        .set("logGroups", groups.collect::<Vec<_>>())
        .maybe("nextToken", token)
        .build())
}

/// `ListLogGroups`; the pattern is a part of the name, `^` its beginning, and `|` another one.
pub(crate) fn list(logs: &Logs, input: &Input, context: &Context<'_>) -> Answer {
    let pattern = input.text("logGroupNamePattern")?.unwrap_or_default();
    let class = input.text("logGroupClass")?;
    let matches = |name: &str| {
        pattern.split('|').any(|part| match part.strip_prefix('^') {
            Some(beginning) => name.starts_with(beginning),
            None => name.contains(part),
        })
    };
    let groups = logs
        .groups
        .values()
        .filter(|group| matches(&group.name) && class.is_none_or(|class| class == group.class));
    let items = groups.map(|group| {
        let summary = json!({
            "logGroupName": group.name,
            "logGroupArn": arn::log_group(&context.region, &group.name),
            "logGroupClass": group.class,
        });
        (group.name.clone(), summary)
    });
    let size = PageSize {
        default: 50,
        most: 1_000,
    };
    let (groups, token) = page(items, &limit_as_max_results(input)?, size, "ListLogGroups")?;
    Ok(Document::new()
        .set("logGroups", groups)
        .maybe("nextToken", token)
        .build())
}

/// CloudWatch Logs calls the page size `limit`.
pub(crate) fn limit_as_max_results(input: &Input) -> Result<Input, AwsError> {
    Ok(Input::from_value(
        Document::new()
            .maybe("maxResults", input.integer("limit")?)
            .maybe("nextToken", input.text("nextToken")?)
            .build(),
    ))
}
