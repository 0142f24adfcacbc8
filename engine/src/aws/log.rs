//! Events of log streams.

mod missing;

use aws_sdk_cloudwatchlogs::types::FilteredLogEvent;
use model::{Error, ErrorKind, Timestamp};

pub(super) use missing::MissingStreams;

use super::Client;
use super::error::Subject;
use super::operation::FILTER_LOG_EVENTS;

/// The most events in one answer.
const PAGE: usize = 10_000;

/// A log event (a line).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvent {
    /// CloudWatch's id of the event.
    pub id: String,
    /// The log stream.
    pub stream: String,
    /// The event's own time.
    pub at: Timestamp,
    /// When CloudWatch took it in.
    pub ingested_at: Option<Timestamp>,
    /// The text.
    pub message: String,
}

impl Client {
    /// The most streams in one [`Client::log_events`].
    pub const STREAMS_PER_CALL: usize = 100;

    /// Events of at most [`Client::STREAMS_PER_CALL`] streams of a log group from `start` to `end`, both
    /// included, in the order of their times: the first `limit_total` of them. Streams that
    /// don't exist (yet) have none.
    pub async fn log_events(
        &self,
        group: &str,
        streams: &[String],
        start: Timestamp,
        end: Option<Timestamp>,
        limit_total: usize,
    ) -> Result<Vec<LogEvent>, Error> {
        let mut events: Vec<LogEvent> = Vec::new();
        // CloudWatch refuses the whole set when one stream of it is missing, as that of a task
        // that has just begun is: halves find out which.
        let mut sets: Vec<Vec<String>> = vec![self.inner.missing_streams.without(group, streams)];
        while let Some(set) = sets.pop().filter(|set| !set.is_empty()) {
            match self
                .filter_log_events(group, &set, start, end, limit_total)
                .await
            {
                Ok(found) => events.extend(found),
                Err(Refusal::Other(error)) => return Err(error),
                Err(Refusal::NoGroup) => return Ok(Vec::new()),
                Err(Refusal::NoStream) if set.len() == 1 => {
                    self.inner.missing_streams.add(group, &set[0]);
                }
                Err(Refusal::NoStream) => {
                    let (head, tail) = set.split_at(set.len() / 2);
                    sets.extend([tail.to_vec(), head.to_vec()]);
                }
            }
        }
        events.sort_by(|a, b| (a.at, &a.stream, &a.id).cmp(&(b.at, &b.stream, &b.id)));
        events.truncate(limit_total);
        Ok(events)
    }

    async fn filter_log_events(
        &self,
        group: &str,
        streams: &[String],
        start: Timestamp,
        end: Option<Timestamp>,
        limit: usize,
    ) -> Result<Vec<LogEvent>, Refusal> {
        let mut events: Vec<LogEvent> = Vec::new();
        let mut token: Option<String> = None;
        while events.len() < limit {
            let page_size = (limit - events.len()).min(PAGE);
            let page = self
                .call(FILTER_LOG_EVENTS, Subject::LogGroup(group), || {
                    let request = self.inner.logs.filter_log_events();
                    request
                        .log_group_name(group)
                        .set_log_stream_names(Some(streams.to_vec()))
                        .start_time(start.0.max(0))
                        .set_end_time(end.map(|end| end.0.max(0)))
                        .limit(i32::try_from(page_size).unwrap_or(i32::MAX))
                        .set_next_token(token.clone())
                        .send()
                })
                .await
                .map_err(Refusal::from)?;
            events.extend(
                page.events
                    .unwrap_or_default()
                    .into_iter()
                    .filter_map(log_event),
            );
            // An empty page may have more after it.
            let next = page.next_token.filter(|next| !next.is_empty());
            if next.is_none() || next == token {
                break;
            }
            token = next;
        }
        Ok(events)
    }
}

/// Why events could not be read.
enum Refusal {
    NoGroup,
    NoStream,
    Other(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error.kind {
            ErrorKind::NotFound if error.message.contains(super::error::NO_LOG_STREAM) => {
                Self::NoStream
            }
            ErrorKind::NotFound => Self::NoGroup,
            _ => Self::Other(error),
        }
    }
}

/// The event; `None` when it has no time.
fn log_event(event: FilteredLogEvent) -> Option<LogEvent> {
    let at = event.timestamp?;
    let stream = event.log_stream_name.unwrap_or_default();
    let message = event.message.unwrap_or_default();
    Some(LogEvent {
        // Emulators may give none; two equal lines at the same millisecond count as one then.
        id: event
            .event_id
            .unwrap_or_else(|| format!("{stream}/{at}/{message}")),
        at: Timestamp(at),
        ingested_at: event.ingestion_time.map(Timestamp),
        stream,
        message,
    })
}
