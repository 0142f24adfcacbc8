//! What a rolling deployment does next: pure decisions on counts.

use crate::ecs::service::{bounds::Bounds, deployment::Rollout, tally::Tally};

/// The most tasks started in one look.
const BATCH: i64 = 10;

/// One deployment of a service as the decisions see it, the PRIMARY one first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) desired: i64,
    pub(super) rollout: Rollout,
    pub(super) tally: Tally,
}

/// What to start.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Starts {
    /// How many tasks of each deployment.
    pub(super) counts: Vec<i64>,
    /// Whether the percentages leave the deployment no way to go on.
    pub(super) stuck: bool,
}

/// The desired counts of the older deployments: they give way as the new one becomes healthy,
/// failed and superseded ones at once.
pub(super) fn older_desired(desired: i64, parts: &[Part]) -> Vec<i64> {
    let healthy = parts.first().map_or(0, |primary| primary.tally.healthy);
    let mut left = (desired - healthy).max(0);
    let older = parts.iter().skip(1).map(|part| {
        let kept = if part.rollout == Rollout::Completed {
            part.desired.min(left)
        } else {
            0
        };
        left -= kept;
        kept
    });
    older.collect()
}

/// How many tasks of each deployment to start within the bounds.
pub(super) fn starts(desired: i64, bounds: Bounds, parts: &[Part]) -> Starts {
    let mut counts = vec![0; parts.len()];
    let Some(primary) = parts.first() else {
        return Starts {
            counts,
            stuck: false,
        };
    };
    let deploying = parts.len() > 1;
    let present: i64 = parts.iter().map(|part| part.tally.present).sum();
    let healthy: i64 = parts.iter().map(|part| part.tally.healthy).sum();
    let stranded = parts.iter().any(|part| part.tally.stranded > 0);
    // The maximum holds for deployments and for moving off instances that drain; a lost task is
    // replaced while it is still on its way out.
    let mut room = if deploying || stranded {
        bounds.most - present
    } else {
        i64::MAX
    };
    if primary.rollout != Rollout::Failed {
        let stays = primary.tally.wanted - primary.tally.stranded;
        counts[0] = (desired - stays).min(room).clamp(0, BATCH);
        room -= counts[0];
    }
    let mut expected = healthy;
    for (count, part) in counts.iter_mut().zip(parts).skip(1) {
        // A lost task of the old revision is replaced by its own kind where the minimum needs it.
        expected += part.tally.wanted - part.tally.healthy;
        let needed = (part.desired - part.tally.wanted).min(bounds.fewest - expected);
        *count = needed.min(room).clamp(0, BATCH);
        room -= *count;
        expected += *count;
    }
    let stuck = deploying
        && counts.iter().all(|count| *count == 0)
        && healthy <= bounds.fewest
        && present >= bounds.most
        && primary.tally.wanted < desired
        && parts
            .iter()
            .all(|part| part.tally.present == part.tally.healthy);
    Starts { counts, stuck }
}

/// Which tasks to stop: indexes into the candidates of each deployment. Candidates are wanted tasks,
/// those that are missed least first; of each only whether it is healthy matters.
pub(super) fn stops(
    desired: i64,
    bounds: Bounds,
    parts: &[Part],
    candidates: &[Vec<bool>],
) -> Vec<Vec<usize>> {
    let healthy: i64 = parts.iter().map(|part| part.tally.healthy).sum();
    let mut dispensable = (healthy - bounds.fewest).max(0);
    let mut stopping = Vec::new();
    for (index, (part, candidates)) in parts.iter().zip(candidates).enumerate() {
        // Older deployments end with no task; a failed first one has nothing that would replace it.
        let kept = if index == 0 { desired } else { 0 };
        let mut left = (part.tally.wanted - kept).max(part.tally.stranded).max(0);
        let mut chosen = Vec::new();
        for (position, is_healthy) in candidates.iter().enumerate() {
            if left == 0 || (*is_healthy && dispensable == 0) {
                break;
            }
            if *is_healthy {
                dispensable -= 1;
            } else if index > 0 && part.desired > 0 {
                // A replacement of the old revision on its way up is needed for the minimum.
                continue;
            }
            left -= 1;
            chosen.push(position);
        }
        stopping.push(chosen);
    }
    stopping
}

#[cfg(test)]
mod tests {
    use super::{Part, Starts, older_desired, starts, stops};
    use crate::ecs::service::{bounds::Bounds, deployment::Rollout, tally::Tally};

