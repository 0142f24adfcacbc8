//! Log events and where they stand in a stream.

use crate::clock::Millis;

/// The most bytes on a page, as AWS counts them.
pub(super) const PAGE_BYTES: usize = 1 << 20;
/// The most events on a page.
pub(super) const PAGE_EVENTS: usize = 10_000;
/// What AWS counts for an event besides its message.
const OVERHEAD: usize = 26;

/// A log event.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct LogEvent {
    pub(super) at: Millis,
    /// When it can be read.
    pub(super) ingested: Millis,
    /// 56 digits that begin with the time, so that ids sort like times.
    pub(super) id: String,
    pub(super) message: String,
}

impl LogEvent {
    /// Its size as AWS counts it.
    pub(super) fn bytes(&self) -> usize {
        self.message.len() + OVERHEAD
    }
}

/// An event id from a time and two numbers that tell events of one time apart.
pub(super) fn id(at: Millis, stream: u64, number: u64) -> String {
    format!(
        "{:020}{:020}{:016}",
        at.max(0),
        stream,
        number % 10_000_000_000_000_000
    )
}

/// The time in an event id.
pub(super) fn time_of(id: &str) -> Option<Millis> {
    if id.len() != 56 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    id[..20].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{id, time_of};

    #[test]
    fn ids_have_56_digits_sort_by_time_and_hold_it() {
        let ids = [
            id(5, u64::MAX, 7),
            id(6, 0, 0),
            id(1_700_000_000_000, 1, u64::MAX),
        ];
        for (made, at) in ids.iter().zip([5, 6, 1_700_000_000_000]) {
            assert_eq!(made.len(), 56);
            assert_eq!(time_of(made), Some(at));
        }
        assert!(ids.is_sorted());
        assert_eq!(time_of("12"), None);
        assert_eq!(time_of(&"é".repeat(28)), None);
    }
}
