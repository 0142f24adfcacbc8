//! How long patches took, from what the sockets and the relay noted.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::crowd::{Seen, patch_revision};
use super::super::proxy::Noted;
use crate::bench::percentile::percentile;

/// Times in milliseconds.
#[derive(Debug, Serialize)]
pub(in crate::bench::live) struct Lag {
    /// How many there are.
    pub(in crate::bench::live) count: usize,
    /// Half of them took no longer.
    pub(in crate::bench::live) p50_ms: f64,
    /// 99 of 100 took no longer.
    pub(in crate::bench::live) p99_ms: f64,
    /// The longest.
    pub(in crate::bench::live) max_ms: f64,
}

impl Lag {
    /// The summary of these times.
    pub(super) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self {
            count: times.len(),
            p50_ms: percentile(&times, 50),
            p99_ms: percentile(&times, 99),
            max_ms: percentile(&times, 100),
        }
    }
}

/// From an answer of AWS to the sockets.
pub(super) struct Lags {
    /// To the first one.
    pub(super) published: Lag,
    /// To the last one.
    pub(super) last: Lag,
}

/// Tasks of an answer to DescribeTasks.
#[derive(Debug, Deserialize)]
struct Answer {
    tasks: Vec<Task>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Task {
    task_arn: String,
    last_status: String,
}

/// For each status of a task that a patch told of: from the end of the first answer of AWS with this
/// status to the sockets. Statuses that no noted answer told of began before the measurement.
pub(super) fn between(answers: &[Noted], seen: &Seen) -> Lags {
    let mut told: HashMap<(String, String), Instant> = HashMap::new();
    for (at, body) in answers {
        let answer: Answer = match serde_json::from_slice(body) {
            Ok(answer) => answer,
            Err(_) => continue,
        };
        for task in answer.tasks {
            let id = task.task_arn.rsplit('/').next().unwrap_or_default();
            told.entry((id.to_owned(), task.last_status)).or_insert(*at);
        }
    }
    let (mut published, mut last) = (Vec::new(), Vec::new());
    for (revision, patch) in patches(seen) {
        let Some(arrivals) = seen.patches.get(&revision) else {
            continue;
        };
        for task in upserted(&patch, "tasks") {
            let text = |member: &str| task[member].as_str().unwrap_or_default().to_owned();
            // Told once: a later patch of the task in the same status is about something else.
            if let Some(at) = told.remove(&(text("id"), text("status")))
                && at <= arrivals.first
            {
                published.push(arrivals.first - at);
                last.push(arrivals.last - at);
            }
        }
    }
    Lags {
        published: Lag::of(published),
        last: Lag::of(last),
    }
}

/// From the first socket to the last one, of each patch.
pub(super) fn spread(seen: &Seen) -> Lag {
    let arrivals = seen.patches.values();
    Lag::of(
        arrivals
            .map(|arrivals| arrivals.last - arrivals.first)
            .collect(),
    )
}

/// How many services and tasks the patches changed.
pub(super) fn changes(seen: &Seen) -> usize {
    let of_patch = |(_, patch): (u64, Value)| {
        upserted(&patch, "tasks").len() + upserted(&patch, "services").len()
    };
    patches(seen).map(of_patch).sum()
}

/// How many patches less than all sockets got. The newest may be under way.
pub(super) fn incomplete(seen: &Seen, sockets: usize) -> usize {
    let newest = seen.patches.keys().max();
    let missing = |(revision, arrivals): &(&u64, &super::super::crowd::Arrivals)| {
        Some(*revision) != newest && arrivals.count < sockets
    };
    seen.patches.iter().filter(missing).count()
}

/// The patches that the first socket got, with their revisions.
fn patches(seen: &Seen) -> impl Iterator<Item = (u64, Value)> + '_ {
    seen.sample.iter().filter_map(|(_, content)| {
        let revision = patch_revision(content)?;
        let mut message: Value = serde_json::from_slice(content).ok()?;
        Some((
            revision,
            message["topic"]["event"]["patch"]["patch"]["cluster"].take(),
        ))
    })
}

fn upserted<'a>(patch: &'a Value, kind: &str) -> &'a [Value] {
    patch[kind]["upserted"]
        .as_array()
        .map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::super::super::crowd::Arrivals;
    use super::*;

    #[test]
    fn the_time_counts_from_the_first_answer_with_the_status() {
        let begin = Instant::now();
        let at = |ms| begin + Duration::from_millis(ms);
        let answer = |status: &str| {
            format!(r#"{{"tasks":[{{"taskArn":"a/large/t","lastStatus":"{status}"}}]}}"#)
                .into_bytes()
        };
        let answers = [
            (at(0), answer("RUNNING")),
            (at(10), answer("STOPPED")),
            (at(20), answer("STOPPED")),
        ];
        let patch = br#"{"topic":{"id":1,"event":{"patch":{"revision":5,"patch":{"cluster":{"tasks":{"upserted":[{"id":"t","status":"STOPPED"}]}}}}}}}"#;
        let mut seen = Seen::default();
        seen.sample.push((at(25), patch.to_vec()));
        let arrivals = Arrivals {
            first: at(25),
            last: at(70),
            count: 2,
        };
        seen.patches.insert(5, arrivals);
        let lags = between(&answers, &seen);
        assert_eq!((lags.published.count, lags.last.count), (1, 1));
        assert!((lags.published.max_ms - 15.0).abs() < 1e-6);
        assert!((lags.last.max_ms - 60.0).abs() < 1e-6);
        assert!((spread(&seen).max_ms - 45.0).abs() < 1e-6);
        assert_eq!((changes(&seen), incomplete(&seen, 2)), (1, 0));
    }
}
