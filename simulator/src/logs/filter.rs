//! `FilterLogEvents`: the events of many streams, merged by time.

use serde::Serialize;

use crate::{
    clock::{Millis, SECOND},
    error::{AwsError, Written, write},
    input::Input,
    logs::{
        Logs,
        event::{LogEvent, PAGE_BYTES, PAGE_EVENTS, id, time_of},
        filter_pattern::FilterPattern,
        group::Group,
        stream::{self, Stream},
    },
    page::{open_token, seal_token},
    world::Context,
};

/// How much time is looked at in one go at first.
const WINDOW: Millis = 10 * SECOND;
/// The longest time looked at in one go.
const LONGEST_WINDOW: Millis = 600 * SECOND;
/// The most events looked at for one page; a page may be empty and still have a next one, as on AWS.
const LOOKED_AT: usize = 30_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Filtered<'a> {
    events: Vec<FilteredEvent<'a>>,
    searched_log_streams: [(); 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FilteredEvent<'a> {
    log_stream_name: &'a str,
    timestamp: Millis,
    message: &'a str,
    ingestion_time: Millis,
    event_id: &'a str,
}

/// `FilterLogEvents`, oldest first.
pub(super) fn filter(logs: &Logs, input: &Input, context: &Context<'_>) -> Written {
    let group = logs.group(input)?;
    let pattern = FilterPattern::parse(input.text("filterPattern")?.unwrap_or_default())?;
    let limit = match input.integer("limit")? {
        None => PAGE_EVENTS,
        Some(limit) => usize::try_from(limit)
            .ok()
            .filter(|limit| (1..=PAGE_EVENTS).contains(limit))
            .ok_or_else(|| AwsError::invalid_parameter("limit must be between 1 and 10000."))?,
    };
    if input.flag("startFromHead")? == Some(false) {
        return Err(AwsError::invalid_parameter(
            "The simulator answers FilterLogEvents oldest first only.",
        ));
    }
    let streams = chosen(group, input)?;
    let after = match input.text("nextToken")? {
        Some(token) => open_token(token, "FilterLogEvents")?,
        None => String::new(),
    };
    let now = context.now;
    let earliest = streams
        .iter()
        .map(|(_, stream)| stream.span(now).0)
        .min()
        .unwrap_or(now);
    let latest = streams
        .iter()
        .map(|(_, stream)| stream.span(now).1)
        .max()
        .unwrap_or(now);
    let start = input
        .integer("startTime")?
        .unwrap_or(0)
        .max(earliest)
        .max(group.oldest(now));
    let end = input
        .integer("endTime")?
        .unwrap_or(i64::MAX)
        .min(latest)
        .saturating_add(1);
    let mut found = Found {
        streams: &streams,
        pattern: &pattern,
        after,
        limit,
        now,
        events: Vec::new(),
        bytes: 0,
    };
    let next = found.collect(time_of(&found.after).unwrap_or(start).max(start), end);
    let events = found.events.iter();
    write(&Filtered {
        events: events
            .map(|(stream, event)| FilteredEvent {
                log_stream_name: stream,
                timestamp: event.at,
                message: &event.message,
                ingestion_time: event.ingested,
                event_id: &event.id,
            })
            .collect(),
        searched_log_streams: [],
        next_token: next.map(|position| seal_token(&position, "FilterLogEvents")),
    })
}

/// The streams that a request names, by their names or a prefix.
fn chosen<'a>(group: &'a Group, input: &Input) -> Result<Vec<(&'a str, &'a Stream)>, AwsError> {
    let names = input.limited_texts("logStreamNames", 100)?;
    let prefix = input.text("logStreamNamePrefix")?;
    if !names.is_empty() && prefix.is_some() {
        return Err(AwsError::invalid_parameter(
            "Either logStreamNames or logStreamNamePrefix, not both.",
        ));
    }
    if names.iter().any(|name| !group.streams.contains_key(*name)) {
        return Err(stream::not_found());
    }
    Ok(group
        .streams
        .iter()
        .filter(|(name, _)| names.is_empty() || names.contains(&name.as_str()))
        .filter(|(name, _)| prefix.is_none_or(|prefix| name.starts_with(prefix)))
        .map(|(name, stream)| (name.as_str(), stream))
        .collect())
}

/// A page in the making.
struct Found<'a> {
    streams: &'a [(&'a str, &'a Stream)],
    pattern: &'a FilterPattern,
    /// Only events with greater ids are taken.
    after: String,
    limit: usize,
    now: Millis,
    events: Vec<(&'a str, LogEvent)>,
    bytes: usize,
}

impl<'a> Found<'a> {
    /// Collects events with times in `from..end`; the position of the next page if there is one.
    fn collect(&mut self, mut from: Millis, end: Millis) -> Option<String> {
        let mut window = WINDOW;
        let mut looked_at = 0;
        while from < end {
            let until = (from + window).min(end);
            let mut events = self.within(from, until);
            looked_at += events.len();
            window = if events.len() < 1_000 {
                (window * 2).min(LONGEST_WINDOW)
            } else {
                window
            };
            events
                .retain(|(_, event)| event.id > self.after && self.pattern.matches(&event.message));
            for (stream, event) in events {
                self.bytes += event.bytes();
                if self.events.len() == self.limit
                    || (self.bytes > PAGE_BYTES && !self.events.is_empty())
                {
                    return self.events.last().map(|(_, event)| event.id.clone());
                }
                self.events.push((stream, event));
            }
            from = until;
            if looked_at > LOOKED_AT && from < end {
                return Some(id(from, 0, 0));
            }
        }
        None
    }

    /// All readable events of a time, merged.
    fn within(&self, from: Millis, until: Millis) -> Vec<(&'a str, LogEvent)> {
        let mut events: Vec<(&'a str, LogEvent)> = self
            .streams
            .iter()
            .filter(|(_, stream)| {
                let span = stream.span(self.now);
                span.0 < until && span.1 >= from
            })
            .flat_map(|(name, stream)| {
                stream
                    .events(from, until, self.now)
                    .into_iter()
                    .map(move |event| (*name, event))
            })
            .collect();
        events.sort_by(|one, other| one.1.id.cmp(&other.1.id));
        events
    }
}
