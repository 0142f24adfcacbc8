//! Log lines of containers as a pure function of seed, stream and time.
//!
//! Time is cut into slots. What a slot holds depends on nothing but its number, so that any span
//! can be read at any time without having kept anything. All lines of a slot become readable
//! together, shortly after its end: within a stream they never overtake each other, between
//! streams they arrive late like on AWS.

use crate::{
    clock::{DAY, Millis, SECOND, rfc3339},
    logs::{
        event::{LogEvent, id},
        lines::{self, Style},
    },
    random::{Noise, hash, mix},
};

/// Length of a slot.
const SLOT: Millis = 400;
/// Time between the end of a slot and its ingestion, at least and at most.
const INGESTION: (Millis, Millis) = (20, 400);
/// Ordinary lines begin this long after the start.
const SETTLED: Millis = 2 * SECOND;
/// How long before a crash ordinary lines end.
const LAST_WORDS: Millis = 300;

/// What is known about the container behind a stream.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Source {
    /// The kind of lines, when the container's labels name one.
    pub(crate) style: Option<String>,
    pub(crate) image: String,
    pub(crate) container: String,
    pub(crate) family: String,
    pub(crate) revision: String,
    /// The task's private address; empty without a network interface of its own.
    pub(crate) ip: String,
    /// Mean lines in a second, when the container's labels say so.
    pub(crate) rate: Option<f64>,
}

/// How a container ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Ending {
    /// It stopped on SIGTERM.
    Terminated,
    /// It was killed without a last word.
    Killed,
    /// It exited by itself.
    Exit {
        /// Its exit code.
        code: i32,
        /// It used more memory than it may.
        out_of_memory: bool,
    },
}

/// The lines of one container.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct Generated {
    seed: u64,
    key: u64,
    style: Style,
    source: Source,
    /// Mean lines in a slot, each from its time on.
    rates: Vec<(Millis, f64)>,
    start: Millis,
    /// When it got SIGTERM.
    signalled: Option<Millis>,
    end: Option<(Millis, Ending)>,
}

impl Generated {
    /// The lines of a container that starts now.
    pub(super) fn new(seed: u64, group: &str, stream: &str, source: Source, now: Millis) -> Self {
        let key = hash(seed, &format!("{group}\n{stream}"));
        let style = Style::of(&source);
        let rate = source.rate.unwrap_or_else(|| style.rate()) * SLOT as f64 / SECOND as f64;
        Self {
            seed: mix(seed ^ key),
            key,
            style,
            source,
            rates: vec![(now, rate)],
            start: now,
            signalled: None,
            end: None,
        }
    }

    /// The container writes so many lines in a second from now on.
    pub(super) fn set_rate(&mut self, now: Millis, rate: f64) {
        self.rates.push((now, rate * SLOT as f64 / SECOND as f64));
    }

    /// Mean lines in a slot that begins at a time.
    fn rate(&self, at: Millis) -> f64 {
        let mut rates = self.rates.iter().rev();
        rates
            .find(|(from, _)| *from <= at)
            .map_or(0.0, |(_, rate)| *rate)
    }

    /// The container gets SIGTERM.
    pub(super) fn signal(&mut self, now: Millis) {
        self.signalled.get_or_insert(now);
    }

    /// The container has ended.
    pub(super) fn close(&mut self, now: Millis, ending: Ending) {
        self.end.get_or_insert((now, ending));
    }

    /// Its start, and its end or now.
    pub(super) fn span(&self, now: Millis) -> (Millis, Millis) {
        (self.start, self.end.map_or(now, |(end, _)| end).min(now))
    }

    /// Whether it ended before a time.
    pub(super) fn ended_before(&self, time: Millis) -> bool {
        self.end.is_some_and(|(end, _)| end < time)
    }

    /// About how many bytes it has written.
    pub(super) fn approximate_bytes(&self, now: Millis) -> i64 {
        let (from, until) = self.span(now);
        ((until - from).min(30 * DAY) as f64 / SLOT as f64 * self.rate(until) * 110.0) as i64
    }

    /// Events with times in `from..until`, sorted.
    pub(super) fn events(&self, from: Millis, until: Millis) -> Vec<LogEvent> {
        let from = from.max(self.start);
        let until = self.end.map_or(until, |(end, _)| until.min(end + 1));
        if from >= until {
            return Vec::new();
        }
        let mut found = Vec::new();
        for slot in (from - self.start) / SLOT..=(until - 1 - self.start) / SLOT {
            self.slot(slot, &mut found);
        }
        self.scripted(from, until, &mut found);
        found.retain(|(at, ..)| (from..until).contains(at));
        found.sort_by_key(|(at, number, _)| (*at, *number));
        found
            .into_iter()
            .map(|(at, number, message)| LogEvent {
                at,
                ingested: self.ingestion(at),
                id: id(at, self.key, number),
                message,
            })
            .collect()
    }

