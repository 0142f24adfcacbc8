//! Log streams that did not exist a moment ago.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a missing stream is not asked for again: a tail reads every few seconds, and finding
/// out which stream is missing takes several calls.
const REMEMBER: Duration = Duration::from_secs(4);

/// Remembers missing streams for a moment, by group and name.
#[derive(Default)]
pub(in crate::aws) struct MissingStreams {
    until: Mutex<HashMap<(String, String), Instant>>,
}

impl MissingStreams {
    /// The stream does not exist.
    pub(super) fn add(&self, group: &str, stream: &str) {
        let now = Instant::now();
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.retain(|_, until| now < *until);
        until.insert((group.to_owned(), stream.to_owned()), now + REMEMBER);
    }

    /// The streams without those that did not exist a moment ago.
    pub(super) fn without(&self, group: &str, streams: &[String]) -> Vec<String> {
        let now = Instant::now();
        let until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = |stream: &String| {
            let key = (group.to_owned(), stream.clone());
            until.get(&key).is_some_and(|until| now < *until)
        };
        streams
            .iter()
            .filter(|stream| !missing(stream))
            .cloned()
            .collect()
    }
}
