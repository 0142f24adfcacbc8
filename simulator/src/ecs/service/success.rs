//! When a rolling deployment has succeeded.

use serde_json::Value;

use crate::ecs::service::tally::Tally;

/// `earlySuccessCriteria` of a deployment configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Criteria {
    /// Percent of the desired count that must be healthy.
    percent: i64,
    /// Whether the tasks of older deployments may still go.
    deferred: bool,
}

impl Criteria {
    /// The criteria, which are all tasks and no older ones unless they are configured otherwise.
    pub(super) fn of(configuration: Option<&Value>) -> Self {
        let early = configuration
            .and_then(|configuration| configuration.get("earlySuccessCriteria"))
            .filter(|early| early.get("enable") == Some(&Value::Bool(true)));
        Self {
            percent: early
                .and_then(|early| early.get("healthyPercent")?.as_i64())
                .unwrap_or(100)
                .clamp(1, 100),
            deferred: early.and_then(|early| early.get("sourceServiceRevisionCleanup")?.as_str())
                == Some("DEFERRED"),
        }
    }
}

/// Whether a deployment with these tasks has succeeded; `alone` when no older one is left.
pub(super) fn is_reached(criteria: Criteria, desired: i64, tally: Tally, alone: bool) -> bool {
    let enough = if criteria.percent == 100 {
        tally.healthy == desired && tally.wanted == desired
    } else {
        tally.healthy * 100 >= desired * criteria.percent
    };
    enough && (alone || criteria.deferred)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Criteria, is_reached};
    use crate::ecs::service::tally::Tally;

    #[test]
    fn success_needs_all_tasks_unless_less_is_configured() {
        let early = |percent: i64, cleanup: &str| {
            json!({ "earlySuccessCriteria": {
                "enable": true, "healthyPercent": percent, "sourceServiceRevisionCleanup": cleanup,
            } })
        };
        for (configuration, healthy, alone, expected) in [
            (json!({}), 4, true, true),
            (json!({}), 4, false, false),
            (json!({}), 3, true, false),
            (early(75, "BLOCKING"), 3, true, true),
            (early(75, "BLOCKING"), 3, false, false),
            (early(75, "DEFERRED"), 3, false, true),
            (early(75, "DEFERRED"), 2, false, false),
            (
                json!({ "earlySuccessCriteria": { "enable": false, "healthyPercent": 1 } }),
                1,
                true,
                false,
            ),
        ] {
            let tally = Tally {
                wanted: 4,
                healthy,
                ..Tally::default()
            };
            assert_eq!(
                is_reached(Criteria::of(Some(&configuration)), 4, tally, alone),
                expected,
                "{configuration} {healthy} {alone}"
            );
        }
    }
}
