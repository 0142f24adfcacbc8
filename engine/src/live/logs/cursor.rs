//! How far a log group has been read.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::Timestamp;

use super::sources::Source;

/// Events arrive late by up to this much, in milliseconds: every read goes back so far behind the
/// clock of the read before.
const OVERLAP_MS: i64 = 10_000;

/// Streams of tasks that stopped this long ago are not read any more, in milliseconds.
const AFTER_STOP_MS: i64 = 60_000;

/// How far a log group has been read, and the events of the overlap.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    /// The target's clock when the last good read began.
    read_at: Option<Timestamp>,
    /// Streams that have been read.
    streams: HashSet<String>,
    /// Ids of events seen, with their times, as far back as a read may reach.
    seen: HashMap<String, Timestamp>,
}

impl Cursor {
    /// Whether nothing has been read yet.
    pub(super) fn is_new(&self) -> bool {
        self.read_at.is_none()
    }

    /// What to read now: streams by the time from which they are read. Streams not read before are
    /// read from their task's beginning; those of tasks that stopped a while ago are not read.
    pub(super) fn reads(
        &self,
        sources: &[&Source],
        now: Timestamp,
    ) -> Vec<(Timestamp, Vec<String>)> {
        let overlap = self.read_at.unwrap_or(now).plus_ms(-OVERLAP_MS);
        let mut reads: BTreeMap<Timestamp, Vec<String>> = BTreeMap::new();
        for source in sources {
            let start = if self.streams.contains(&source.stream) {
                if source
                    .stopped_at
                    .is_some_and(|at| now.since_ms(at) > AFTER_STOP_MS)
                {
                    continue;
                }
                overlap
            } else {
                source.created_at.unwrap_or(overlap).min(overlap)
            };
            reads.entry(start).or_default().push(source.stream.clone());
        }
        reads.into_iter().collect()
    }

    /// Whether an event has not been seen before; from now on it has.
    pub(super) fn is_unseen(&mut self, id: &str, at: Timestamp) -> bool {
        self.seen.insert(id.to_owned(), at).is_none()
    }

    /// Notes a good read that began at `now`, and forgets events that no read reaches any more.
    pub(super) fn took(&mut self, sources: &[&Source], now: Timestamp) {
        self.read_at = Some(now);
        self.streams = sources.iter().map(|source| source.stream.clone()).collect();
        // Twice the overlap: the clock of a target is known to the second only.
        self.seen.retain(|_, at| now.since_ms(*at) < 2 * OVERLAP_MS);
    }
}

#[cfg(test)]
mod tests;
