//! How often each kind of thing is looked at, in milliseconds, so that all of it together stays
//! within what background work may call.
//!
//! The shares below leave on-screen rows what they need of the published rates at one half: sixty
//! services are six calls each 1.6 s, more than a third of ten calls a second. A little is left over,
//! else calls would wait for each other and rows on screens for the rest.

/// What somebody has open on a page of its own. With the time of the call itself, a second is between
/// two looks at most.
pub(super) const FOCUSED_MS: u64 = 900;

/// Rows on screens.
pub(super) const VISIBLE_MS: u64 = 1_600;

/// Services with a deployment in progress, tasks on their way.
pub(super) const CHANGING_MS: u64 = 3_500;

/// The shortest interval of everything else.
const SHORTEST_MS: u64 = 1_500;

/// The longest interval of services that nobody looks at. What changes there shows within 45 s.
const LONGEST_SERVICES_MS: u64 = 42_000;

/// The longest interval of tasks that nobody looks at.
const LONGEST_TASKS_MS: u64 = 30_000;

/// The shortest interval of a list of services: what it finds is rare.
const SHORTEST_SERVICE_LIST_MS: u64 = 10_000;

/// Parts of the allowed rate of service reads.
const SERVICES_SHARE: f64 = 0.47;
const SERVICE_LIST_SHARE: f64 = 0.08;

/// Parts of the allowed rate of task reads. Lists find what started and stopped.
const TASKS_SHARE: f64 = 0.2;
const TASK_LIST_SHARE: f64 = 0.5;
const DEPLOYING_LIST_SHARE: f64 = 0.25;

/// How long so many calls take at a share of a rate.
fn lasts_ms(calls: usize, per_s: f64, share: f64) -> u64 {
    (calls as f64 / (per_s * share).max(0.01) * 1_000.0) as u64
}

/// The interval of services that nobody looks at.
pub(super) fn services_ms(services: usize, per_call: usize, per_s: f64) -> u64 {
    let calls = services.div_ceil(per_call);
    lasts_ms(calls, per_s, SERVICES_SHARE).clamp(SHORTEST_MS, LONGEST_SERVICES_MS)
}

/// The interval of tasks that nobody looks at.
pub(super) fn tasks_ms(tasks: usize, per_call: usize, per_s: f64) -> u64 {
    let calls = tasks.div_ceil(per_call);
    lasts_ms(calls, per_s, TASKS_SHARE).clamp(SHORTEST_MS, LONGEST_TASKS_MS)
}

/// The interval of a list of services of so many pages.
pub(super) fn service_list_ms(pages: usize, per_s: f64) -> u64 {
    lasts_ms(pages, per_s, SERVICE_LIST_SHARE).max(SHORTEST_SERVICE_LIST_MS)
}

/// The interval of a list of tasks of so many pages, those that run and those that stopped.
pub(super) fn task_list_ms(pages: usize, per_s: f64) -> u64 {
    lasts_ms(pages, per_s, TASK_LIST_SHARE).max(SHORTEST_MS)
}

/// The interval in which the tasks of so many services are listed, each by a call of its own, while
/// their deployments are on screens.
pub(super) fn deploying_list_ms(services: usize, per_s: f64) -> u64 {
    lasts_ms(services, per_s, DEPLOYING_LIST_SHARE).max(FOCUSED_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half of the published 20 a second.
    const PER_S: f64 = 10.0;

    #[test]
    fn small_clusters_are_looked_at_often() {
        assert_eq!(services_ms(8, 10, PER_S), 1_500);
        assert_eq!(tasks_ms(40, 100, PER_S), 1_500);
        assert_eq!(task_list_ms(2, PER_S), 1_500);
        assert_eq!(service_list_ms(1, PER_S), 10_000);
    }

    #[test]
    fn deployments_on_screens_share_their_part() {
        for (services, expected) in [(0, 900), (1, 900), (2, 900), (5, 2_000), (20, 8_000)] {
            assert_eq!(deploying_list_ms(services, PER_S), expected, "{services}");
        }
    }

    #[test]
    fn the_largest_cluster_stays_within_the_rate() {
        let per_s = |calls: usize, interval_ms: u64| calls as f64 / interval_ms as f64 * 1_000.0;
        // 60 of 2,000 services on screens; 5,000 tasks, 1,800 stopped ones, 150 on screens.
        let services = per_s(200, services_ms(2_000, 10, PER_S))
            + per_s(20, service_list_ms(20, PER_S))
            + per_s(6, VISIBLE_MS);
        let tasks = per_s(50, tasks_ms(5_000, 100, PER_S))
            + per_s(70, task_list_ms(70, PER_S))
            + per_s(2, VISIBLE_MS);
        assert!(services <= 0.95 * PER_S, "{services}");
        assert!(tasks <= PER_S, "{tasks}");
        // What starts or stops shows within 20 s, everything else within 45 s.
        assert!(task_list_ms(70, PER_S) <= 16_000);
        assert!(services_ms(2_000, 10, PER_S) <= 43_000);
    }

    #[test]
    fn a_throttled_class_slows_down_to_a_bound() {
        assert_eq!(services_ms(2_000, 10, 1.0), LONGEST_SERVICES_MS);
        assert_eq!(tasks_ms(5_000, 100, 1.0), LONGEST_TASKS_MS);
        assert_eq!(task_list_ms(70, 1.0), 140_000);
    }
}
