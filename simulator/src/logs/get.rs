//! `GetLogEvents`: the events of one stream, page by page in both directions.

use serde_json::{Value, json};

use crate::{
    clock::{Millis, SECOND},
    error::{Answer, AwsError},
    input::Input,
    logs::{
        Logs,
        event::{LogEvent, PAGE_BYTES, PAGE_EVENTS, id, time_of},
        stream::{self, Stream},
    },
    world::Context,
};

/// How much time is looked at in one go at first.
const WINDOW: Millis = 20 * SECOND;

/// Which way to read, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Position {
    /// Events whose ids are greater.
    After(String),
    /// Events whose ids are less.
    Before(String),
}

/// `GetLogEvents`.
pub(super) fn get(logs: &Logs, input: &Input, context: &Context<'_>) -> Answer {
    let name = input.required_text("logStreamName")?;
    let group = logs.group(input)?;
    let stream = group.streams.get(name).ok_or_else(stream::not_found)?;
    let limit = match input.integer("limit")? {
        None => PAGE_EVENTS,
        Some(limit) => usize::try_from(limit)
            .ok()
            .filter(|limit| (1..=PAGE_EVENTS).contains(limit))
            .ok_or_else(|| AwsError::invalid_parameter("limit must be between 1 and 10000."))?,
    };
    let span = stream.span(context.now);
    let earliest = span.0.max(group.oldest(context.now));
    let from = input.integer("startTime")?.unwrap_or(earliest);
    let from = from.max(earliest);
    let until = input
        .integer("endTime")?
        .unwrap_or(i64::MAX)
        .min(span.1 + 1)
        .max(from);
    let position = match input.text("nextToken")? {
        Some(token) => parse(token)?,
        None if input.flag("startFromHead")?.unwrap_or(false) => Position::After(id(from, 0, 0)),
        None => Position::Before(id(until, 0, 0)),
    };
    let events = match &position {
        Position::After(start) => forward(stream, start, (from, until), limit, context.now),
        Position::Before(end) => backward(stream, end, (from, until), limit, context.now),
    };
    let (Position::After(here) | Position::Before(here)) = &position;
    let first = events.first().map_or(here, |event| &event.id);
    // Nothing may be skipped when the stream has no event yet: the next page starts where it begins.
    let beginning = id(from, 0, 0);
    let last = match (events.last(), &position) {
        (Some(event), _) => &event.id,
        (None, Position::Before(_)) if input.text("nextToken")?.is_none() => &beginning,
        (None, _) => here,
    };
    let answer: Value = events
        .iter()
        .map(|event| json!({ "timestamp": event.at, "message": event.message, "ingestionTime": event.ingested }))
        .collect();
    Ok(json!({
        "events": answer,
        "nextForwardToken": format!("f/{last}/s"),
        "nextBackwardToken": format!("b/{first}/s"),
    }))
}

fn forward(
    stream: &Stream,
    start: &str,
    range: (Millis, Millis),
    limit: usize,
    now: Millis,
) -> Vec<LogEvent> {
    let mut page = Page::new(limit);
    let mut from = time_of(start).unwrap_or(range.0).max(range.0);
    let mut window = WINDOW;
    while from < range.1 {
        let until = (from + window).min(range.1);
        for event in stream
            .events(from, until, now)
            .into_iter()
            .filter(|event| event.id.as_str() > start)
        {
            if !page.take(event) {
                return page.events;
            }
        }
        from = until;
        window *= 2;
    }
    page.events
}

fn backward(
    stream: &Stream,
    end: &str,
    range: (Millis, Millis),
    limit: usize,
    now: Millis,
) -> Vec<LogEvent> {
    let mut page = Page::new(limit);
    let mut until = time_of(end)
        .map_or(range.1, |at| at.saturating_add(1))
        .min(range.1);
    let mut window = WINDOW;
    'windows: while until > range.0 {
        let from = (until - window).max(range.0);
        for event in stream
            .events(from, until, now)
            .into_iter()
            .rev()
            .filter(|event| event.id.as_str() < end)
        {
            if !page.take(event) {
                break 'windows;
            }
        }
        until = from;
        window *= 2;
    }
    page.events.reverse();
    page.events
}

/// Events until one of AWS's page limits is reached.
struct Page {
    events: Vec<LogEvent>,
    limit: usize,
    bytes: usize,
}

impl Page {
    fn new(limit: usize) -> Self {
        Self {
            events: Vec::new(),
            limit,
            bytes: 0,
        }
    }

    /// Takes an event; false when the page is full.
    fn take(&mut self, event: LogEvent) -> bool {
        self.bytes += event.bytes();
        if self.events.len() == self.limit || (self.bytes > PAGE_BYTES && !self.events.is_empty()) {
            return false;
        }
        self.events.push(event);
        true
    }
}

fn parse(token: &str) -> Result<Position, AwsError> {
    let invalid = || AwsError::invalid_parameter("The specified nextToken is invalid.");
    let (direction, rest) = token.split_once('/').ok_or_else(invalid)?;
    let position = rest.trim_end_matches("/s");
    time_of(position).ok_or_else(invalid)?;
    match direction {
        "f" => Ok(Position::After(position.to_owned())),
        "b" => Ok(Position::Before(position.to_owned())),
        _ => Err(invalid()),
    }
}
