//! Log streams: stored events, lines made when they are read, or both.

use serde_json::{Value, json};

use crate::{
    arn,
    clock::{MINUTE, Millis, SECOND},
    document::Document,
    error::{Answer, AwsError},
    input::Input,
    logs::{
        Logs,
        event::LogEvent,
        generator::Generated,
        group::{name_in, operations::limit_as_max_results},
    },
    page::{PageSize, page},
    world::Context,
};

/// A log stream.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct Stream {
    created: Millis,
    pub(super) generated: Option<Generated>,
    /// Sorted by time and id.
    pub(super) stored: Vec<LogEvent>,
}

impl Stream {
    /// A stream of a container.
    pub(super) fn generated(generated: Generated, now: Millis) -> Self {
        Self {
            created: now,
            generated: Some(generated),
            stored: Vec::new(),
        }
    }

    /// Events with times in `from..until` that can be read now, sorted by time and id.
    pub(super) fn events(&self, from: Millis, until: Millis, now: Millis) -> Vec<LogEvent> {
        let mut events = self
            .generated
            .as_ref()
            .map(|generated| generated.events(from, until))
            .unwrap_or_default();
        let first = self.stored.partition_point(|event| event.at < from);
        let stored = self.stored[first..]
            .iter()
            .take_while(|event| event.at < until);
        let made = events.len();
        events.extend(stored.cloned());
        events.retain(|event| event.ingested <= now);
        if made > 0 && !self.stored.is_empty() {
            events.sort_by(|one, other| one.id.cmp(&other.id));
        }
        events
    }

    /// When its first event can have happened, and when its last one at most.
    pub(super) fn span(&self, now: Millis) -> (Millis, Millis) {
        let stored = self
            .stored
            .first()
            .zip(self.stored.last())
            .map(|(first, last)| (first.at, last.at));
        let made = self.generated.as_ref().map(|generated| generated.span(now));
        match (stored, made) {
            (Some(one), Some(other)) => (one.0.min(other.0), one.1.max(other.1)),
            (one, other) => one.or(other).unwrap_or((self.created, self.created)),
        }
    }

    /// Whether it belongs to a container that ended before a time.
    pub(super) fn ended_before(&self, time: Millis) -> bool {
        self.stored.is_empty()
            && self
                .generated
                .as_ref()
                .is_some_and(|generated| generated.ended_before(time))
    }

    /// About how many bytes it holds; AWS's own figure is as rough.
    pub(super) fn approximate_bytes(&self, now: Millis) -> i64 {
        let stored: usize = self.stored.iter().map(LogEvent::bytes).sum();
        stored as i64
            + self
                .generated
                .as_ref()
                .map_or(0, |generated| generated.approximate_bytes(now))
    }

    /// The first readable event.
    fn first(&self, now: Millis) -> Option<LogEvent> {
        let (from, until) = self.span(now);
        self.events(from, (from + MINUTE).min(until + 1), now)
            .into_iter()
            .next()
    }

    /// The last readable event.
    fn last(&self, now: Millis) -> Option<LogEvent> {
        let (from, until) = self.span(now);
        let mut end = until + 1;
        let mut window = 10 * SECOND;
        while end > from {
            let begin = (end - window).max(from);
            if let Some(event) = self.events(begin, end, now).pop() {
                return Some(event);
            }
            end = begin;
            window *= 2;
        }
        None
    }

    fn document(&self, group: &str, name: &str, context: &Context<'_>) -> Value {
        let (first, last) = (self.first(context.now), self.last(context.now));
        Document::new()
            .set("logStreamName", name)
            .set("creationTime", self.created)
            .maybe("firstEventTimestamp", first.map(|event| event.at))
            .maybe("lastEventTimestamp", last.as_ref().map(|event| event.at))
            .maybe("lastIngestionTime", last.map(|event| event.ingested))
            .set(
                "uploadSequenceToken",
                "49039859594309478434939458423049293049430493049304930493",
            )
            .set(
                "arn",
                format!(
                    "{}:log-stream:{name}",
                    arn::log_group(&context.region, group)
                ),
            )
            .set("storedBytes", 0)
            .build()
    }
}

/// The error for a stream that doesn't exist.
pub(super) fn not_found() -> AwsError {
    AwsError::new(
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )
}

/// `CreateLogStream`.
pub(super) fn create(logs: &mut Logs, input: &Input, context: &Context<'_>) -> Answer {
    let name = input.required_text("logStreamName")?;
    if name.len() > 512 || name.contains([':', '*']) {
        return Err(AwsError::invalid_parameter(
            "Value at 'logStreamName' failed to satisfy constraint.",
        ));
    }
    let group = logs.group_mut(input)?;
    if group.streams.contains_key(name) {
        return Err(AwsError::new(
            "ResourceAlreadyExistsException",
            "The specified log stream already exists",
        ));
    }
    group.streams.insert(
        name.to_owned(),
        Stream {
            created: context.now,
            generated: None,
            stored: Vec::new(),
        },
    );
    Ok(json!({}))
}

/// `DeleteLogStream`.
pub(super) fn delete(logs: &mut Logs, input: &Input) -> Answer {
    let name = input.required_text("logStreamName")?;
    let group = logs.group_mut(input)?;
    group.check_deletion()?;
    let removed = group.streams.remove(name);
    removed.map(|_| json!({})).ok_or_else(not_found)
}

/// `DescribeLogStreams`, by name or by the time of the last event.
pub(super) fn describe(logs: &Logs, input: &Input, context: &Context<'_>) -> Answer {
    let group_name = name_in(input)?;
    let group = logs.group(input)?;
    let prefix = input.text("logStreamNamePrefix")?;
    let by_time = input.text("orderBy")? == Some("LastEventTime");
    if by_time && prefix.is_some() {
        return Err(AwsError::invalid_parameter(
            "Cannot order by LastEventTime with a logStreamNamePrefix.",
        ));
    }
    let descending = input.flag("descending")?.unwrap_or(false);
    let matching = group
        .streams
        .iter()
        .filter(|(name, _)| prefix.is_none_or(|prefix| name.starts_with(prefix)));
    let mut streams: Vec<(Millis, &String, &Stream)> = matching
        .map(|(name, stream)| {
            (
                if by_time {
                    stream.span(context.now).1
                } else {
                    0
                },
                name,
                stream,
            )
        })
        .collect();
    streams.sort_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)));
    if descending {
        streams.reverse();
    }
    let items = streams
        .into_iter()
        .enumerate()
        .map(|(index, (_, name, stream))| (format!("{index:08}"), (name, stream)));
    let (streams, token) = page(
        items,
        &limit_as_max_results(input)?,
        PageSize {
            default: 50,
            most: 50,
        },
        "DescribeLogStreams",
    )?;
    let documents: Value = streams
        .into_iter()
        .map(|(name, stream)| stream.document(group_name, name, context))
        .collect();
    Ok(Document::new()
        .set("logStreams", documents)
        .maybe("nextToken", token)
        .build())
}