    /// The ordinary lines of a slot with their times and numbers.
    fn slot(&self, slot: i64, found: &mut Vec<(Millis, u64, String)>) {
        let begin = self.start + slot * SLOT;
        let mut noise = Noise::new(self.seed ^ (slot as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93));
        let rate = self.rate(begin);
        let mut count = rate.floor() as u64;
        count += u64::from(noise.fraction() < rate.fract());
        let quiet_from = [self.signalled, self.end.map(|(end, _)| end - LAST_WORDS)]
            .into_iter()
            .flatten()
            .min();
        for entry in 0..count {
            let at = begin + noise.below(SLOT as u64) as Millis;
            let written = lines::ordinary(self.style, &self.source, at, &mut noise);
            if at < self.start + SETTLED || quiet_from.is_some_and(|quiet| at >= quiet) {
                continue;
            }
            // The lines of one entry, as a stack trace has, share their time and keep their order.
            for (line, message) in written.into_iter().enumerate() {
                found.push((
                    at,
                    (slot as u64 + 1) * 10_000 + entry * 100 + line as u64,
                    message,
                ));
            }
        }
    }

    /// Lines at the start, on SIGTERM and before a crash.
    fn scripted(&self, from: Millis, until: Millis, found: &mut Vec<(Millis, u64, String)>) {
        let mut add = |first: u64, begin: Millis, pace: Millis, messages: Vec<String>| {
            let mut noise = Noise::new(self.seed ^ first);
            let mut at = begin;
            for (number, message) in messages.into_iter().enumerate() {
                at += noise.below(pace as u64) as Millis;
                found.push((
                    at,
                    first + number as u64,
                    message.replace(lines::TIME, &rfc3339(at)),
                ));
            }
        };
        if from <= self.start + SETTLED {
            add(
                1,
                self.start + 40,
                280,
                lines::startup(self.style, &self.source),
            );
        }
        if let Some(signalled) = self
            .signalled
            .filter(|signalled| *signalled <= until && from <= signalled + 3 * SECOND)
        {
            add(1_000, signalled, 300, lines::shutdown(self.style));
        }
        if let Some((
            end,
            Ending::Exit {
                code,
                out_of_memory,
            },
        )) = self.end
            && from <= end
            && until > end - LAST_WORDS
        {
            add(
                2_000,
                end - LAST_WORDS,
                60,
                lines::last_words(self.style, code, out_of_memory),
            );
        }
    }

    /// When the lines of a time become readable.
    fn ingestion(&self, at: Millis) -> Millis {
        let slot = (at - self.start) / SLOT;
        let mut noise = Noise::new(self.seed ^ (slot as u64).wrapping_add(0x5EED));
        self.start
            + (slot + 1) * SLOT
            + INGESTION.0
            + noise.below((INGESTION.1 - INGESTION.0) as u64) as Millis
    }
}

#[cfg(test)]
mod tests {
    use super::{Ending, Generated, Source};

    fn generated() -> Generated {
        let source = Source {
            style: None,
            image: "todo-app:1.8.2".to_owned(),
            container: "todo-app".to_owned(),
            family: "todo-app".to_owned(),
            revision: "132".to_owned(),
            ip: "10.0.1.7".to_owned(),
            rate: Some(2.0),
        };
        Generated::new(1, "/ecs/todo/todo-app", "ecs/todo-app/0", source, 1_000_000)
    }

    #[test]
    fn a_span_read_in_pieces_is_the_span_read_at_once() {
        let mut lines = generated();
        lines.signal(1_055_000);
        lines.close(1_058_000, Ending::Terminated);
        let whole = lines.events(1_000_000, 1_060_000);
        assert!(whole.len() > 60);
        for piece in [1, 130, 400, 7_001] {
            let mut joined = Vec::new();
            let mut from = 990_000;
            while from < 1_070_000 {
                joined.extend(lines.events(from, from + piece));
                from += piece;
            }
            assert_eq!(joined, whole, "pieces of {piece} ms");
        }
    }

    #[test]
    fn ids_are_unique_and_sorted_and_ingestion_follows_within_bounds() {
        let events = generated().events(0, 1_300_000);
        assert!(events.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert!(
            events
                .windows(2)
                .all(|pair| pair[0].ingested <= pair[1].ingested)
        );
        assert!(
            events
                .iter()
                .all(|event| (20..=800).contains(&(event.ingested - event.at)))
        );
    }

    #[test]
    fn a_crash_has_last_words_and_nothing_after() {
        let mut lines = generated();
        lines.close(
            1_030_000,
            Ending::Exit {
                code: 137,
                out_of_memory: true,
            },
        );
        let events = lines.events(0, 2_000_000);
        let last = events
            .last()
            .map(|event| (event.at, event.message.clone()))
            .unwrap_or_default();
        assert!(last.0 <= 1_030_000);
        assert!(last.1.contains("memory"), "{}", last.1);
    }
}
