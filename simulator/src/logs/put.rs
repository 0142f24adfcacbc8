//! `PutLogEvents`.

use serde_json::Value;

use crate::{
    clock::{DAY, HOUR, Millis},
    document::Document,
    error::{Answer, AwsError},
    input::Input,
    logs::{
        Logs,
        event::{LogEvent, PAGE_BYTES, PAGE_EVENTS, id},
        stream,
    },
    random::hash,
    world::Context,
};

/// The most events a stream stores; the oldest give way, which bounds memory.
const STORED: usize = 100_000;

/// Stores events in a stream; they can be read at once.
pub(super) fn put(logs: &mut Logs, input: &Input, context: &mut Context<'_>) -> Answer {
    let name = input.required_text("logStreamName")?;
    let events = parse(input)?;
    let group = logs.group_mut(input)?;
    let oldest = group.oldest(context.now);
    let target = group.streams.get_mut(name).ok_or_else(stream::not_found)?;
    let key = hash(2, name);
    let mut number = context.random.between(0, 9_000_000_000_000_000) as u64;
    let total = events.len();
    let too_new = events
        .iter()
        .position(|(at, _)| *at > context.now + 2 * HOUR);
    let before = |time: Millis| events.iter().filter(|(at, _)| *at < time).count();
    let (too_old, expired) = (before(context.now - 14 * DAY), before(oldest));
    for (at, message) in events
        .into_iter()
        .take(too_new.unwrap_or(total))
        .skip(too_old.max(expired))
    {
        number += 1;
        target.stored.push(LogEvent {
            at,
            ingested: context.now,
            id: id(at, key, number),
            message,
        });
    }
    target.stored.sort_by(|one, other| one.id.cmp(&other.id));
    let surplus = target.stored.len().saturating_sub(STORED);
    target.stored.drain(..surplus);
    target.stored.retain(|event| event.at >= oldest);
    let rejected = (too_new.is_some() || too_old + expired > 0).then(|| {
        Document::new()
            .maybe("tooNewLogEventStartIndex", too_new)
            .maybe("tooOldLogEventEndIndex", (too_old > 0).then_some(too_old))
            .maybe("expiredLogEventEndIndex", (expired > 0).then_some(expired))
            .build()
    });
    Ok(Document::new()
        .set("nextSequenceToken", id(context.now, key, number))
        .maybe("rejectedLogEventsInfo", rejected)
        .build())
}

/// The events of a request, which must be in order and within AWS's limits.
fn parse(input: &Input) -> Result<Vec<(Millis, String)>, AwsError> {
    let events: Option<Vec<(Millis, String)>> = input
        .list("logEvents")?
        .iter()
        .map(|event| {
            let at = event
                .get("timestamp")
                .and_then(Value::as_i64)
                .filter(|at| *at >= 0)?;
            Some((
                at,
                event
                    .get("message")
                    .and_then(Value::as_str)
                    .filter(|text| !text.is_empty())?
                    .to_owned(),
            ))
        })
        .collect();
    let events = events
        .ok_or_else(|| AwsError::invalid_parameter("Log events need a timestamp and a message."))?;
    if events.is_empty() || events.len() > PAGE_EVENTS {
        return Err(AwsError::invalid_parameter(
            "A batch has 1 to 10000 log events.",
        ));
    }
    if !events.is_sorted_by_key(|(at, _)| *at) {
        return Err(AwsError::invalid_parameter(
            "Log events in a single PutLogEvents request must be in chronological order.",
        ));
    }
    if events
        .iter()
        .map(|(_, message)| message.len() + 26)
        .sum::<usize>()
        > PAGE_BYTES
    {
        return Err(AwsError::invalid_parameter(
            "Upload too large: a batch has at most 1048576 bytes.",
        ));
    }
    Ok(events)
}
