//! When a deployment will be over, from how long earlier ones took.

use crate::progress::usual_ms;
use crate::service_deployment::{ServiceDeployment, ServiceDeploymentStatus};
use crate::time::{Timestamp, duration_words};

/// How an ongoing deployment compares with earlier ones of its service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// As `usually takes 2 min 5 s, about 40 s left`.
    pub words: String,
    /// Whether it takes more than half as long again as usual.
    pub slow: bool,
}

/// How long deployments usually take, and what is left of the ongoing one; `None` before any
/// succeeded. `deployments` are all that ECS keeps, in any order.
pub fn expected(deployments: &[ServiceDeployment], now: Timestamp) -> Option<Expected> {
    let usual = usual_ms(deployments)?;
    let length = duration_words(usual);
    let newest = deployments.iter().max_by_key(|one| one.created_at);
    let elapsed = newest
        .filter(|one| one.status == ServiceDeploymentStatus::InProgress)
        .and_then(|one| one.duration_ms(now));
    let Some(elapsed) = elapsed else {
        let words = format!("usually takes {length}");
        return Some(Expected { words, slow: false });
    };
    let (left, slow) = (usual - elapsed, elapsed * 2 > usual * 3);
    let words = if slow {
        format!("slower than usual, which is {length}")
    } else if left >= 1_000 {
        format!(
            "usually takes {length}, about {} left",
            duration_words(rounded(left))
        )
    } else {
        format!("usually takes {length}, should end any moment")
    };
    Some(Expected { words, slow })
}

/// A rest without more precision than it has: ten seconds, or one while it is shorter than that.
fn rounded(ms: i64) -> i64 {
    let step = if ms < 10_000 { 1_000 } else { 10_000 };
    (ms + step / 2) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_deployment::tests::deployment;

    /// A deployment that took so many seconds.
    fn ended(status: &str, seconds: i64) -> ServiceDeployment {
        ServiceDeployment {
            created_at: Some(Timestamp(0)),
            started_at: Some(Timestamp(0)),
            finished_at: Some(Timestamp(seconds * 1_000)),
            ..deployment(status)
        }
    }

    #[test]
    fn counts_down_and_says_when_it_takes_longer() {
        let earlier = [ended("SUCCESSFUL", 125), ended("ROLLBACK_SUCCESSFUL", 900)];
        for (status, elapsed, words, slow) in [
            (
                "IN_PROGRESS",
                0,
                "usually takes 2 min 5 s, about 2 min 10 s left",
                false,
            ),
            (
                "IN_PROGRESS",
                84,
                "usually takes 2 min 5 s, about 40 s left",
                false,
            ),
            (
                "IN_PROGRESS",
                119,
                "usually takes 2 min 5 s, about 6 s left",
                false,
            ),
            (
                "IN_PROGRESS",
                125,
                "usually takes 2 min 5 s, should end any moment",
                false,
            ),
            (
                "IN_PROGRESS",
                187,
                "usually takes 2 min 5 s, should end any moment",
                false,
            ),
            (
                "IN_PROGRESS",
                188,
                "slower than usual, which is 2 min 5 s",
                true,
            ),
            // How long a way back takes is not known.
            (
                "ROLLBACK_IN_PROGRESS",
                500,
                "usually takes 2 min 5 s",
                false,
            ),
        ] {
            let mut all = earlier.to_vec();
            all.push(deployment(status));
            let now = Timestamp(100_000 + elapsed * 1_000);
            let found = expected(&all, now).map(|found| (found.words, found.slow));
            assert_eq!(found, Some((words.to_owned(), slow)), "{status} {elapsed}");
        }
        assert_eq!(expected(&[deployment("IN_PROGRESS")], Timestamp(0)), None);
    }
}