    /// A deployment with tasks of which some are healthy and none is leaving.
    fn part(desired: i64, wanted: i64, healthy: i64, rollout: Rollout) -> Part {
        let tally = Tally {
            wanted,
            healthy,
            running: healthy,
            pending: wanted - healthy,
            leaving: 0,
            present: wanted,
            stranded: 0,
        };
        Part {
            desired,
            rollout,
            tally,
        }
    }

    const NEW: Rollout = Rollout::InProgress;
    const OLD: Rollout = Rollout::Completed;

    #[test]
    fn starts_stay_within_the_maximum() {
        for (desired, fewest, most, new, old, expected, stuck) in [
            (4, 4, 6, (0, 0), (4, 4), vec![2, 0], false),
            (4, 4, 6, (2, 0), (4, 4), vec![0, 0], false),
            (4, 4, 4, (0, 0), (4, 4), vec![0, 0], true),
            // One of four old tasks was lost and the minimum needs it.
            (4, 4, 8, (4, 0), (3, 3), vec![0, 1], false),
            (4, 2, 8, (4, 0), (3, 3), vec![0, 0], false),
            (30, 30, 60, (0, 0), (30, 30), vec![10, 0], false),
        ] {
            let parts = [
                part(desired, new.0, new.1, NEW),
                part(desired, old.0, old.1, OLD),
            ];
            let bounds = Bounds { fewest, most };
            assert_eq!(
                starts(desired, bounds, &parts),
                Starts {
                    counts: expected,
                    stuck
                },
                "{desired} {bounds:?} {new:?} {old:?}"
            );
        }
    }

    #[test]
    fn without_an_older_deployment_lost_tasks_are_replaced_at_once() {
        let bounds = Bounds { fewest: 3, most: 3 };
        let mut alone = part(3, 2, 2, OLD);
        alone.tally.present = 3;
        assert_eq!(starts(3, bounds, &[alone]).counts, [1]);
        let failed = part(3, 0, 0, Rollout::Failed);
        assert_eq!(starts(3, bounds, &[failed]).counts, [0]);
        assert!(starts(3, bounds, &[]).counts.is_empty());
    }

    #[test]
    fn stops_keep_the_minimum_healthy() {
        let bounds = Bounds { fewest: 3, most: 6 };
        // Two new tasks are healthy: five healthy in all, two of the old may go.
        let parts = [part(4, 2, 2, NEW), part(2, 3, 3, OLD)];
        assert_eq!(
            stops(4, bounds, &parts, &[vec![true; 2], vec![true; 3]]),
            [vec![], vec![0, 1]]
        );
        // Unhealthy tasks of a deployment that has given way go whatever the minimum is.
        let parts = [part(4, 3, 3, NEW), part(0, 2, 0, Rollout::Failed)];
        assert_eq!(
            stops(4, bounds, &parts, &[vec![true; 3], vec![false; 2]]),
            [vec![], vec![0, 1]]
        );
        // A replacement of the old revision on its way up stays.
        let parts = [part(4, 1, 1, NEW), part(3, 3, 2, OLD)];
        assert_eq!(
            stops(4, bounds, &parts, &[vec![true], vec![false, true, true]]),
            [Vec::<usize>::new(), vec![]]
        );
    }

    #[test]
    fn tasks_on_draining_instances_are_replaced_within_the_bounds() {
        let mut moving = part(3, 3, 3, OLD);
        moving.tally.stranded = 2;
        for (fewest, most, expected_starts, expected_stops) in [
            // All must stay until others are healthy.
            (3, 6, 2, vec![]),
            (3, 4, 1, vec![]),
            // There is no room, but one may be missing.
            (2, 3, 0, vec![0]),
            (0, 3, 0, vec![0, 1]),
        ] {
            let bounds = Bounds { fewest, most };
            assert_eq!(starts(3, bounds, &[moving]).counts, [expected_starts]);
            let chosen = stops(3, bounds, &[moving], &[vec![true; 3]]);
            assert_eq!(chosen, [expected_stops], "{bounds:?}");
        }
    }

    #[test]
    fn older_deployments_give_way_as_the_new_one_becomes_healthy() {
        let failed = Rollout::Failed;
        for (healthy, older, expected) in [
            (0, [(4, OLD), (2, OLD)], [4, 0]),
            (3, [(4, OLD), (0, OLD)], [1, 0]),
            (9, [(4, OLD), (1, OLD)], [0, 0]),
            (0, [(4, failed), (4, OLD)], [0, 4]),
        ] {
            let [first, second] = older.map(|(desired, rollout)| part(desired, 4, 4, rollout));
            let parts = [part(4, 4, healthy, NEW), first, second];
            assert_eq!(older_desired(4, &parts), expected, "{healthy} {older:?}");
        }
    }
}
